"""The table of commands: complete in every language, within the platforms' limits, and strict about what comes in."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable

import pytest
from doubles.records import ANN, KITCHEN
from hypothesis import example, given
from hypothesis import strategies as st

from bot.commands import COMMANDS, MENUS, BadOption, Kind, Option, Spec, UnknownCommand, checked, parse, spec_of
from bot.errors import BadInput, explain
from bot.events import Attachment, Command
from bot.painter import Shape
from bot.phrases import LANGUAGES, phrase
from bot.plans import STYLES

PHOTO = Attachment("b" * 64, "image/png", 8, 8, "dog.png")
EVERY = (*COMMANDS, *MENUS)
OPTIONS = [(spec, option) for spec in EVERY for option in spec.options]
#: What Discord takes for names of commands and options (application-commands, naming).
NAME = re.compile(r"[-_'\w]{1,32}")


def given_command(name: str, *options: tuple[str, str], pictures: tuple[Attachment, ...] = ()) -> Command:
    return Command("e1", KITCHEN, ANN, 5.0, "en", name, options, pictures)


def options_of(name: str, *options: tuple[str, str], pictures: tuple[Attachment, ...] = ()) -> dict[str, str]:
    return dict(checked(given_command(name, *options, pictures=pictures)).options)


# The table


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("spec", EVERY, ids=lambda one: one.name)
def test_command_has_its_words(spec: Spec, language: str):
    if spec in COMMANDS:
        label = spec.label(language)
        assert NAME.fullmatch(label)
        assert label == label.casefold()
    assert 1 <= len(spec.about(language)) <= 100


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("spec", "option"), OPTIONS, ids=str)
def test_option_has_its_words(spec: Spec, option: Option, language: str):
    label = option.label(language)
    assert NAME.fullmatch(label)
    assert label == label.casefold()
    assert 1 <= len(option.about(language)) <= 100
    labels = [option.choice_label(choice, language) for choice in option.choices]
    assert len({one.casefold() for one in labels}) == len(labels) <= 25
    assert (option.kind is Kind.CHOICE) == bool(option.choices)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_told_apart(language: str):
    for names in ([one.label(language) for one in EVERY], *([o.label(language) for o in one.options] for one in EVERY)):
        assert len(set(names)) == len(names)


def test_required_options_come_first():
    for spec in EVERY:
        required = [option.required for option in spec.options]
        assert required == sorted(required, reverse=True)


def test_shapes_and_styles_are_those_of_the_painters():
    draw = spec_of("draw")
    shape, style = draw.option("shape"), draw.option("style")
    assert shape is not None
    assert style is not None
    assert (set(shape.choices), style.choices) == (set(Shape), STYLES)


# What comes in


def test_options_are_written_as_we_write_them():
    sent = (("prompt", " a fox "), ("pictures", "٣"), ("shape", "Wide"), ("style", "픽셀아트"), ("seed", "007"))
    assert options_of("draw", *sent) == {
        "prompt": "a fox",
        "pictures": "3",
        "shape": "wide",
        "style": "pixel art",
        "seed": "7",
    }
    assert options_of("draw", ("내용", "여우"), ("모양", "세로")) == {"prompt": "여우", "shape": "tall"}


def test_empty_option_counts_as_left_out():
    assert options_of("draw", ("prompt", "a fox"), ("seed", " "), ("style", "\u200b")) == {"prompt": "a fox"}


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (given_command("sing"), "I have no such command."),
        (given_command("draw"), "Tell me what to draw"),
        (given_command("draw", ("prompt", "\u200b ")), "Tell me what to draw"),
        (given_command("story", ("prompt", "")), "Tell me what to write about"),
        (given_command("picture"), "Tell me which picture"),
        (given_command("continue"), "I find no picture of mine"),
        (given_command("reference"), "I find no picture in that message"),
        (given_command("draw", ("prompt", "x"), ("size", "big")), "That command has no such option."),
        (given_command("draw", ("prompt", "x"), ("reference", "y")), "That command has no such option."),
        (given_command("draw", ("prompt", "x"), ("pictures", "5")), "a whole number from 1 to 4"),
        (given_command("draw", ("prompt", "x"), ("pictures", "0")), "a whole number from 1 to 4"),
        (given_command("draw", ("prompt", "x"), ("pictures", "two")), "a whole number from 1 to 4"),
        (given_command("draw", ("prompt", "x"), ("seed", str(2**31))), "a whole number from 0 to 2147483647"),
        (given_command("draw", ("prompt", "x"), ("seed", "-1")), "a whole number from 0"),
        (given_command("draw", ("prompt", "x"), ("seed", "9" * 5000)), "a whole number from 0"),
        (given_command("draw", ("prompt", "x"), ("shape", "round")), "square, wide or tall"),
        (given_command("draw", ("prompt", "x"), ("style", "noir")), "describe any other one in your words"),
        (given_command("forget", ("what", "all")), "Nothing was forgotten."),
        (given_command("draw", ("prompt", "x" * 3_001)), "longer than I can take there (3000"),
    ],
    ids=lambda one: one.name if isinstance(one, Command) else "",
)
def test_what_cannot_be_used_is_answered_with_a_sentence(command: Command, sentence: str):
    with pytest.raises(BadInput) as caught:
        checked(command)
    assert sentence in explain(caught.value)
    assert explain(caught.value, "ko") != explain(caught.value)


def test_reference_with_a_picture_is_taken():
    assert options_of("reference", pictures=(PHOTO,)) == {}


words = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "draw", "그리기", "seed:7", "--seed", "-- seed", 'style:"', "“", "pictures=3", "٣", "²", "\ud800"]
    ),
)


def taken_or_told(name: str, options: Iterable[tuple[str, str]]) -> Command | str:
    """Return the checked command, or the sentence that a person reads instead."""
    try:
        return checked(given_command(name, *options))
    except BadInput as error:
        return explain(error)


@given(
    st.one_of(st.sampled_from([one.name for one in EVERY]), words),
    st.lists(st.tuples(st.one_of(st.sampled_from([o.name for _, o in OPTIONS]), words), words), max_size=5),
)
def test_no_command_raises_anything_but_a_sentence(name: str, options: list[tuple[str, str]]):
    outcome = taken_or_told(name, options)
    assert outcome != phrase("internal")
    if isinstance(outcome, Command):
        assert checked(outcome) == outcome  # what was checked once stays as it is


# What is typed


@pytest.mark.parametrize(
    ("text", "name", "options"),
    [
        ("", "help", {}),
        ("  ", "help", {}),
        ("cast", "cast", {}),
        ("Cast Larry the Great", "cast", {"name": "Larry the Great"}),
        ("앨범 고슴도치", "album", {"search": "고슴도치"}),
        ("draw a fox in the rain", "draw", {"prompt": "a fox in the rain"}),
        ("draw a fox seed:7", "draw", {"prompt": "a fox", "seed": "7"}),
        ("draw seed:7 a fox --pictures 2", "draw", {"prompt": "a fox", "seed": "7", "pictures": "2"}),
        ('draw a fox style:"pixel art"', "draw", {"prompt": "a fox", "style": "pixel art"}),
        ("draw a fox —style=“pixel art”", "draw", {"prompt": "a fox", "style": "pixel art"}),
        ("그리기 여우 모양:가로", "draw", {"prompt": "여우", "shape": "가로"}),
        ("draw a sign with time:12 on it", "draw", {"prompt": "a sign with time:12 on it"}),
        ("draw a pendant, shape: a heart", "draw", {"prompt": "a pendant, shape: a heart"}),
        ("draw -- a fox", "draw", {"prompt": "-- a fox"}),
        ("picture 12", "picture", {"number": "12"}),
        ("usage please", "usage", {}),
    ],
)
def test_text_is_read_as_a_command(text: str, name: str, options: dict[str, str]):
    found, given_options = parse(text)
    assert (found, dict(given_options)) == (name, options)


def test_text_behind_a_command_of_its_own_is_all_its():
    assert parse("cast a spell", "draw") == ("draw", (("prompt", "cast a spell"),))
    assert parse("", "draw") == ("draw", ())


@pytest.mark.parametrize("text", ["sing", "reference", "continue pic-a"])
def test_word_that_is_no_command_is_refused(text: str):
    with pytest.raises(UnknownCommand):
        parse(text)


@given(st.one_of(st.none(), st.sampled_from([one.name for one in EVERY])), st.lists(words).map(" ".join))
@example(None, "draw a\u2028seed:7")
def test_no_text_raises_anything_but_a_sentence(name: str | None, text: str):
    try:
        found, options = parse(text, name)
    except UnknownCommand:
        return
    assert taken_or_told(found, options) != phrase("internal")


@given(st.text(string.ascii_letters + " ,.!?'", min_size=1).filter(str.strip))
def test_plain_words_are_kept_whole(text: str):
    _, options = parse(text, "draw")
    assert dict(options) == {"prompt": " ".join(text.split())}


def test_option_twice_is_the_last_one():
    assert options_of("draw", *parse("a fox seed:1 seed:2", "draw")[1])["seed"] == "2"


def test_bad_option_tells_which():
    assert BadOption("x").sentence == "option_unknown"
