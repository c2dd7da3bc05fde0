"""The painter that asks a server of the Images API: OpenAI, Azure, and whoever speaks the same.

Built by bot/app/. One picture a call, with its own explicit seed where the server has seeds. The client library
repeats nothing: what surely was not painted is ordered again here, and the picture's details say so. Knows servers by
their profile only.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from typing import Any, cast

import httpx2
import structlog
from openai import APIConnectionError, APIError, APIStatusError, AsyncOpenAI, AsyncStream

from bot.errors import OrderRefused, PainterBrokeOff, PainterError, PainterModelUnknown, PaintingInvalid
from bot.painter import Abilities, Note, Order, Painted, Show, Sketch, Usage
from bot.painter.fetching import Fetcher
from bot.painter.openai_images.answers import Answer, answer_in, codes_in, param_in
from bot.painter.openai_images.conceding import concessions
from bot.painter.openai_images.profiles import Dialect, Edit, Profile
from bot.painter.openai_images.requests import PictureRequest, Taste, request_for
from bot.painter.repeating import Patience
from bot.painter.sniffing import decoded, measured
from bot.painter.wire import declined, lost

log = structlog.get_logger(__name__)

#: What can go wrong between the request and the last byte of its answer, other than an answer that says so.
_LOST = (APIConnectionError, httpx2.TransportError, httpx2.StreamError)
#: What a server is asked to paint when it is looked at.
_PROBE = Order("A sunflower in a meadow, storybook illustration", seed=1)


@dataclass(slots=True)
class OpenAIImagesPainter:
    """Paints on one server. `client` must repeat nothing by itself (max_retries=0); it is closed with the painter."""

    name: str
    client: AsyncOpenAI
    profile: Profile
    model: str
    fetcher: Fetcher
    taste: Taste = Taste()  # noqa: RUF009 - frozen
    patience: Patience = Patience()  # noqa: RUF009 - frozen
    sign_out: Callable[[], Awaitable[None]] | None = None
    abilities: Abilities = field(init=False)

    def __post_init__(self) -> None:
        self._follow(self.profile)

    async def paint(self, order: Order) -> Painted:
        """Paint `order`. Raises bot.errors.PainterError; may be cancelled at any await."""
        return await self._paint(order, None)

    async def paint_watched(self, order: Order, show: Show) -> Painted:
        """Paint `order`, and show its unfinished states where the server streams them. Raises PainterError."""
        return await self._paint(order, show)

    async def inspect(self) -> tuple[str, ...]:
        """Ask for the model, and for a picture where that costs nothing; say what these and the profile tell.

        Raises PainterError.
        """
        known = await self._model_is_known()
        texts = [f"the model {self.model} is there" if known else f"whether {self.model} is there, it does not tell"]
        if not self.profile.paid:
            painted = await self.paint(_PROBE)
            texts.append(f"it paints ({painted.width_px} x {painted.height_px} px)")
        return (*texts, _told(self.abilities, self.profile))

    async def close(self) -> None:
        """Release connections."""
        await self.client.close()
        if self.sign_out is not None:
            await self.sign_out()

    async def _paint(self, order: Order, show: Show | None) -> Painted:
        request = self._request(order, self.profile, show)
        notes: tuple[Note, ...] = ()
        try:
            answer, orders = await self.patience.insist(lambda: self._ask(request, show))
        except (OrderRefused, PainterModelUnknown) as error:
            answer, orders, notes = await self._concede(order, request, show, error)
        data = decoded(answer.text) if answer.text is not None else await self.fetcher.fetch(answer.address or "")
        kind, width_px, height_px = measured(data)
        if orders > 1:
            notes = (*notes, Note("note_repeated", (("times", orders),)))
        return Painted(
            data=data,
            media_type=kind,
            width_px=width_px,
            height_px=height_px,
            seed=(answer.seed if answer.seed is not None else order.seed) if self.abilities.seeds else answer.seed,
            model=answer.model or self.model,
            notes=notes,
            usage=answer.usage or Usage(server=self.fetcher.home),  # one picture, whatever it took
        )

    async def _concede(
        self, order: Order, request: PictureRequest, show: Show | None, error: PainterError
    ) -> tuple[Answer, int, tuple[Note, ...]]:
        """Order again with less than the server refused, and remember what helped. Raises `error` when nothing did."""
        profile, notes = self.profile, list[Note]()
        for one in concessions(error, order, request, profile):
            profile = one.without(profile)
            notes += [one.note] if one.note is not None else []
            less = self._request(order, profile, show)
            with suppress(OrderRefused, PainterModelUnknown):
                answer, orders = await self.patience.insist(lambda less=less: self._ask(less, show))  # type: ignore[misc]  # mypy #15459
                log.warning("painter_does_less", painter=self.name, model=self.model, error=error.detail)
                self._follow(profile)
                return answer, orders, tuple(notes)
        raise error

    def _request(self, order: Order, profile: Profile, show: Show | None) -> PictureRequest:
        return request_for(order, profile, self.model, self.taste, watched=show is not None)

    def _follow(self, profile: Profile) -> None:
        """Order by `profile` from now on, until picturebook starts again."""
        self.profile = profile
        self.abilities = Abilities(
            seeds=profile.seed is not Dialect.NONE,
            references=profile.edit is not Edit.NONE,
            transparent=profile.transparent,
            size_px=dict(profile.sizes),
        )

    async def _ask(self, request: PictureRequest, show: Show | None) -> Answer:
        """Send the request once and return its answer. Raises PainterError."""
        try:
            async with self._sent(request) as response:
                if request.streams and "event-stream" in response.headers.get("content-type", ""):
                    return await self._watch(await response.parse(), show)
                # A server that knows nothing of streams answers as if it had not been asked for one.
                return answer_in(await response.json(), self.fetcher.home)
        except APIStatusError as error:
            codes = codes_in(error.body)
            log.warning("painter_declined", painter=self.name, status=error.status_code, codes=sorted(codes))
            log.debug("painter_said", painter=self.name, text=error.message)
            refusal = declined(error.status_code, codes, error.response.headers, self.name)
            if isinstance(refusal, OrderRefused):
                refusal.param = param_in(error.body)
            raise refusal from error
        except _LOST as error:
            raise lost(error, self.name) from error
        except APIError as error:  # in the midst of a stream: whether that is paid, nobody tells
            codes = codes_in(error.body)
            log.warning("painter_gave_up", painter=self.name, codes=sorted(codes))
            raise self._given_up(codes) from error
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise PaintingInvalid("the answer is not JSON") from error

    def _sent(self, request: PictureRequest) -> AbstractAsyncContextManager[Any]:
        images = self.client.images.with_streaming_response
        more = {"stream": True} if request.streams else {}
        body = {name: value for name, value in request.fields if name != "stream"}
        common: dict[str, Any] = {"prompt": request.prompt, "model": request.model, "extra_body": body, **more}
        if request.files:
            files = [(one.name, one.data, one.media_type) for one in request.files]
            return cast(AbstractAsyncContextManager[Any], images.edit(image=files, **common))
        return cast(AbstractAsyncContextManager[Any], images.generate(**common))

    async def _watch(self, stream: AsyncStream[Any], show: Show | None) -> Answer:
        async for event in stream:
            body = event.model_dump()
            kind = str(body.get("type", ""))
            if kind.endswith(".completed"):
                return answer_in({"data": [body], "usage": body.get("usage")}, self.fetcher.home)
            if kind.endswith(".partial_image") and show is not None:
                await self._show(body.get("b64_json"), show)
        raise PainterBrokeOff("the stream ended without a picture", painter=self.name)

    async def _show(self, text: object, show: Show) -> None:
        try:
            data = decoded(str(text))
            kind, width_px, height_px = measured(data)
        except PaintingInvalid as error:  # only a look at what is to come: the picture itself decides
            log.info("sketch_unusable", painter=self.name, error=error.detail)
            return
        await show(Sketch(data, kind, width_px, height_px))

    def _given_up(self, codes: frozenset[str]) -> PainterError:
        known = declined(400, codes, {}, self.name)
        return known if known.sentence == "painter_refused" else PainterBrokeOff(known.detail, painter=self.name)

    async def _model_is_known(self) -> bool:
        """Return whether the server knows the model; False when it has no way to tell. Raises PainterError."""
        try:
            page = await self.client.models.list()
        except APIStatusError as error:
            if error.status_code in (403, 404, 405, 501):  # a key may be for pictures only
                return False
            raise declined(error.status_code, codes_in(error.body), error.response.headers, self.name) from error
        except (*_LOST, APIError, ValueError) as error:
            raise lost(error, self.name) from error
        names = {str(getattr(one, "id", "")) for one in (page.data or [])}
        if self.model in names:
            return True
        if self.profile.name == "openai" and names:
            raise PainterModelUnknown(f"no model {self.model} for this key", painter=self.name)
        return False


def _told(abilities: Abilities, profile: Profile) -> str:
    """Return in words what the painter can do."""
    square = "x".join(map(str, next(iter(abilities.size_px.values()))))
    can = [f"pictures from {square} px"]
    can.append("seeds" if abilities.seeds else "no seeds: a picture is changed by showing it")
    can.append("looks at pictures" if abilities.references else "looks at no pictures")
    can.append("transparent stickers" if abilities.transparent else "stickers are cut out afterwards")
    if profile.sketches:
        can.append("can be watched")
    return ", ".join(can)
