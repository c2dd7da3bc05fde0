"""The banner: what is on, what is off, which setting changes it, and where things are."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from bot.banner import Part, banner
from bot.settings import Settings
from bot.valkey import StoreServer

STORE = StoreServer("unix:///x", "embedded Valkey 9.1.2, kept in /data/valkey", durable=True)
PARTS = (
    Part("web page", on=True, text="a channel with threads", setting="PICTUREBOOK_WEB"),
    Part("painter", on=False, text="painting is elsewhere"),
)


def test_banner_is_plain_text_with_a_line_for_each_part():
    settings = Settings(data_dir=Path("/data"))

    assert banner(settings, STORE, PARTS, "http://127.0.0.1:8080/", "1.2.3") == (
        "picturebook 1.2.3\n"
        "\n"
        "  web page  on   a channel with threads  [PICTUREBOOK_WEB]\n"
        "  painter   off  painting is elsewhere\n"
        "  store     on   embedded Valkey 9.1.2, kept in /data/valkey; durable  [REDIS_URL]\n"
        "  data           /data  [PICTUREBOOK_DATA_DIR]\n"
        "\n"
        "Open http://127.0.0.1:8080/\n"
        "Ctrl-C ends it.\n"
    )


def test_banner_without_a_page_names_no_address():
    assert "Open" not in banner(Settings(), STORE, PARTS, None, "1")


def test_banner_says_that_the_page_asks_for_a_token_and_does_not_show_it():
    text = banner(Settings(web_token=SecretStr("correct-horse-battery")), STORE, PARTS, "http://127.0.0.1:1/", "1")

    assert "Open http://127.0.0.1:1/; it asks for the token" in text
    assert "horse" not in text


def test_banner_warns_of_a_store_that_forgets():
    text = banner(Settings(), StoreServer("redis://x", "memory only", durable=False), PARTS, None, "1")

    assert "memory only; NOT durable" in text


def test_banner_shows_where_data_lies_in_full():
    assert str(Path.cwd() / ".data") in banner(Settings(), STORE, PARTS, None, "1")
