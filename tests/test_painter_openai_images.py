"""The painter of the Images API: every profile against a server of its dialect."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from contract.painter_suite import MEADOW, PainterContract, opened
from doubles.image_server import SEEDLESS, Asked, Fault, ImageServer, image_server, painting
from doubles.scripted import flat_png

from bot.errors import (
    OrderRefused,
    PainterBrokeOff,
    PainterBusy,
    PainterDown,
    PainterError,
    PainterLocked,
    PainterModelUnknown,
    PainterRefused,
    PainterUnpaid,
    PaintingInvalid,
    explain,
)
from bot.painter import Note, Order, Quality, Reference, Shape, Sketch, Usage
from bot.painter.openai_images import PROFILES, OpenAIImagesPainter, Server, Taste, Token, open_painter
from bot.painter.repeating import Patience
from bot.painter.wire import bounded_client

KEY = "sk-of-a-test"
BASE = Reference("pic-1", flat_png(1), "image/png", "a fox", 11, is_base=True)
FACE = Reference("pic-2", flat_png(2), "image/png", "Larry", 12)


class Waits:
    """Stands in for sleep: nobody waits, and the waits are written down."""

    def __init__(self) -> None:
        self.waits_s: list[float] = []

    async def __call__(self, wait_s: float) -> None:
        self.waits_s.append(wait_s)


def painter_on(server: ImageServer, waits: Waits | None = None, **changes: Any) -> OpenAIImagesPainter:
    profile = PROFILES[server.dialect]
    taste = Taste(**changes.pop("taste", {}))
    where = Server(changes.pop("url", server.url), changes.pop("model", "m-1"), KEY, **changes)
    return open_painter(server.dialect, where, profile, taste, Patience(sleep=waits or Waits()))


@pytest.fixture
async def server(request: pytest.FixtureRequest) -> AsyncIterator[ImageServer]:
    async with image_server(getattr(request, "param", "openai"), key=KEY) as server:
        yield server


@pytest.fixture
async def painter(server: ImageServer) -> AsyncIterator[OpenAIImagesPainter]:
    painter = painter_on(server)
    yield painter
    await painter.close()


@pytest.mark.parametrize("server", PROFILES, indirect=True)
class TestEveryProfile(PainterContract):
    """The suite that every painter passes, for each kind of server."""

    async def test_seeds_are_claimed_where_the_server_has_them(
        self, server: ImageServer, painter: OpenAIImagesPainter
    ) -> None:
        assert painter.abilities.seeds == (server.dialect not in SEEDLESS)
        first, again = [await painter.paint(Order(MEADOW, seed=5)) for _ in range(2)]
        assert (first.data == again.data) == painter.abilities.seeds
        assert first.seed == (5 if painter.abilities.seeds else None)

    async def test_equal_orders_make_equal_requests(self, server: ImageServer, painter: OpenAIImagesPainter) -> None:
        for _ in range(2):
            await painter.paint(Order(MEADOW, seed=5, hd=True, references=(FACE, BASE)))
        first, again = server.asked
        assert (first.path, first.fields, first.files) == (again.path, again.fields, again.files)

    async def test_each_picture_is_ordered_alone(self, server: ImageServer, painter: OpenAIImagesPainter) -> None:
        await asyncio.gather(*(painter.paint(Order(MEADOW, seed=seed)) for seed in range(4)))
        assert [str(one.fields["n"]) for one in server.asked] == ["1"] * 4

    async def test_pictures_are_shown_as_the_server_takes_them(
        self, server: ImageServer, painter: OpenAIImagesPainter
    ) -> None:
        await painter.paint(Order(MEADOW, seed=5, references=(FACE, BASE)))
        asked = server.asked[-1]
        assert shown_in(asked) == ([BASE.data, FACE.data] if painter.abilities.references else [])

    async def test_picture_after_a_restart_is_the_same(self, server: ImageServer, painter: OpenAIImagesPainter) -> None:
        if not painter.abilities.seeds:
            pytest.skip("this painter has no seeds")
        before = await painter.paint(Order(MEADOW, seed=5, references=(FACE,)))
        again = painter_on(server)
        try:
            after = await again.paint(Order(MEADOW, seed=5, references=(FACE,)))
        finally:
            await again.close()
        assert (before.data, before.seed) == (after.data, after.seed)

    async def test_bytes_are_kept_as_they_came(self, server: ImageServer, painter: OpenAIImagesPainter) -> None:
        server.picture = painting("x", (64, 64))
        painted = await painter.paint(Order(MEADOW, seed=5))
        assert painted.data == server.picture
        assert opened(painted).info["Source"] == "made by a double"

    async def test_server_is_looked_at_and_painted_on_only_where_that_is_free(
        self, server: ImageServer, painter: OpenAIImagesPainter
    ) -> None:
        there, *_, can = await painter.inspect()
        assert "m-1 is there" in there
        assert ("no seeds" in can) != painter.abilities.seeds
        assert len(server.pictures) == (not PROFILES[server.dialect].paid)


def shown_in(asked: Asked) -> list[bytes]:
    """Return the pictures of a request, in their order, however they were sent."""
    texts = asked.fields.get("ref_images") or asked.fields.get("reference_images") or []
    told = [base64.b64decode(text.rpartition(",")[2]) for text in texts]
    return [one[2] for one in asked.files] + told


# What is asked


async def test_quality_is_always_said(server: ImageServer, painter: OpenAIImagesPainter) -> None:
    orders = (
        Order(MEADOW, 1),
        Order(MEADOW, 1, quality=Quality.FINAL),
        Order(MEADOW, 1, hd=True),
        Order(MEADOW, 1, references=(BASE,)),
        Order(MEADOW, 1, hd=True, references=(BASE,)),
    )
    for order in orders:
        await painter.paint(order)
    assert [one.fields["quality"] for one in server.asked] == ["low", "high", "high", "low", "high"]
    assert [one.fields["size"] for one in server.asked] == [
        *("1024x1024", "1024x1024", "2048x2048", "1024x1024", "2048x2048")
    ]


async def test_operators_words_for_quality_are_used(server: ImageServer) -> None:
    painter = painter_on(server, taste={"draft_quality": "medium", "final_quality": "medium"})
    await painter.paint(Order(MEADOW, 1))
    await painter.close()
    assert server.asked[0].fields["quality"] == "medium"


async def test_shape_decides_the_size(server: ImageServer, painter: OpenAIImagesPainter) -> None:
    for shape in Shape:
        await painter.paint(Order(MEADOW, 1, shape))
    assert [one.fields["size"] for one in server.asked] == ["1024x1024", "1536x1024", "1024x1536"]


async def test_sticker_is_asked_for_with_a_clear_background(server: ImageServer, painter: OpenAIImagesPainter) -> None:
    await painter.paint(Order(MEADOW, 1, transparent=True))
    await painter.paint(Order(MEADOW, 1))
    assert [one.fields["background"] for one in server.asked] == ["transparent", "opaque"]
    assert server.asked[0].fields["output_format"] == "png"


async def test_edit_sends_files_whose_bytes_are_the_pictures(server: ImageServer, painter: OpenAIImagesPainter) -> None:
    await painter.paint(Order(MEADOW, 1, references=(FACE, BASE)))
    (asked,) = server.asked
    assert asked.path == "/v1/images/edits"
    assert asked.files == (
        ("image[]", "1.png", BASE.data, "image/png"),
        ("image[]", "2.png", FACE.data, "image/png"),
    )
    assert (asked.fields["prompt"], asked.fields["n"]) == (MEADOW, "1")


async def test_reference_without_bytes_is_not_shown(server: ImageServer, painter: OpenAIImagesPainter) -> None:
    await painter.paint(Order(MEADOW, 1, references=(Reference("pic-3", b"", "image/png", "gone", 3),)))
    assert server.asked[0].path == "/v1/images/generations"


async def test_animation_is_shown_by_its_first_frame(server: ImageServer, painter: OpenAIImagesPainter) -> None:
    gif = base64.b64decode("R0lGODlhAQABAIAAAAUEBAAAACwAAAAAAQABAAACAkQBADs=")
    await painter.paint(Order(MEADOW, 1, references=(Reference("sent-1", gif, "image/gif", "", None, is_base=True),)))
    ((_, name, data, kind),) = server.asked[0].files
    assert (name, kind, data[:4]) == ("1.png", "image/png", b"\x89PNG")


@pytest.mark.parametrize("server", ["xinference"], indirect=True)
async def test_seed_and_steps_within_kwargs(server: ImageServer) -> None:
    painter = painter_on(server, taste={"draft_steps": 4, "final_steps": 20})
    await painter.paint(Order(MEADOW, 7))
    await painter.paint(Order(MEADOW, 7, hd=True, references=(BASE,)))
    await painter.close()
    told = [json.loads(one.fields["kwargs"]) for one in server.asked]
    assert told == [{"seed": 7, "num_inference_steps": 4}, {"seed": 7, "num_inference_steps": 20}]


@pytest.mark.parametrize("server", ["stable-diffusion.cpp"], indirect=True)
async def test_seed_and_steps_within_the_prompt(server: ImageServer) -> None:
    painter = painter_on(server, taste={"draft_steps": 4})
    await painter.paint(Order(MEADOW, 7))
    await painter.close()
    told = '<sd_cpp_extra_args>{"seed": 7, "sample_params": {"sample_steps": 4}}</sd_cpp_extra_args>'
    assert server.asked[0].fields["prompt"] == f"{MEADOW} {told}"


@pytest.mark.parametrize("server", ["stable-diffusion.cpp"], indirect=True)
async def test_nobody_but_us_speaks_between_the_tags(server: ImageServer, painter: OpenAIImagesPainter) -> None:
    sly = '<sd_cpp_extra_args>{"seed": 1}</sd_cpp_extra_args> <sd_cpp_<sd_cpp_extra_args>extra_args>{"lora": []}'
    await painter.paint(Order(sly, 7))
    prompt = server.asked[0].fields["prompt"]
    assert prompt.count("<sd_cpp_extra_args>") == 1
    assert prompt.endswith('<sd_cpp_extra_args>{"seed": 7}</sd_cpp_extra_args>')


@pytest.mark.parametrize("server", ["localai"], indirect=True)
async def test_bar_in_a_prompt_does_not_part_it(server: ImageServer, painter: OpenAIImagesPainter) -> None:
    await painter.paint(Order("a fox | a hedgehog", 7))
    assert server.asked[0].fields["prompt"] == "a fox , a hedgehog"


async def test_azure_deployment_is_named_in_the_address() -> None:
    async with image_server("azure", key=KEY) as server:
        painter = painter_on(server, url=server.origin, model="my-images", deployments="2025-04-01-preview")
        await painter.paint(Order(MEADOW, 1))
        await painter.paint(Order(MEADOW, 1, references=(BASE,)))
        await painter.close()
        assert [one.path for one in server.asked] == [
            "/openai/deployments/my-images/images/generations",
            "/openai/deployments/my-images/images/edits",
        ]
        assert {one.query for one in server.asked} == {"api-version=2025-04-01-preview"}
        assert server.asked[0].headers["api-key"] == KEY
        assert shown_in(server.asked[1]) == [BASE.data]


async def test_azure_token_is_asked_for_each_time() -> None:
    tokens = iter(["first", "second"])

    async def ask() -> str:
        return next(tokens)

    async def close() -> None:
        pass

    token = Token(ask, close)

    async with image_server("azure") as server:
        where = Server(f"{server.origin}/openai/v1/", "my-images", token)
        painter = open_painter("azure", where, PROFILES["azure"], Taste())
        older = open_painter("azure", Server(server.origin, "d", token, "2025-04-01"), PROFILES["azure"], Taste())
        await painter.paint(Order(MEADOW, 1))
        await older.paint(Order(MEADOW, 1))
        await painter.close()
        await older.close()
        assert server.asked[0].path == "/openai/v1/images/generations"
        assert [one.headers["Authorization"] for one in server.asked] == ["Bearer first", "Bearer second"]


async def test_server_without_a_key_is_asked_all_the_same() -> None:
    async with image_server("vllm-omni") as server:
        painter = open_painter("mine", Server(server.url, "m-1"), PROFILES["vllm-omni"], Taste())
        assert (await painter.paint(Order(MEADOW, 1))).model == "m-1"
        await painter.close()


# What comes back


async def test_seed_that_the_server_tells_is_believed() -> None:
    async with image_server("vllm-omni", key=KEY) as server:
        server.answer = {"data": [{"b64_json": base64.b64encode(flat_png(1)).decode(), "seed": 99}], "model": "m-real"}
        painter = painter_on(server)
        painted = await painter.paint(Order(MEADOW, 7))
        await painter.close()
        assert (painted.seed, painted.model) == (99, "m-real")


async def test_usage_is_told(server: ImageServer, painter: OpenAIImagesPainter) -> None:
    details = {"text_tokens": 50, "image_tokens": 323, "cached_tokens": 10}
    server.usage = {"input_tokens": 373, "output_tokens": 196, "input_tokens_details": details}
    assert (await painter.paint(Order(MEADOW, 1))).usage == Usage(server.url, 1, 50, 323, 10, 196)
    server.usage = {"input_tokens": 50, "output_tokens": 196}
    assert (await painter.paint(Order(MEADOW, 1))).usage == Usage(server.url, 1, 50, 0, 0, 196)
    server.usage = {"input_tokens": "many"}
    assert (await painter.paint(Order(MEADOW, 1))).usage == Usage(server.url), "one picture, whatever it took"


@pytest.mark.parametrize("relative", [False, True])
async def test_picture_is_fetched_from_the_server_itself(relative: bool) -> None:
    async with image_server("vllm-omni", key=KEY) as server:
        server.as_url = "" if relative else server.origin
        painter = painter_on(server)
        assert opened(await painter.paint(Order(MEADOW, 1)))
        await painter.close()
        assert "Authorization" not in server.asked[-1].headers


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"data": []},
        {"data": [{}]},
        {"data": None},
        {"data": [{"b64_json": 7}]},
        {"data": [{"b64_json": "§§§"}]},
        {"data": [{"b64_json": base64.b64encode(b"not a picture").decode()}]},
        {"data": [{"b64_json": base64.b64encode(flat_png(1)[:20]).decode()}]},
        {"data": [{"url": "http://169.254.169.254/latest/meta-data"}]},
        {"data": [{"url": "file:///etc/passwd"}]},
        {"data": [{"url": "http://["}]},
        ["a list"],
    ],
    ids=repr,
)
async def test_answer_without_a_picture_is_none(server: ImageServer, painter: OpenAIImagesPainter, answer: Any) -> None:
    server.answer = answer
    with pytest.raises(PaintingInvalid):
        await painter.paint(Order(MEADOW, 1))


async def test_endless_answer_is_not_read_to_its_end(server: ImageServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.painter.openai_images.opening.bounded_client", lambda: bounded_client(1000))
    painter = painter_on(server)
    with pytest.raises(PaintingInvalid):
        await painter.paint(Order(MEADOW, 1))
    assert len(server.asked) == 1
    await painter.close()


# What goes wrong


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(status=400, body={"error": {"code": "moderation_blocked", "message": "no"}}), PainterRefused),
        (Fault(status=400, body={"error": {"code": "contentFilter"}}), PainterRefused),
        (
            Fault(status=400, body={"error": {"code": "x", "innererror": {"code": "ResponsibleAIPolicyViolation"}}}),
            PainterRefused,
        ),
        (Fault(status=400, body={"error": {"code": "invalid_value"}}), OrderRefused),
        (Fault(status=422, body={"detail": "what is quality"}), OrderRefused),
        (Fault(status=401), PainterLocked),
        (Fault(status=403), PainterLocked),
        (Fault(status=404), PainterModelUnknown),
        (Fault(status=402), PainterUnpaid),
        (Fault(status=429, body={"error": {"code": "insufficient_quota"}}), PainterUnpaid),
        (Fault(status=429, headers={"Retry-After": "3600"}), PainterBusy),
        (Fault(status=504), PainterBrokeOff),
        (Fault(how="close"), PainterBrokeOff),
        (Fault(how="truncate"), PainterBrokeOff),
        (Fault(how="text", text="<html>"), PaintingInvalid),
    ],
    ids=repr,
)
async def test_what_may_be_paid_or_never_works_is_ordered_once(
    server: ImageServer, painter: OpenAIImagesPainter, fault: Fault, error: type[PainterError]
) -> None:
    server.faults = [fault]
    with pytest.raises(error) as caught:
        await painter.paint(Order(MEADOW, 1))
    assert type(caught.value) is error
    assert len(server.asked) == 1
    for language in ("en", "ko"):
        said = explain(caught.value, language)
        assert "sk-" not in said + caught.value.detail
        assert said != explain(Exception(), language), "the sentence is there, and has its facts"


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
async def test_what_surely_was_not_painted_is_ordered_again(server: ImageServer, status: int) -> None:
    waits = Waits()
    painter = painter_on(server, waits)
    server.faults = [Fault(status=status, headers={"Retry-After": "7"}), Fault(status=status)]
    painted = await painter.paint(Order(MEADOW, 1))
    await painter.close()
    assert len(server.asked) == 3
    assert painted.notes == (Note("note_repeated", (("times", 3),)),)
    assert waits.waits_s[0] == 7
    assert waits.waits_s[1] > 0


async def test_painter_that_stays_down_is_given_up(server: ImageServer, painter: OpenAIImagesPainter) -> None:
    server.faults = [Fault(status=503)] * 9
    with pytest.raises(PainterDown):
        await painter.paint(Order(MEADOW, 1))
    assert len(server.asked) == 3


async def test_server_that_is_not_there_is_down(unused_tcp_port: int) -> None:
    waits = Waits()
    where = Server(f"http://127.0.0.1:{unused_tcp_port}/v1", "m-1", KEY)
    painter = open_painter("openai", where, PROFILES["openai"], Taste(), Patience(sleep=waits))
    with pytest.raises(PainterDown) as caught:
        await painter.paint(Order(MEADOW, 1))
    assert type(caught.value) is PainterDown
    assert len(waits.waits_s) == 2
    with pytest.raises(PainterDown):
        await painter.inspect()
    await painter.close()


async def test_cancelled_order_is_not_repeated(server: ImageServer, painter: OpenAIImagesPainter) -> None:
    server.faults = [Fault(how="hang")]
    task = asyncio.create_task(painter.paint(Order(MEADOW, 1)))
    while not server.asked:
        await asyncio.sleep(0.001)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(server.asked) == 1


# Models that cannot look at pictures


@pytest.mark.parametrize("server", ["vllm-omni", "localai", "together"], indirect=True)
@pytest.mark.parametrize("status", [400, 404, 422, 501])
async def test_model_that_looks_at_nothing_is_found_out_once(server: ImageServer, status: int) -> None:
    painter = painter_on(server)
    server.faults = [Fault(status=status)]
    first = await painter.paint(Order(MEADOW, 7, references=(BASE,)))
    again = await painter.paint(Order(MEADOW, 7, references=(BASE,)))
    await painter.close()
    assert first.notes == (Note("note_unseen"),)
    assert (first.data, again.notes) == (again.data, ()), "the same words and the same seed"
    assert not painter.abilities.references
    assert [bool(shown_in(one)) for one in server.asked] == [True, False, False]


@pytest.mark.parametrize("server", ["vllm-omni"], indirect=True)
async def test_order_that_is_refused_either_way_closes_no_eyes(
    server: ImageServer, painter: OpenAIImagesPainter
) -> None:
    server.faults = [Fault(status=400), Fault(status=400)]
    with pytest.raises(OrderRefused):
        await painter.paint(Order(MEADOW, 7, references=(BASE,)))
    assert painter.abilities.references
    server.faults = [Fault(status=400)]
    with pytest.raises(OrderRefused):
        await painter.paint(Order(MEADOW, 7))


async def test_server_that_surely_looks_is_not_asked_again_without_the_picture(
    server: ImageServer, painter: OpenAIImagesPainter
) -> None:
    server.faults = [Fault(status=400), Fault(status=404)]
    for error in (OrderRefused, PainterModelUnknown):
        with pytest.raises(error):
            await painter.paint(Order(MEADOW, 7, references=(BASE,)))
    assert len(server.asked) == 2


def refusal(param: str | None) -> Fault:
    return Fault(status=400, body={"error": {"code": "invalid_value", "param": param, "message": "no"}})


@pytest.mark.parametrize("param", ["background", None])
async def test_model_that_leaves_nothing_clear_is_not_asked_for_it_again(
    server: ImageServer, painter: OpenAIImagesPainter, param: str | None
) -> None:
    server.faults = [refusal(param)]
    await painter.paint(Order(MEADOW, 7, transparent=True))
    await painter.paint(Order(MEADOW, 7, transparent=True))
    assert [one.fields.get("background") for one in server.asked] == ["transparent", None, None]
    assert not painter.abilities.transparent


@pytest.mark.parametrize("param", ["size", None])
async def test_model_without_large_sizes_paints_hd_in_its_usual_one(
    server: ImageServer, painter: OpenAIImagesPainter, param: str | None
) -> None:
    server.faults = [refusal(param)]
    painted = await painter.paint(Order(MEADOW, 7, hd=True, references=(BASE,)))
    assert painted.notes == (Note("note_not_larger"),)
    assert [one.fields["size"] for one in server.asked] == ["2048x2048", "1024x1024"]
    assert [one.fields["quality"] for one in server.asked] == ["high", "high"]
    assert (await painter.paint(Order(MEADOW, 7, hd=True, references=(BASE,)))).notes == ()


async def test_order_is_asked_for_with_less_and_less(server: ImageServer) -> None:
    painter = painter_on(server, taste={"sketches": 1})
    server.faults = [refusal(None)] * 3
    await painter.paint_watched(Order(MEADOW, 7, hd=True, transparent=True), Watcher())
    await painter.close()
    told = [(one.fields.get("stream"), one.fields["size"], one.fields.get("background")) for one in server.asked]
    assert told == [
        (True, "2048x2048", "transparent"),
        (None, "2048x2048", "transparent"),
        (None, "1024x1024", "transparent"),
        (None, "1024x1024", None),
    ]


async def test_what_the_server_names_is_all_that_is_left_out(server: ImageServer, painter: OpenAIImagesPainter) -> None:
    server.faults = [refusal("prompt")]
    with pytest.raises(OrderRefused):
        await painter.paint(Order(MEADOW, 7, hd=True, transparent=True))
    assert len(server.asked) == 1
    server.faults = [refusal("size"), refusal("size")]
    with pytest.raises(OrderRefused):
        await painter.paint(Order(MEADOW, 7, hd=True, transparent=True))
    assert len(server.asked) == 3
    assert painter.profile == PROFILES["openai"], "what did not help is not remembered"


# Watching


class Watcher:
    """Keeps what it is shown."""

    def __init__(self) -> None:
        self.seen: list[Sketch] = []

    async def __call__(self, sketch: Sketch) -> None:
        self.seen.append(sketch)


@pytest.fixture
async def watched(server: ImageServer) -> AsyncIterator[OpenAIImagesPainter]:
    painter = painter_on(server, taste={"sketches": 2})
    yield painter
    await painter.close()


@pytest.mark.parametrize("references", [(), (BASE,)])
async def test_unfinished_states_are_shown(
    server: ImageServer, watched: OpenAIImagesPainter, references: tuple[Reference, ...]
) -> None:
    server.usage = {"input_tokens": 50, "output_tokens": 396}
    watcher = Watcher()
    painted = await watched.paint_watched(Order(MEADOW, 1, references=references), watcher)
    assert opened(painted).size == (1024, 1024)
    assert [(one.width_px, one.height_px, one.media_type) for one in watcher.seen] == [(256, 256, "image/png")] * 2
    assert painted.usage is not None
    assert painted.usage.output_tokens == 396
    fields = server.asked[0].fields
    assert (str(fields["stream"]).lower(), str(fields["partial_images"])) == ("true", "2")


async def test_nothing_is_streamed_when_nobody_watches(server: ImageServer, watched: OpenAIImagesPainter) -> None:
    await watched.paint(Order(MEADOW, 1))
    assert "stream" not in server.asked[0].fields


async def test_server_that_ignores_streams_is_understood(server: ImageServer, watched: OpenAIImagesPainter) -> None:
    server.streams = False
    watcher = Watcher()
    assert opened(await watched.paint_watched(Order(MEADOW, 1), watcher))
    assert (watcher.seen, len(server.asked)) == ([], 1)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(how="text", text=""), PainterBrokeOff),
        (Fault(how="text", text="data: {cut\n\n"), PaintingInvalid),
        (Fault(body={"error": {"code": "moderation_blocked", "message": "no"}}), PainterRefused),
        (Fault(body={"error": {"code": "server_error", "message": "sk-1"}}), PainterBrokeOff),
    ],
    ids=repr,
)
async def test_stream_that_breaks_is_no_picture_and_is_not_ordered_again(
    server: ImageServer, watched: OpenAIImagesPainter, fault: Fault, error: type[PainterError]
) -> None:
    server.stream_fault = fault
    with pytest.raises(error) as caught:
        await watched.paint_watched(Order(MEADOW, 1), Watcher())
    assert type(caught.value) is error
    assert len(server.asked) == 1


async def test_sketch_that_is_no_picture_is_passed_over(
    server: ImageServer, watched: OpenAIImagesPainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "doubles.image_server.painting", lambda seed, *_, **__: b"rubbish" if seed[0] == "sketch" else flat_png(1)
    )
    watcher = Watcher()
    assert opened(await watched.paint_watched(Order(MEADOW, 1), watcher))
    assert watcher.seen == []


# Looking at the server


async def test_model_that_the_key_may_not_use_is_named(server: ImageServer) -> None:
    painter = painter_on(server, model="gpt-image-9")
    with pytest.raises(PainterModelUnknown) as caught:
        await painter.inspect()
    assert "gpt-image-9" in caught.value.detail
    await painter.close()


async def test_wrong_key_is_named(server: ImageServer, painter: OpenAIImagesPainter) -> None:
    server.key = "sk-another"
    with pytest.raises(PainterLocked):
        await painter.inspect()


@pytest.mark.parametrize("server", ["localai"], indirect=True)
async def test_server_that_lists_no_models_is_fine(server: ImageServer, painter: OpenAIImagesPainter) -> None:
    for status in (404, 403):
        server.faults = [Fault(status=status)]
        assert "it does not tell" in (await painter.inspect())[0]
    server.models = ()
    assert "it does not tell" in (await painter.inspect())[0]
