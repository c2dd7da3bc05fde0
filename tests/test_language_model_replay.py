"""`picturebook replay` with a language model: the settings alone switch it on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from doubles.model_server import Fails, ModelServerDouble, Says, error

from bot.phrases import phrase
from bot.replay import replay_file
from bot.settings import Settings

TURNS = [
    {"user": "mina", "text": "draw two hedgehogs"},
    {"user": "mina", "press": {"verb": "select", "picture": "1.2"}},
    {"user": "mina", "text": "its name is Larry"},
    {"user": "mina", "text": "make him blue", "reply_to": "1.1"},
]


@pytest.fixture
def double() -> Iterator[ModelServerDouble]:
    with ModelServerDouble().serving() as one:
        yield one


async def play(double: ModelServerDouble, tmp_path: Path) -> tuple[list[dict[str, Any]], bool]:
    file = tmp_path / "larry.jsonl"
    file.write_text(json.dumps({"id": "larry", "lang": "en", "turns": TURNS}), encoding="utf-8")
    settings = Settings(planner="openai", planner_base_url=double.base_url, planner_model="m", data_dir=tmp_path)
    said: list[str] = []
    failed = await replay_file(settings, file, plan_only=True, say=said.append)
    return [json.loads(line) for line in said], failed


async def test_replay_plays_a_dialogue_with_the_model_of_the_settings(
    double: ModelServerDouble, tmp_path: Path
) -> None:
    two = [{"prompt": f"Photo of hedgehog {n} in a garden", "alt": f"Hedgehog {n}"} for n in (1, 2)]
    double.then(
        Says("Two hedgehogs!", [("draw", {"pictures": two})]),
        Says("Hello Larry!", [("name", {"names": [{"name": "Larry"}]})]),
        Says("Blue:", [("edit", {"pictures": [{"prompt": "Photo of a blue hedgehog in a garden", "alt": "Blue"}]})]),
    )
    rows, failed = await play(double, tmp_path)
    assert not failed
    assert [row["action"] for row in rows] == ["draw", "note", "note", "edit"]
    assert [row["model_calls"] for row in rows] == [1, 0, 1, 1]
    assert rows[2]["names"] == {"Larry": "1.2"}
    (blue,) = rows[3]["pictures"]
    assert blue["based_on"] == ["1.1"]
    assert blue["seed"] == rows[0]["pictures"][0]["seed"]
    assert "Replied to: #1" in double.asked[-1].text


async def test_replay_with_a_server_that_refuses_ends_in_sentences(double: ModelServerDouble, tmp_path: Path) -> None:
    double.script = lambda _: Fails(401, error("no"))
    rows, failed = await play(double, tmp_path)
    assert failed
    assert rows[0]["action"] == "none"
    assert rows[0]["reply"] == phrase("model_key_refused")
