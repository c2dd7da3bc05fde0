"""`picturebook replay` with painters that are asked over the network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from doubles.image_server import image_server
from pydantic import SecretStr

from bot.replay import replay_file
from bot.settings import Settings

LARRY = {
    "id": "larry",
    "lang": "en",
    "turns": [
        {"text": "Draw a hedgehog with sunflower petals"},
        {"text": "Its name is Larry", "reply_to": "1.2"},
        {"text": "Show me Larry's house"},
        {"press": {"verb": "upscale", "picture": "1.2"}},
    ],
}


async def played(tmp_path: Path, **settings: Any) -> tuple[list[dict[str, Any]], bool]:
    file = tmp_path / "dialogues.jsonl"
    file.write_text(json.dumps(LARRY), encoding="utf-8")
    rows: list[dict[str, Any]] = []
    failed = await replay_file(
        Settings(**settings), file, out=tmp_path / "out", say=lambda text: rows.append(json.loads(text))
    )
    return rows, failed


@pytest.mark.parametrize("dialect", ["openai", "vllm-omni", "stable-diffusion"])
async def test_dialogue_is_played_with_each_kind_of_painter(tmp_path: Path, dialect: str) -> None:
    async with image_server("a1111" if dialect == "stable-diffusion" else dialect) as server:
        settings: dict[str, dict[str, Any]] = {
            "openai": {
                "painter": "openai", "painter_base_url": server.url, "painter_api_key": SecretStr("sk-1"),
            },
            "vllm-omni": {
                "painter": "compatible",
                "compatible_url": server.url,
                "compatible_model": "m-1",
                "compatible_profile": "vllm-omni",
            },
            "stable-diffusion": {"painter": "stable-diffusion", "sd_url": server.origin},
        }  # fmt: skip
        rows, failed = await played(tmp_path, **settings[dialect])
        assert not failed
        grid, named, house, large = rows
        assert len(grid["pictures"]) == 4
        assert named["names"] == {"Larry": "1.2"}
        assert house["pictures"][0]["characters"] == ["Larry"]
        assert large["pictures"][0]["based_on"] == ["1.2"]
        seeds = [one["seed"] for one in grid["pictures"]]
        assert (len(set(seeds)) == 4) == (dialect != "openai")
        assert (seeds == [None] * 4) == (dialect == "openai")
        files = sorted(path.name for path in (tmp_path / "out").iterdir())
        assert "larry-1.2.png" in files
        larry = (tmp_path / "out" / "larry-1.2.png").read_bytes()
        if dialect != "stable-diffusion":
            assert [one[2] for one in server.pictures[-1].files] == [larry], "the chosen picture is shown"
        else:
            assert server.pictures[-1].path == "/sdapi/v1/img2img"


async def test_painter_that_is_down_is_named_in_the_row(tmp_path: Path, unused_tcp_port: int) -> None:
    rows, _ = await played(tmp_path, painter="stable-diffusion", sd_url=f"http://127.0.0.1:{unused_tcp_port}")
    assert "stable-diffusion does not answer" in rows[0]["reply"]
    assert rows[0]["pictures"] == []
