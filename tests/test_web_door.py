"""Who may come in to the web page, and what every answer says about itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from contract.adapter_suite import ADA
from doubles.web_stage import WebStage
from doubles.web_visitor import Visitor
from redis.asyncio import Redis

from adapters.web.adapter import WebAdapter
from adapters.web.door import is_loopback
from bot.errors import SettingsError

pytest_plugins = ["doubles.valkey"]
TOKEN = "correct-horse-battery"
Open = Callable[..., Awaitable[WebStage]]


@pytest.fixture
async def open_page(empty_valkey: str) -> AsyncIterator[Open]:
    """Open pages with options of WebAdapter; they are closed at the end."""
    stages: list[WebStage] = []

    async def opened(headers: dict[str, str] | None = None, **options: Any) -> WebStage:
        stage = WebStage(empty_valkey, **options)
        stages.append(stage)
        await stage.start(headers)
        return stage

    yield opened
    for stage in stages:
        await stage.close()


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "127.0.0.1", "127.8.8.8", "::1", "[::1]"])
def test_loopback_is_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.2", "example.com", "localhost.example.com"])
def test_adapter_refuses_to_be_reachable_without_a_token(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(SettingsError, match="PICTUREBOOK_WEB_TOKEN"):
        WebAdapter(Redis(), host=host)
    WebAdapter(Redis(), host=host, token=TOKEN)


async def test_taken_port_names_its_setting(open_page: Open) -> None:
    first = await open_page()
    port = int(first.adapter.address.rstrip("/").rpartition(":")[2])
    with pytest.raises(SettingsError, match="PICTUREBOOK_WEB_PORT"):
        await open_page(port=port)


async def test_address_of_an_ipv6_host_is_bracketed(open_page: Open) -> None:
    stage = await open_page(host="::1")
    assert stage.adapter.address.startswith("http://[::1]:")
    assert (await stage.visitor.get("/healthz")).json == {"ok": True}
    assert (await stage.visitor.get("/api/rooms")).status == 200


async def test_answers_carry_the_security_headers(open_page: Open) -> None:
    stage = await open_page()
    for path in ("/", "/api/rooms", "/nowhere"):
        headers = (await stage.visitor.get(path)).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self';")
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "", "[::1"])
async def test_foreign_host_is_refused_without_a_token(open_page: Open, host: str) -> None:
    stage = await open_page()
    for path in ("/", "/api/rooms", "/static/js/main.js"):
        answer = await stage.visitor.get(path, headers={"Host": host})
        assert answer.status in {400, 403}
    assert (await stage.visitor.get("/healthz", headers={"Host": "probe"})).status == 200


@pytest.mark.parametrize("host", ["localhost", "localhost:9000", "127.0.0.1:80", "[::1]:80"])
async def test_names_of_this_machine_are_welcome(open_page: Open, host: str) -> None:
    stage = await open_page()
    assert (await stage.visitor.get("/api/rooms", headers={"Host": host})).status == 200


async def test_any_host_is_welcome_with_the_token(open_page: Open) -> None:
    stage = await open_page({"Authorization": f"Bearer {TOKEN}"}, token=TOKEN)
    assert (await stage.visitor.get("/api/rooms", headers={"Host": "pictures.example"})).status == 200


SAID = {"id": "e1", "author": {"id": "ada", "name": "Ada"}, "text": "hello", "locale": "en"}
SAY = "/api/rooms/kitchen/threads/t1/messages"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://[half"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_request_of_another_page_is_refused(open_page: Open, headers: dict[str, str]) -> None:
    stage = await open_page()
    answer = await stage.visitor.ask("POST", SAY, json=SAID, headers={**headers, "Accept-Language": "ko-KR,en;q=0.5"})
    assert answer.status == 403
    assert answer.sentence.startswith("제 페이지에서")
    assert stage.core.offers == 0


async def test_request_of_our_own_page_is_taken(open_page: Open) -> None:
    stage = await open_page()
    own = {"Origin": stage.adapter.address.rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert (await stage.visitor.ask("POST", SAY, json=SAID, headers=own)).status == 202


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_form_of_another_page_is_no_json(open_page: Open, kind: str) -> None:
    stage = await open_page()
    answer = await stage.visitor.ask("POST", SAY, data=b'{"id":"e1"}', headers={"Content-Type": kind})
    assert answer.status == 400
    assert stage.core.offers == 0


async def test_locked_page_asks_for_the_token(open_page: Open) -> None:
    stage = await open_page(token=TOKEN)
    front = await stage.visitor.get("/", headers={"Accept-Language": "ko"})
    assert front.status == 401
    assert "이 페이지는 잠겨" in front.body.decode()
    assert 'name="token"' in front.body.decode()
    for path in ("/api/rooms", "/blobs/abcdefgh", "/static/js/main.js", "/api/rooms/kitchen/events"):
        answer = await stage.visitor.get(path)
        assert answer.status == 401
        assert answer.sentence.startswith("This page is locked.")
    assert (await stage.visitor.post(SAY, SAID)).status == 401
    assert (await stage.visitor.get("/healthz")).status == 200
    assert stage.core.offers == 0


async def test_link_with_the_token_becomes_a_cookie(open_page: Open) -> None:
    stage = await open_page(token=TOKEN)
    welcome = await stage.visitor.get(f"/?token={TOKEN}")
    assert (welcome.status, welcome.headers["Location"]) == (303, "/")
    cookie = welcome.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert TOKEN not in cookie
    assert (await stage.visitor.get("/api/rooms")).status == 200


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x", "%ff", "토큰"])
async def test_wrong_token_stays_outside(open_page: Open, token: str) -> None:
    stage = await open_page(token=TOKEN)
    front = await stage.visitor.get(f"/?token={token}")
    assert front.status == 401
    assert "Set-Cookie" not in front.headers
    for headers in ({"Authorization": f"Bearer {token}"}, {"Cookie": f"picturebook={token}"}, {"Authorization": TOKEN}):
        assert (await stage.visitor.get("/api/rooms", headers=headers)).status == 401


async def test_token_itself_is_no_cookie(open_page: Open) -> None:
    stage = await open_page({"Cookie": f"picturebook={TOKEN}"}, token=TOKEN)
    assert (await stage.visitor.get("/api/rooms")).status == 401


async def test_token_in_an_address_is_no_secret_without_a_lock(open_page: Open) -> None:
    stage = await open_page()
    answer = await stage.visitor.get("/?token=whatever")
    assert answer.status != 303
    assert "Set-Cookie" not in answer.headers


async def test_visitor_with_the_token_can_talk(open_page: Open) -> None:
    stage = await open_page({"Authorization": f"bearer {TOKEN}"}, token=TOKEN)
    thread = stage.thread()
    await stage.say(thread, "hello", author=ADA)
    assert [one.text for one in await stage.seen(thread)] == ["hello"]


async def test_second_visitor_shares_no_cookie(open_page: Open) -> None:
    stage = await open_page(token=TOKEN)
    await stage.visitor.get(f"/?token={TOKEN}")
    stranger = Visitor(stage.adapter.address)
    assert (await stranger.get("/api/rooms")).status == 401
    await stranger.close()
