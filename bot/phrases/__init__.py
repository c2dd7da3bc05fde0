"""The bot's own fixed sentences and labels, per language; data in the .toml files beside this one.

Called wherever the bot itself speaks (errors, buttons, short acknowledgements). Knows no platform.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

LANGUAGES = ("en", "ko")


@cache
def _table(language: str) -> dict[str, str]:
    text = resources.files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return {key: str(value) for key, value in tomllib.loads(text).items()}


def known_language(language: str) -> str:
    """Return `language` reduced to one that has sentences: "ko-KR" -> "ko", anything unknown -> "en"."""
    short = language.replace("_", "-").split("-")[0].lower()
    return short if short in LANGUAGES else "en"


def phrase(key: str, language: str = "en", **facts: str | int) -> str:
    """Return the sentence `key` in `language`, with `facts` filled in. Raises KeyError for an unknown key."""
    return _table(known_language(language))[key].format(**facts)
