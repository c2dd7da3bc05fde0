"""The web page's HTTP interface: what it answers, and how it takes what cannot be used."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from contract.adapter_suite import ADA, grid, png
from doubles.web_stage import WebStage
from hypothesis import given
from hypothesis import strategies as st

from adapters.web.answers import MAX_JSON_BYTES, status_of
from adapters.web.routes import disposition
from adapters.web.wire import title_of
from bot.adapter import Blob
from bot.errors import PictureGone, PlannerError, StoreError, TokenNeeded
from bot.events import Message
from bot.replies import CastMember, PictureDetails, Reply

pytest_plugins = ["doubles.valkey"]
THREAD = "/api/rooms/kitchen/threads/t1"
LARRY = PictureDetails(
    id="pic-1",
    ordinal=1,
    thread="web/kitchen/t1",
    turn="d1",
    prompt="a hedgehog",
    alt="a hedgehog",
    seed=7,
    painter="offline",
    model="m",
    style=None,
    width_px=10,
    height_px=10,
    parents=(),
    characters=("c1",),
    author="Ada",
    time_s=100.0,
    blob="a" * 64,
    media_type="image/png",
    notes=("offline preview",),
)


@pytest.fixture
async def stage(empty_valkey: str, tmp_path: Path) -> AsyncIterator[WebStage]:
    """A page whose own files are two, and that takes uploads of 2 MiB."""
    static = tmp_path / "static"
    (static / "js").mkdir(parents=True)
    (static / "index.html").write_text("<!doctype html><title>picturebook</title>")
    (static / "js" / "main.js").write_text("export {}")
    (tmp_path / "secret.txt").write_text("not yours")
    stage = WebStage(empty_valkey, static=static, upload_bytes=2 * 1024 * 1024)
    await stage.start()
    yield stage
    await stage.close()


async def test_front_page_and_files_are_served_with_tags(stage: WebStage) -> None:
    front = await stage.visitor.get("/")
    assert front.headers["Content-Type"] == "text/html; charset=utf-8"
    assert front.headers["Cache-Control"] == "no-cache"
    script = await stage.visitor.get("/static/js/main.js")
    assert (script.headers["Content-Type"], script.body) == ("text/javascript; charset=utf-8", b"export {}")
    again = await stage.visitor.get("/static/js/main.js", headers={"If-None-Match": script.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    other = await stage.visitor.get("/static/js/main.js", headers={"If-None-Match": '"other"'})
    assert other.status == 200


@pytest.mark.parametrize(
    "path",
    ["../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt", "js", "nope.js", "/etc/passwd", "a%00b", "x" * 999],
)
async def test_files_outside_are_not_served(stage: WebStage, path: str) -> None:
    answer = await stage.visitor.get(f"/static/{path}")
    assert answer.status == 404
    assert b"not yours" not in answer.body


async def test_link_out_of_the_folder_is_not_followed(stage: WebStage, tmp_path: Path) -> None:
    (tmp_path / "static" / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert (await stage.visitor.get("/static/link.txt")).status == 404


async def test_wrong_address_and_wrong_method_get_a_sentence(stage: WebStage) -> None:
    wrong = await stage.visitor.get("/nowhere", headers={"Accept-Language": "ko"})
    assert (wrong.status, wrong.sentence[:5]) == (404, "이 주소에")
    method = await stage.visitor.ask("DELETE", THREAD)
    assert (method.status, method.sentence[:9]) == (405, "There is ")


async def test_first_room_is_always_offered(stage: WebStage) -> None:
    assert (await stage.visitor.get("/api/rooms")).json == {"rooms": [{"id": "playroom", "threads": 0, "last_s": 0.0}]}
    await stage.say(stage.thread(room="playroom"), "hello", delivery="d1")
    await stage.say(stage.thread(room="attic"), "hello", delivery="d2")
    rooms = (await stage.visitor.get("/api/rooms")).json["rooms"]
    assert [(one["id"], one["threads"]) for one in rooms] == [("attic", 1), ("playroom", 1)]
    assert rooms[0]["last_s"] >= rooms[1]["last_s"] > 0


async def test_room_lists_its_threads_newest_first(stage: WebStage) -> None:
    await stage.say(stage.thread("t1"), "x" * 80, delivery="d1")
    await stage.say(stage.thread("t2"), "second", delivery="d2")
    await stage.say(stage.thread("t1"), "more", delivery="d3")
    room = (await stage.visitor.get("/api/rooms/kitchen")).json
    assert [(one["id"], one["title"], one["messages"]) for one in room["threads"]] == [
        ("t1", "x" * 60, 2),
        ("t2", "second", 1),
    ]
    assert room["room"] == "kitchen"
    assert room["threads"][0]["started_s"] < room["threads"][0]["last_s"]


async def test_thread_where_nobody_spoke_is_empty(stage: WebStage) -> None:
    thread = (await stage.visitor.get(THREAD)).json
    assert thread == {
        "thread": {"id": "t1", "title": "", "started_s": 0.0, "last_s": 0.0, "messages": 0},
        "cursor": "0-0",
        "messages": [],
    }


async def test_thread_pages_back_through_its_messages(stage: WebStage) -> None:
    for number in range(450):
        await stage.adapter.post(stage.thread(), f"k{number}", Reply("t", str(number)))
    found: list[str] = []
    before = ""
    while True:
        messages = (await stage.visitor.get(f"{THREAD}{before}")).json["messages"]
        if not messages:
            break
        assert len(messages) <= 200
        found = [one["text"] for one in messages] + found
        before = f"?before={messages[0]['id']}"
    assert found == [str(number) for number in range(450)]
    assert (await stage.visitor.get(f"{THREAD}?before=nobody")).json["messages"] == []


async def test_message_carries_everything_that_was_sent(stage: WebStage) -> None:
    upload = await stage.visitor.ask(
        "POST",
        "/api/rooms/kitchen/attachments",
        data=png(1),
        headers={"X-Filename": "%EB%9E%98%EB%A6%AC%0A.png", "Content-Type": "image/png"},
    )
    assert upload.status == 200
    assert upload.json["name"] == "래리.png"
    forged = {**upload.json, "width_px": 99999, "unknown": 1}
    answer = await stage.visitor.act(
        stage.thread(),
        "messages",
        "d1",
        ADA,
        "ko-KR",
        text="like this, @Picturebook?",
        reply_to="pic-7",
        attachments=[forged],
        unknown="ignored",
    )
    assert answer.status == 202
    assert answer.json == {"outcome": "accepted", "turn": "d1"}
    (event,) = stage.core.events
    assert isinstance(event, Message)
    assert (event.reply_to, event.locale, event.addressed) == ("pic-7", "ko-KR", True)
    assert [asdict(one) for one in event.attachments] == [upload.json]
    (shown,) = (await stage.visitor.get(THREAD)).json["messages"]
    assert shown["attachments"] == [upload.json]
    assert shown["reply_to"] == "pic-7"
    assert shown["author"] == {"id": "ada", "name": "Ada"}


async def test_upload_of_another_room_cannot_be_attached(stage: WebStage) -> None:
    upload = await stage.visitor.ask("POST", "/api/rooms/attic/attachments", data=png(1), headers={"X-Filename": "a"})
    answer = await stage.visitor.act(
        stage.thread(), "messages", "d1", ADA, "en", text="mine", attachments=[upload.json]
    )
    assert answer.status == 400
    assert answer.sentence.startswith("I cannot open that picture.")
    assert stage.core.offers == 0


async def test_upload_that_is_too_large_is_refused_early(stage: WebStage) -> None:
    async def flood() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"x" * 65536

    for data in (io.BytesIO(b"x" * (2 * 1024 * 1024 + 1)), flood()):
        answer = await stage.visitor.ask(
            "POST",
            "/api/rooms/kitchen/attachments",
            data=data,
            headers={"X-Filename": "a.png", "Accept-Language": "en"},
        )
        assert answer.status == 413
        assert "larger than I can take (2 MB)" in answer.sentence
    assert stage.core.blobs == {}


async def test_upload_of_exactly_the_limit_is_taken(stage: WebStage) -> None:
    data = io.BytesIO(b"x" * (2 * 1024 * 1024))
    answer = await stage.visitor.ask("POST", "/api/rooms/kitchen/attachments", data=data, headers={"X-Filename": "a"})
    assert answer.status == 200


async def test_upload_without_its_header_is_refused(stage: WebStage) -> None:
    answer = await stage.visitor.ask("POST", "/api/rooms/kitchen/attachments", data=png(1))
    assert answer.status == 400


async def test_message_that_the_core_refuses_leaves_nothing(stage: WebStage) -> None:
    answer = await stage.visitor.act(stage.thread(), "messages", "d1", ADA, "ko", text=" \n ")
    assert (answer.status, answer.sentence) == (400, "내용이 비어 있어요. 무엇을 그릴지 말해 주세요.")
    await stage.adapter.post(stage.thread("t2"), "k", Reply("d1", "unrelated"))
    assert await stage.seen(stage.thread()) == []
    assert [one["id"] for one in (await stage.visitor.get("/api/rooms/kitchen")).json["threads"]] == ["t2"]


GOOD = {"id": "d1", "author": {"id": "ada", "name": "Ada"}, "text": "hello", "locale": "ko"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""},
        {"id": "pic-1"},
        {"id": "bot-1"},
        {"id": "a b"},
        {"id": "../x"},
        {"id": 7},
        {"id": None},
        {"author": "Ada"},
        {"author": {"id": "ada"}},
        {"author": {"id": "ada", "name": ""}},
        {"author": {"id": "ada", "name": "x" * 81}},
        {"author": {"id": "<b>", "name": "Ada"}},
        {"text": None},
        {"text": ["hello"]},
        {"reply_to": "../../x"},
        {"reply_to": 1},
        {"attachments": {}},
        {"attachments": [{"blob": "../secret"}]},
        {"attachments": [{"blob": "a" * 64}] * 11},
    ],
)
async def test_message_of_wrong_shape_gets_a_sentence(stage: WebStage, wrong: dict[str, Any]) -> None:
    answer = await stage.visitor.post(f"{THREAD}/messages", {**GOOD, **wrong})
    assert answer.status == 400
    assert answer.sentence == "그건 쓸 수가 없어요. 바뀐 것은 없어요."
    assert stage.core.offers == 0


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b'"x"', b"{", b"\xff\xfe", b'{"id":"d1"', b"[" * 5000, b'{"text":"\\ud800"}', b"1e999"],
)
async def test_body_that_is_no_request_gets_a_sentence(stage: WebStage, body: bytes) -> None:
    for route in ("messages", "press", "submit"):
        answer = await stage.visitor.ask(
            "POST", f"{THREAD}/{route}", data=body, headers={"Content-Type": "application/json"}
        )
        assert answer.status == 400
        assert answer.sentence.startswith("I could not use that.")
    assert stage.core.offers == 0


async def test_body_that_is_far_too_long_gets_a_sentence(stage: WebStage) -> None:
    answer = await stage.visitor.post(f"{THREAD}/messages", {**GOOD, "text": "x" * MAX_JSON_BYTES})
    assert answer.status == 413
    assert answer.sentence.startswith("That message is longer than I can read")


async def test_hundred_kilobytes_reach_the_core(stage: WebStage) -> None:
    text = "래" * 100_000
    await stage.say(stage.thread(), text)
    assert [one.text for one in await stage.seen(stage.thread())] == [text]


@pytest.mark.parametrize("path", ["/api/rooms/a%20b", "/api/rooms/-x/threads/t1", "/api/rooms/kitchen/threads/a%2Fb"])
async def test_ids_that_cannot_be_ids_get_a_sentence(stage: WebStage, path: str) -> None:
    answer = await stage.visitor.get(path)
    assert answer.status == 400
    assert answer.sentence.startswith("I could not use that.")


@pytest.mark.parametrize("route", ["cast", "album", "events", "pictures/pic-1", "pictures/pic-1/family"])
async def test_room_that_cannot_be_one_is_refused_everywhere(stage: WebStage, route: str) -> None:
    assert (await stage.visitor.get(f"/api/rooms/a%20b/{route}")).status == 400


@pytest.mark.parametrize("button", ["", "x", "pb1:fly:pic-1", "pb1:select:../x", "pb1:select:pic-1\n", "x" * 200])
async def test_forged_button_gets_a_sentence(stage: WebStage, button: str) -> None:
    answer = await stage.visitor.act(stage.thread(), "press", "d1", ADA, "ko", button=button)
    assert answer.status == 400
    assert answer.sentence.startswith("제가 만든 버튼이 아니거나")
    assert stage.core.events == []


async def test_outage_of_the_core_is_told_and_can_be_tried_again(stage: WebStage) -> None:
    stage.core.refuse = StoreError("password=hunter2")
    answer = await stage.visitor.act(stage.thread(), "messages", "d1", ADA, "en", text="hello")
    assert answer.status == 503
    assert answer.sentence == "My memory does not answer right now. Please try again in a moment."
    stage.core.refuse = None
    await stage.say(stage.thread(), "hello")
    assert [one.text for one in await stage.seen(stage.thread())] == ["hello"]


async def test_error_that_nobody_foresaw_tells_no_secret(stage: WebStage) -> None:
    async def broken(room: str) -> tuple[CastMember, ...]:
        raise ZeroDivisionError("hunter2")

    stage.core.cast = broken  # type: ignore[method-assign]  # one test's own core
    answer = await stage.visitor.get("/api/rooms/kitchen/cast")
    assert answer.status == 500
    assert b"hunter2" not in answer.body
    assert answer.sentence.startswith("Something went wrong on my side.")


async def test_cast_album_details_and_family_are_the_rooms(stage: WebStage) -> None:
    stage.core.members["web/kitchen"] = (CastMember("c1", "Larry", ("래리",), "a hedgehog", "pic-1", "a" * 64),)
    stage.core.pictures["web/kitchen"] = (replace(LARRY, id="pic-2", parents=("pic-1",), time_s=200.0), LARRY)
    api = "/api/rooms/kitchen"
    (member,) = (await stage.visitor.get(f"{api}/cast")).json["cast"]
    assert (member["name"], member["aliases"], member["picture"]) == ("Larry", ["래리"], "pic-1")
    album = (await stage.visitor.get(f"{api}/album")).json["pictures"]
    assert [one["id"] for one in album] == ["pic-2", "pic-1"]
    older = (await stage.visitor.get(f"{api}/album?before=150.5&limit=7")).json["pictures"]
    assert [one["id"] for one in older] == ["pic-1"]
    await stage.visitor.get(f"{api}/album?limit=99999")
    await stage.visitor.get(f"{api}/album?limit=-3")
    assert stage.core.album_calls == [
        ("web/kitchen", None, 60),
        ("web/kitchen", 150.5, 7),
        ("web/kitchen", None, 200),
        ("web/kitchen", None, 1),
    ]
    details = (await stage.visitor.get(f"{api}/pictures/pic-2")).json
    assert (details["prompt"], details["seed"], details["parents"]) == ("a hedgehog", 7, ["pic-1"])
    family = (await stage.visitor.get(f"{api}/pictures/pic-2/family")).json["pictures"]
    assert [one["id"] for one in family] == ["pic-1", "pic-2"]
    assert (await stage.visitor.get("/api/rooms/attic/album")).json == {"pictures": []}
    gone = await stage.visitor.get("/api/rooms/attic/pictures/pic-2")
    assert (gone.status, gone.sentence[:27]) == (404, "That picture is not here an")


@pytest.mark.parametrize("query", ["before=x", "limit=x", "before=nan", "limit=inf"])
async def test_album_of_no_number_gets_a_sentence(stage: WebStage, query: str) -> None:
    assert (await stage.visitor.get(f"/api/rooms/kitchen/album?{query}")).status == 400


async def test_blob_is_sent_once_and_kept_forever(stage: WebStage) -> None:
    stage.core.blobs["b" * 64] = Blob(png(1), "image/png")
    answer = await stage.visitor.get(f"/blobs/{'b' * 64}")
    assert (answer.status, answer.body) == (200, png(1))
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Disposition" not in answer.headers


async def test_blob_that_is_no_picture_is_only_downloaded(stage: WebStage) -> None:
    stage.core.blobs["b" * 64] = Blob(b"<script>", "text/html")
    answer = await stage.visitor.get(f"/blobs/{'b' * 64}")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="picture"')


async def test_blob_that_is_gone_gets_a_sentence(stage: WebStage) -> None:
    answer = await stage.visitor.get("/blobs/nobody", headers={"Accept-Language": "ko"})
    assert (answer.status, answer.sentence[:8]) == (404, "그 그림은 이제")


async def test_download_is_named(stage: WebStage) -> None:
    stage.core.blobs["b" * 64] = Blob(png(1), "image/png")
    answer = await stage.visitor.get(f"/blobs/{'b' * 64}?download=%EB%9E%98%EB%A6%AC%20%22..%2F%0D%0A1.png")
    named = answer.headers["Content-Disposition"]
    assert named == "attachment; filename=\"__ ..1.png\"; filename*=UTF-8''%EB%9E%98%EB%A6%AC%20..1.png"


@given(st.text())
def test_disposition_is_one_safe_header(name: str) -> None:
    header = disposition(name)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert "/" not in header
    assert "\\" not in header


@given(st.text())
def test_title_is_one_short_line(text: str) -> None:
    assert len(title_of(text)) <= 60
    assert "\n" not in title_of(text)
    title_of(text).encode()


async def test_final_answer_that_changes_is_marked_edited(stage: WebStage) -> None:
    message = await stage.adapter.post(stage.thread(), "k", grid(stage))
    await stage.adapter.edit(stage.thread(), message, Reply("turn1", "Changed."))
    await stage.adapter.edit(stage.thread(), message, Reply("turn1", "Changed again."))
    (shown,) = (await stage.visitor.get(THREAD)).json["messages"]
    assert shown["edited"]
    assert shown["reply"]["text"] == "Changed again."


async def test_edit_of_a_persons_message_is_refused(stage: WebStage) -> None:
    await stage.say(stage.thread(), "mine")
    with pytest.raises(Exception, match="no message of the bot"):
        await stage.adapter.edit(stage.thread(), "d1", Reply("t", "theirs"))
    assert [one.text for one in await stage.seen(stage.thread())] == ["mine"]


async def test_many_deliveries_at_once_are_one_message(stage: WebStage) -> None:
    said = (stage.visitor.act(stage.thread(), "messages", "d1", ADA, "en", text="hello") for _ in range(20))
    answers = await asyncio.gather(*said)
    assert {one.status for one in answers} == {202}
    assert len(await stage.seen(stage.thread())) == 1


def test_status_follows_the_kind_of_error() -> None:
    assert status_of(PictureGone(), "GET") == 404
    assert status_of(PictureGone(), "POST") == 400
    assert status_of(TokenNeeded(), "GET") == 401
    assert status_of(PlannerError(), "POST") == 500
