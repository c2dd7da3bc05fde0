"""Logs: one line for an event, in two looks, and no secret in either."""

from __future__ import annotations

import io
import json
import logging
from pathlib import Path
from typing import Literal

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.logs import MASK, Redaction, configure
from bot.settings import Settings

TOKEN = "correct horse/battery"
SECRETS = Settings(web_token=SecretStr(TOKEN), redis_url=SecretStr("redis://me:hunter%402@host/0"))


def logged(settings: Settings, stream: io.StringIO | None = None) -> io.StringIO:
    out = stream or io.StringIO()
    configure(settings, out)
    return out


def lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def as_json(level: Literal["debug", "info"] = "info") -> Settings:
    return SECRETS.model_copy(update={"log_format": "json", "log_level": level})


def test_logs_as_json_hold_the_event_and_its_fields():
    out = logged(as_json())

    structlog.get_logger("bot.turns").info(
        "turn_finished", turn="e1", duration_s=0.5, picture=None, ok=True, name="래리"
    )

    (line,) = lines(out)
    assert line.pop("timestamp")
    assert line == {
        "event": "turn_finished",
        "level": "info",
        "logger": "bot.turns",
        "turn": "e1",
        "duration_s": 0.5,
        "picture": None,
        "ok": True,
        "name": "래리",
    }


def test_logs_on_a_console_are_plain_without_a_terminal():
    out = logged(SECRETS)

    structlog.get_logger("bot.turns").warning("turn_failed", turn="e1")

    assert "turn_failed" in out.getvalue()
    assert "turn=e1" in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_logs_on_a_terminal_have_colours_unless_they_are_unwanted(monkeypatch: pytest.MonkeyPatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    out = logged(SECRETS, Terminal())
    structlog.get_logger("bot").info("started")
    assert "\x1b" in out.getvalue()

    monkeypatch.setenv("NO_COLOR", "1")
    out = logged(SECRETS, Terminal())
    structlog.get_logger("bot").info("started")
    assert "\x1b" not in out.getvalue()


def test_logs_go_to_standard_error(capsys: pytest.CaptureFixture[str]):
    configure(as_json())
    structlog.get_logger("bot").info("started")

    assert capsys.readouterr().out == ""


def test_logs_mask_secrets_wherever_they_are():
    out = logged(as_json())
    log = structlog.get_logger("bot")

    log.info(
        "said",
        event_text=f"a {TOKEN}",
        text=f"<{TOKEN}>",
        nested={"list": [TOKEN, {"deep": f"x{TOKEN}"}], TOKEN: 1},
        several=(TOKEN, {TOKEN}),
        thing=Path(f"/{TOKEN}"),
        url="/?t=correct%20horse%2Fbattery",
        password="anything",  # pragma: allowlist secret
        discord_token=b"bytes",
        redis="redis://me:hunter%402@host/0 or hunter@2",  # pragma: allowlist secret
    )
    try:
        int(TOKEN)
    except ValueError:
        log.exception("failed")

    assert "correct" not in out.getvalue()
    assert "hunter" not in out.getvalue()
    first, second = lines(out)
    assert first["text"] == f"<{MASK}>"
    assert first["password"] == first["discord_token"] == MASK
    assert first["nested"] == {"list": [MASK, {"deep": f"x{MASK}"}], MASK: 1}
    assert f"invalid literal for int() with base 10: '{MASK}'" in str(second["exception"])


def test_logs_of_libraries_are_masked_too():
    out = logged(as_json())

    logging.getLogger("docket.worker").warning("lost %s", TOKEN)

    (line,) = lines(out)
    assert line["event"] == f"lost {MASK}"
    assert line["logger"] == "docket.worker"


def test_logs_of_libraries_are_quiet_until_a_fault_is_looked_for():
    out = logged(as_json())
    logging.getLogger("aiohttp.access").info("GET /")
    logging.getLogger("docket.worker").info("task")
    structlog.get_logger("bot.turns").debug("prompt", text="x")
    logging.getLogger("bot").debug("x")
    assert out.getvalue() == ""

    out = logged(as_json("debug"))
    logging.getLogger("docket.worker").info("task")
    structlog.get_logger("bot.turns").debug("prompt", text="x")
    assert [line["event"] for line in lines(out)] == ["task", "prompt"]


def test_logs_count_tokens_without_masking_them():
    assert Redaction([])(None, "info", {"prompt_tokens": 12, "token": 7}) == {"prompt_tokens": 12, "token": 7}


def test_redaction_leaves_short_secrets_alone():
    assert Redaction(["ab"]).text("a cab") == "a cab"


def test_redaction_masks_the_longest_secret_first():
    assert Redaction(["horse", "horsewoman"]).text("a horsewoman on a horse") == f"a {MASK} on a {MASK}"


WORDS = st.text(alphabet=st.characters(exclude_characters="*", codec="utf-8"), min_size=4)


@given(WORDS, st.data())
def test_redaction_lets_no_secret_through(secret: str, data: st.DataObject):
    plain = st.text().map(lambda word: word.replace("*", ""))
    text = plain | plain.map(lambda word: word + secret)
    value = data.draw(st.recursive(text, lambda inner: st.lists(inner) | st.dictionaries(text, inner)))

    assert not any(secret in one for one in texts(Redaction([secret])(None, "info", {"value": value})))


def texts(value: object) -> list[str]:
    """Return every text in a structure, keys included."""
    match value:
        case dict():
            return [text for pair in value.items() for one in pair for text in texts(one)]
        case list():
            return [text for one in value for text in texts(one)]
        case _:
            return [str(value)]


def test_logs_of_a_secret_that_looks_like_a_pattern_are_masked():
    assert Redaction([".*.*"]).text("x.*.*y") == f"x{MASK}y"
