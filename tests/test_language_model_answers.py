"""Answers in JSON, or nearly: words and calls are read out of what models really write."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.planner.language_model.answers import Call, NoJson, before_spill, early_words, read_object, spilled
from bot.planner.language_model.streaming import Listener, place_of, without_thoughts
from bot.planner.language_model.tools import BadArguments, Draw, Edit, answer_schema, arguments, functions

DRAW = {"pictures": [{"prompt": "Photo of a cat"}]}
WHOLE = json.dumps({"say": "Here!", "draw": DRAW})


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        f"```json\n{WHOLE}\n```",
        f"Sure, here it is:\n```\n{WHOLE}\n```\nAnything else?",
        f"  {WHOLE}  ",
        '{"say": "Here!", /* my tool */ "draw": {"pictures": [{"prompt": "Photo of a cat",}],}, // done\n}',
        "{'say': 'Here!', 'draw': {'pictures': [{'prompt': 'Photo of a cat'}]}, 'edit': None, 'note': False}",
        "{'say': 'Here!', 'draw': {'pictures': [{'prompt': 'Photo of a cat'}]}, 'edit': null, 'note': false}",
        WHOLE[:-3],
        json.dumps({"reply": "Here!", "tool_calls": [{"name": "draw", "arguments": DRAW}]}),
        json.dumps({"text": "Here!", "tools": [{"type": "function", "function": {"name": "draw", "arguments": DRAW}}]}),
        json.dumps({"say": "Here!", "steps": [{"tool": "draw", "args": DRAW}]}),
        json.dumps({"message": "Here!", "name": "draw", "arguments": DRAW}),
    ],
)
def test_object_is_read_however_it_is_written(text: str) -> None:
    words, calls = read_object(text)
    assert words == "Here!"
    assert [(one.name, one.arguments) for one in calls] == [("draw", DRAW)]


def test_text_without_an_object_is_all_words() -> None:
    assert read_object("Once upon a time.") == ("Once upon a time.", ())


def test_words_around_an_object_stand_in_for_missing_ones() -> None:
    assert read_object('Hello! {"note": {}}') == ("Hello!", (Call("note", {}),))


def test_true_calls_a_tool_without_arguments() -> None:
    assert read_object('{"say": "", "stay_silent": true}') == ("", (Call("stay_silent", {}),))


def test_line_breaks_within_strings_are_taken() -> None:
    assert read_object('{"say": "One\ntwo"}')[0] == "One\ntwo"


def test_comment_marks_within_strings_stay() -> None:
    assert read_object('{"say": "see http://x/*y*/ {z}", }')[0] == "see http://x/*y*/ {z}"


@pytest.mark.parametrize("text", ["{]", "{{{", '{"say" "x"}', "{1: }"])
def test_object_that_cannot_be_read_is_told(text: str) -> None:
    with pytest.raises(NoJson):
        read_object(text)


@given(st.text(alphabet='{}[]",:\\ sayé고🦔/*tre1-', max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        words, calls = read_object(text)
    except NoJson:
        return
    assert isinstance(words, str)
    assert all(one.name for one in calls)


@given(st.text(max_size=40))
def test_early_words_grow_to_the_words(words: str) -> None:
    for ascii_only in (True, False):
        whole = json.dumps({"say": words, "note": {}}, ensure_ascii=ascii_only)
        told = ""
        for length in range(len(whole) + 1):
            early = early_words(whole[:length])
            assert early.startswith(told)
            told = early
        assert told == words


def test_early_words_of_anything_else_are_none() -> None:
    assert early_words("Once upon a time") == ""
    assert early_words('{"draw": {"say": "no"}}') == ""
    assert early_words(r'{"say": "a\q"') == ""
    assert early_words('```json\n{"reply": "Hi') == "Hi"


@given(st.text(alphabet="<>/thinkabc ", max_size=60), st.integers(1, 7))
def test_thoughts_are_held_back_at_every_cut(text: str, size: int) -> None:
    listener = Listener("here")
    told = ""
    for start in range(0, len(text), size):
        told += listener.hear(_Chunk(text[start : start + size]))
    assert without_thoughts(text).startswith(told) or without_thoughts(text).lstrip().startswith(told)
    assert "<think>" not in listener.answer().words


class _Chunk:
    """A piece of a stream that holds words."""

    def __init__(self, content: str) -> None:
        self.choices = [self]
        self.delta = self
        self.content = content


def test_place_of_a_server_holds_nothing_secret() -> None:
    assert place_of("https://u:p@host:8443/v1/?key=abc") == "https://host:8443/v1"  # pragma: allowlist secret


CALL = json.dumps({"name": "draw", "arguments": DRAW})


@pytest.mark.parametrize(
    ("text", "words", "count"),
    [
        (f"Here he is!\n<tool_call>\n{CALL}\n</tool_call>", "Here he is!", 1),
        (f"<tool_call>{CALL}</tool_call>\n<tool_call>{CALL}</tool_call>", "", 2),
        (f"[TOOL_CALLS][{CALL}, {CALL}]", "", 2),
        (CALL, "", 1),
        (f"```json\n{CALL}\n```", "", 1),
        (WHOLE, "Here!", 1),
    ],
)
def test_calls_that_a_model_writes_into_its_text_are_calls(text: str, words: str, count: int) -> None:
    found = spilled(text)
    assert found is not None
    assert (found[0], [one.name for one in found[1]]) == (words, ["draw"] * count)
    assert found[1][0].arguments == DRAW
    for length in range(len(text) + 1):
        assert words.startswith(before_spill(text[:length]).strip())


@pytest.mark.parametrize(
    "text", ["Once {upon} a time", "I <3 you", "{}", '{"name": "fly", "arguments": {}}', "<tool_call>", "{["]
)
def test_words_with_braces_are_words(text: str) -> None:
    assert spilled(text) is None


def test_mark_that_was_none_after_all_is_shown() -> None:
    assert before_spill("a <t") == "a "
    assert before_spill("a <tea>") == "a <tea>"
    assert before_spill("[TO") == ""
    assert before_spill("[TO DO]") == "[TO DO]"


# Arguments


@pytest.mark.parametrize(
    ("tool", "text"),
    [
        ("draw", "{}"),
        ("draw", '{"pictures": []}'),
        ("draw", "[1]"),
        ("draw", '{"pictures": [{"alt": "no prompt"}]}'),
        ("select", '{"picture": "the second"}'),
        ("refuse", '{"guideline": "boring"}'),
        ("name", '{"names": [{"name": ""}]}'),
        ("fly", "{}"),
        ("draw", "{"),
    ],
)
def test_arguments_that_do_not_fit_are_told_by_name(tool: str, text: str) -> None:
    with pytest.raises(BadArguments) as caught:
        arguments(tool, text)
    assert tool in str(caught.value)


def test_arguments_are_taken_as_models_write_them() -> None:
    draw = arguments("draw", {"pictures": {"prompt": "a  cat", "who": "Larry", "like": "#3", "shape": "Landscape"}})
    assert isinstance(draw, Draw)
    (scene,) = draw.pictures
    assert (scene.prompt, scene.who, scene.like, scene.shape) == ("a cat", ["Larry"], [3], "wide")
    edit = arguments("edit", '{"pictures": [{"picture": "2", "change": "blue", "seed": " 42 ", "style": "Pencil"}]}')
    assert isinstance(edit, Edit)
    (change,) = edit.pictures
    assert (change.picture, change.seed, change.style) == (2, 42, "pencil")
    odd = arguments(
        "draw", {"pictures": [{"prompt": "x", "seed": "random", "shape": 7, "style": None, "colour": "red"}]}
    )
    assert isinstance(odd, Draw)
    assert (odd.pictures[0].seed, odd.pictures[0].shape, odd.pictures[0].style) == ("new", None, None)
    assert arguments("note", None) == arguments("note", "")


def test_schemas_are_whole_and_short() -> None:
    text = json.dumps(functions())
    for word in ("$ref", "$defs", "title", "anyOf", "default", "null"):
        assert word not in text
    assert len(text) < 4_000
    schema = answer_schema()
    assert next(iter(schema["properties"])) == "say"
    assert set(schema["properties"]) == {"say", *(one["function"]["name"] for one in functions())}
