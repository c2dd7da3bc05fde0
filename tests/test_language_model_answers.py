"""Answers in JSON, or nearly: words and calls are read out of what models really write."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.planner.language_model.answers import Call, NoJson, read_object, spilled
from bot.planner.language_model.early import EarlyWords, JsonWords, PlainWords, without_thoughts
from bot.planner.language_model.streaming import place_of
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


def heard(words: EarlyWords, text: str, size: int = 1) -> list[str]:
    """Return what was told after each piece of `text`, pieces of `size` characters."""
    told = [""]
    for start in range(0, len(text), size):
        told.append(told[-1] + words.hear(text[start : start + size]))
    return told


@given(st.text(max_size=40), st.integers(1, 5), st.booleans())
def test_words_in_json_are_told_as_they_come(words: str, size: int, ascii_only: bool) -> None:
    whole = json.dumps({"say": words, "note": {}}, ensure_ascii=ascii_only)
    assert heard(JsonWords(), whole, size)[-1] == words


def test_words_in_json_are_told_early() -> None:
    told = heard(JsonWords(), '```json\n{"reply": "Hi there')
    assert told[-1] == "Hi there"
    assert told[-3] == "Hi the"


@pytest.mark.parametrize(
    "text", ["Once upon a time", '{"draw": {"say": "no"}}', r'{"say": "\q and more', "x" * 3_000 + '{"say": "late"}']
)
def test_json_without_early_words_tells_none(text: str) -> None:
    assert heard(JsonWords(), text, 100)[-1] == ""


@given(st.text(alphabet="<>/thinkabc \n", max_size=60), st.integers(1, 7))
def test_thoughts_are_held_back_at_every_cut(text: str, size: int) -> None:
    for whole in (text, f"a<think>{text}</think>b{text}"):
        told = heard(PlainWords(), whole, size)[-1]
        assert without_thoughts(whole).lstrip().startswith(told)
        assert "<think>" not in told


def test_thoughts_are_passed_over_wherever_they_stand() -> None:
    assert heard(PlainWords(), "<think>hm</think> Hello <think>so</think>you <b>", 3)[-1] == "Hello you <b>"
    assert heard(PlainWords(), "Hello <think>for ever", 3)[-1] == "Hello "


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
    for size in (1, 3, 50):
        assert words.startswith(heard(PlainWords(), text, size)[-1].strip())


@pytest.mark.parametrize(
    "text", ["Once {upon} a time", "I <3 you", "{}", '{"name": "fly", "arguments": {}}', "<tool_call>", "{["]
)
def test_words_with_braces_are_words(text: str) -> None:
    assert spilled(text) is None


def test_mark_that_was_none_after_all_is_shown() -> None:
    assert heard(PlainWords(), "a <t")[-1] == "a "
    assert heard(PlainWords(), "a <tea>")[-1] == "a <tea>"
    assert heard(PlainWords(), "[TO")[-1] == ""
    assert heard(PlainWords(), "[TO DO]")[-1] == "[TO DO]"
    assert heard(PlainWords(), "```python\nprint()")[-1] == "```python\nprint()"
    assert heard(PlainWords(), "{Larry} is kind")[-1] == ""


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
