"""The bot's own sentences: complete in both languages, and no error ever says more than its sentence."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import string
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.errors import ImageTooLarge, MessageTooLong, PainterTimeout, PicturebookError, explain
from bot.phrases import LANGUAGES, known_language, phrase

SOURCES = Path(inspect.getfile(bot)).parent
ADAPTERS = SOURCES.parent / "adapters"


def table(language: str) -> dict[str, str]:
    return tomllib.loads(resources.files("bot.phrases").joinpath(f"{language}.toml").read_text(encoding="utf-8"))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def errors() -> list[type[PicturebookError]]:
    """Return every class of the error tree, wherever in the bot it is defined."""
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, todo = [], [PicturebookError]
    while todo:
        one = todo.pop()
        todo += one.__subclasses__()
        if one.__module__.startswith("bot."):
            found.append(one)
    return found


def test_languages_have_the_same_sentences():
    assert table("en").keys() == table("ko").keys()


@pytest.mark.parametrize("key", table("en"))
def test_sentence_has_the_same_placeholders_in_every_language(key: str):
    assert placeholders(table("en")[key]) == placeholders(table("ko")[key])


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_trimmed_and_there(language: str):
    assert [key for key, text in table(language).items() if not text or text != text.strip()] == []


def test_sentences_are_all_used():
    paths = (*SOURCES.rglob("*.py"), *ADAPTERS.rglob("*.py"))
    source = "".join(path.read_text(encoding="utf-8") for path in paths)
    put_together = tuple(re.findall(r'f"([a-z]+_(?:[a-z]+_)*)\{', source))  # f"button_{verb}"
    unused = [key for key in table("en") if f'"{key}"' not in source and not key.startswith(put_together)]
    assert unused == []


@pytest.mark.parametrize("error", errors(), ids=lambda one: one.__name__)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_a_sentence(error: type[PicturebookError], language: str):
    text = table(language)[error.sentence]
    assert phrase(error.sentence, language, **dict.fromkeys(placeholders(text), "x"))


@given(st.sampled_from(errors()), st.text(string.hexdigits, min_size=8))
def test_explaining_never_tells_the_detail(error: type[PicturebookError], detail: str):
    facts = dict.fromkeys(placeholders(table("en")[error.sentence]), 7)
    for language in LANGUAGES:
        assert detail not in explain(error(detail, **facts), language)


@pytest.mark.parametrize("error", [ValueError("/home/x: hunter2"), KeyError("hunter2"), SystemExit("hunter2")])
def test_explaining_a_stranger_tells_nothing_of_it(error: BaseException):
    assert explain(error) == phrase("internal")
    assert explain(error, "ko") == phrase("internal", "ko")


@pytest.mark.parametrize("error", [MessageTooLong(), ImageTooLarge("12 bytes"), PainterTimeout()])
def test_explaining_an_error_without_its_facts_still_says_something(error: PicturebookError):
    assert explain(error) == phrase("internal")


def test_explaining_fills_in_the_facts():
    assert "4000" in explain(MessageTooLong(limit=4000), "ko")


@given(st.text(max_size=20))
def test_facts_are_taken_as_they_are(name: str):
    assert phrase("named", name=name) == f"Nice to meet you, {name}!"


@pytest.mark.parametrize(
    ("given_language", "known"),
    [("ko-KR", "ko"), ("ko", "ko"), ("KO_kr", "ko"), ("en-GB", "en"), ("de-DE", "en"), ("", "en"), ("korean", "en")],
)
def test_language_is_reduced_to_one_that_we_speak(given_language: str, known: str):
    assert known_language(given_language) == known


def test_phrase_that_does_not_exist_is_an_error():
    with pytest.raises(KeyError):
        phrase("no_such_sentence")
