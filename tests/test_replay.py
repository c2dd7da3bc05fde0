"""Replay: the rows it says, the files it writes, and scripts that cannot be played."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from doubles.scripted import ScriptedPainter, ScriptedPlanner, draw
from PIL import Image

from bot.app import Overrides
from bot.errors import PainterError, PlannerError, SettingsError
from bot.phrases import phrase
from bot.planner import Request
from bot.planner.board import Board
from bot.plans import Action, Choice, Drawing, Naming, Plan
from bot.replay import read_scripts, replay_file
from bot.settings import Settings

Script = dict[str, Any]
LARRY: Script = {
    "id": "larry",
    "lang": "en",
    "topic": "a hedgehog",
    "turns": [
        {"user": "mina", "text": "a hedgehog", "expect": {"action": "draw"}},
        {"user": "mina", "press": {"verb": "select", "picture": "1.2"}},
        {"user": "ben", "text": "call it Larry", "reply_to": "1.2"},
    ],
}


def act(request: Request, board: Board) -> Plan:
    """Draw by default; understand a few fixed sentences."""
    match request.text:
        case "call it Larry":
            naming = Naming("Larry", picture=request.reply_to, description="a hedgehog")
            return Plan(Action.NOTE, "Hello, Larry!", namings=(naming,), select=request.reply_to, model_calls=1)
        case "Larry at sea":
            larry = board.character("Larry")
            assert larry is not None
            drawing = Drawing("Larry at sea", "Larry", "wide", bases=(larry.picture or "",), characters=(larry.id,))
            return Plan(Action.DRAW, "Ahoy.", drawings=(drawing,), model_calls=1)
        case "hi ben":
            return Plan(Action.NONE)
        case "it":
            return Plan(Action.ASK, "Which?", choices=(Choice("This", "this"),))
    return draw(4)(request, board)


@pytest.fixture
def settings(tmp_path: Path, empty_valkey: str) -> Settings:
    return Settings(data_dir=tmp_path / "data", web=False)


Replay = Callable[..., tuple[list[dict[str, Any]], bool]]


@pytest.fixture
def replay(tmp_path: Path, settings: Settings, empty_valkey: str) -> Any:
    async def play(*scripts: Script, planner: Any = None, painter: Any = None, **options: Any) -> Any:
        file = tmp_path / "script.jsonl"
        file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in scripts), encoding="utf-8")
        rows: list[dict[str, Any]] = []
        parts = Overrides(planner or ScriptedPlanner(act), painter or ScriptedPainter())
        options = {"store": empty_valkey} | options
        failed = await replay_file(
            settings, file, say=lambda row: rows.append(json.loads(row)), overrides=parts, **options
        )
        return rows, failed

    return play


def dialogue(*turns: Script, **more: Any) -> Script:
    return {"id": "d", "turns": list(turns), **more}


async def test_rows_tell_what_became_of_each_turn(replay: Any):
    rows, failed = await replay(LARRY)
    assert not failed
    assert [(row["dialogue"], row["turn"], row["action"]) for row in rows] == [
        ("larry", 1, "draw"),
        ("larry", 2, "note"),
        ("larry", 3, "note"),
    ]
    drawn, selected, named = rows
    assert list(drawn) == [
        "dialogue",
        "turn",
        "action",
        "reply",
        "pictures",
        "names",
        "selected",
        "model_calls",
        "elapsed_ms",
    ]
    assert [one["ref"] for one in drawn["pictures"]] == ["1.1", "1.2", "1.3", "1.4"]
    assert (drawn["reply"], drawn["model_calls"], drawn["selected"], drawn["names"]) == ("Here you are.", 1, None, {})
    assert (selected["selected"], selected["model_calls"]) == ("1.2", 0)
    assert named["names"] == {"Larry": "1.2"}
    assert all(row["elapsed_ms"] > 0 for row in rows)


async def test_row_of_a_picture_tells_where_it_came_from(replay: Any):
    sea = {"user": "mina", "text": "Larry at sea"}
    rows, _ = await replay({**LARRY, "turns": [*LARRY["turns"], sea]})
    (picture,) = rows[3]["pictures"]
    assert picture.pop("id").startswith("pic-")
    assert isinstance(picture.pop("seed"), int)
    assert picture == {
        "ref": "4.1",
        "prompt": "Larry at sea",
        "size": "12x8",
        "based_on": ["1.2"],
        "characters": ["Larry"],
        "alt": "Larry",
        "style": None,
        "file": None,
    }
    assert rows[3]["names"] == {"Larry": "1.2"}


@pytest.mark.parametrize(
    ("verb", "picture", "action", "based_on"),
    [
        ("vary", "1.3", "draw", [["1.3"]] * 4),
        ("reroll", "1.3", "draw", [[]] * 4),
        ("upscale", "1.3", "edit", [["1.3"]]),
        ("select", "1.3", "note", []),
    ],
)
async def test_buttons_are_pressed(replay: Any, verb: str, picture: str, action: str, based_on: list[list[str]]):
    rows, failed = await replay(
        dialogue({"user": "a", "text": "a fox"}, {"user": "a", "press": {"verb": verb, "picture": picture}})
    )
    assert (rows[1]["action"], [one["based_on"] for one in rows[1]["pictures"]]) == (action, based_on)
    assert not failed


@pytest.mark.parametrize(
    ("press", "key"),
    [
        ({"verb": "select", "picture": "7.1"}, "picture_gone"),
        ({"verb": "reroll", "picture": "7.1"}, "picture_gone"),
        ({"verb": "explode", "picture": "1.1"}, "bad_input"),
        ({"verb": "select", "picture": "second"}, "picture_gone"),
    ],
)
async def test_press_that_points_at_nothing_is_refused_and_the_dialogue_goes_on(replay: Any, press: Any, key: str):
    rows, failed = await replay(dialogue({"text": "a fox"}, {"press": press}, {"text": "an owl"}))
    assert [row["action"] for row in rows] == ["draw", "none", "draw"]
    assert rows[1]["reply"] == phrase(key)
    assert not failed


@pytest.mark.parametrize(
    ("said", "meant"), [("1", "e1"), (1, "e1"), ("1.2", "1.2"), (1.2, "1.2"), ("9.9", "pic-none"), ("last", "pic-none")]
)
async def test_replies_are_to_a_picture_or_to_an_answer(replay: Any, said: object, meant: str):
    planner = ScriptedPlanner(act)
    rows, failed = await replay(dialogue({"text": "a fox"}, {"text": "redder", "reply_to": said}), planner=planner)
    by_ref = {one["ref"]: one["id"] for one in rows[0]["pictures"]}
    assert planner.requests[1].reply_to == by_ref.get(meant, meant)
    assert not failed


async def test_people_are_told_apart_and_speak_the_dialogues_language(replay: Any):
    planner = ScriptedPlanner(act)
    await replay(dialogue({"user": "mina", "text": "여우"}, {"user": "ben", "text": "?!"}, lang="ko"), planner=planner)
    assert [one.author.name for one in planner.requests] == ["mina", "ben"]
    assert [one.language for one in planner.requests] == ["ko", "ko"]


async def test_silence_and_questions_have_their_rows(replay: Any):
    rows, failed = await replay(dialogue({"text": "hi ben"}, {"text": "it"}))
    assert [(row["action"], row["reply"], row["pictures"]) for row in rows] == [("none", "", []), ("ask", "Which?", [])]
    assert not failed


async def test_empty_message_is_refused_with_its_sentence(replay: Any):
    rows, failed = await replay(dialogue({"text": " "}, lang="ko"))
    assert (rows[0]["action"], rows[0]["reply"]) == ("none", phrase("empty_message", "ko"))
    assert not failed


async def test_dialogues_do_not_know_each_other(replay: Any):
    rows, _ = await replay(LARRY, {**LARRY, "id": "other", "turns": LARRY["turns"][:1]})
    assert rows[3]["dialogue"] == "other"
    assert rows[3]["names"] == {}
    assert rows[0]["pictures"][0]["id"] != rows[3]["pictures"][0]["id"]


@pytest.mark.parametrize("error", [PlannerError("down"), KeyError("a bug")])
async def test_turn_that_ends_in_an_error_is_flagged_and_the_dialogue_goes_on(replay: Any, error: BaseException):
    planner = ScriptedPlanner(act)
    planner.fails = [error]
    rows, failed = await replay(dialogue({"text": "a fox"}, {"text": "an owl"}), planner=planner)
    assert failed
    assert [row["action"] for row in rows] == ["none", "draw"]
    assert rows[0]["reply"] == phrase("planner_failed")


async def test_missing_tile_is_no_error_of_the_turn(replay: Any):
    painter = ScriptedPainter()
    painter.wrong = {r"\(2\)": PainterError("no paint")}
    rows, failed = await replay(dialogue({"text": "a fox"}), painter=painter)
    assert [one["ref"] for one in rows[0]["pictures"]] == ["1.1", "1.3", "1.4"]
    assert not failed


async def test_plan_only_paints_nothing_and_tells_nominal_sizes(replay: Any):
    painter = ScriptedPainter()
    sea = {**LARRY, "turns": [*LARRY["turns"], {"text": "Larry at sea"}]}
    rows, _ = await replay(sea, painter=painter, plan_only=True)
    assert painter.orders == []
    assert {one["size"] for one in rows[0]["pictures"]} == {"1024x1024"}
    assert rows[3]["pictures"][0]["size"] == "1536x1024"
    assert isinstance(rows[0]["pictures"][0]["seed"], int)


async def test_pictures_are_written_and_can_be_opened(replay: Any, tmp_path: Path):
    out = tmp_path / "made" / "here"
    rows, _ = await replay({**LARRY, "id": "../래리 1"}, {**LARRY, "id": "../토끼 1"}, out=out)
    files = [one["file"] for row in rows for one in row["pictures"]]
    assert files[0] == ".._래리_1-1.1.png"
    assert sorted(files) == sorted(path.name for path in out.iterdir())
    assert len(set(files)) == 8
    for file in files:
        with Image.open(io.BytesIO((out / file).read_bytes())) as image:
            image.load()
            assert image.format == "PNG"


async def test_private_store_is_gone_afterwards(replay: Any, settings: Settings):
    rows, failed = await replay(dialogue({"text": "a fox"}), store=None)
    assert rows[0]["action"] == "draw"
    assert not failed
    assert not settings.data_dir.exists()


# Scripts


def scripts(tmp_path: Path, text: str | bytes) -> list[Any]:
    file = tmp_path / "script.jsonl"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_scripts(file))


def test_script_ignores_unknown_keys_empty_lines_and_other_line_breaks(tmp_path: Path):
    text = '\ufeff{"id": 7, "tags": ["x"], "turns": [{"text": "one\u2028two", "expect": {}, "mood": 1}]}\r\n\n  \n'
    (script,) = scripts(tmp_path, text)
    assert (script.id, script.lang, script.turns[0].user, script.turns[0].text) == (
        "7",
        "en",
        "somebody",
        "one\u2028two",
    )


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("{", "the line"),
        ("[]", "the line"),
        ('{"turns": []}', "id"),
        ('{"id": "d"}', "turns"),
        ('{"id": "d", "turns": [{"text": ["a"]}]}', r"turns\.0\.text"),
        ('{"id": "d", "turns": [{"press": {"verb": "vary"}}]}', r"turns\.0\.press\.picture"),
    ],
)
def test_line_that_is_no_dialogue_is_named(tmp_path: Path, line: str, where: str):
    good = json.dumps(LARRY)
    with pytest.raises(SettingsError, match=f"script.jsonl, line 3 is no dialogue: {where}"):
        scripts(tmp_path, f"{good}\n\n{line}\n{good}\n")


@pytest.mark.parametrize("file", ["missing.jsonl", "latin.jsonl", "."])
def test_file_that_cannot_be_read_is_named(tmp_path: Path, file: str):
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "caf\xe9", "turns": []}')
    with pytest.raises(SettingsError, match="cannot be read"):
        list(read_scripts(tmp_path / file))


async def test_nothing_is_played_when_one_line_is_broken(tmp_path: Path, settings: Settings):
    file = tmp_path / "script.jsonl"
    file.write_text(json.dumps(LARRY) + "\n{\n")
    said: list[str] = []
    with pytest.raises(SettingsError):
        await asyncio.wait_for(replay_file(settings, file, say=said.append), 20)
    assert said == []
