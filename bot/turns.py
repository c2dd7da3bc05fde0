"""One turn, as a list of steps you can read aloud.

Called by the engine for every event, in order within its conversation; everything a step finds out is journaled, so
that a turn which is taken over goes on at the first step without a result. Knows adapters, planners and painters by
their protocols only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog
from redis.exceptions import RedisError

from bot import compose, retrying
from bot.adapter import Adapter
from bot.billing import Billing, Till
from bot.buttons import Verb, decode
from bot.caveats import with_caveats
from bot.codec import load
from bot.commission import Commission, Seeds, commission
from bot.deciding import Judgement
from bot.endings import Failure, GaveUp, explain_failure, is_input
from bot.errors import DeliveryError, PicturebookError, PictureGone, StoreError
from bot.events import Event, Press
from bot.journal import Fenced, Journal, Stopped
from bot.live import LiveMessage
from bot.memory.memory import Memory
from bot.memory.records import Picture
from bot.memory.sketches import Sketches
from bot.painter import Quality
from bot.paintings import Studio
from bot.planner import Meter
from bot.planner.board import Board
from bot.planner.numbers import numbers_in
from bot.plans import Action, Plan
from bot.posting import Posting
from bot.remembering import Result, commit_of
from bot.replies import Reply
from bot.requests import language_for, pressed, words_of
from bot.sitting import Sitting
from bot.sketching import Sketching

log = structlog.get_logger(__name__)

#: A turn that was begun so often without getting one step further is given up with a sentence.
GIVE_UP_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Parts:
    """What turns work with. `adapters` by platform name; `clock` tells seconds."""

    memory: Memory
    judgement: Judgement
    studio: Studio
    adapters: Mapping[str, Adapter]
    seeds: Seeds
    clock: Callable[[], float]
    till: Till
    quality: Quality = Quality.DRAFT  # of pictures in rooms that set none
    sketches: Sketches | None = None  # where pictures are kept while they are painted; None: they are not shown


class Turns:
    """Handles events: the engine's handler."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def turn_of(self, event: str) -> str:
        """Return the turn id of an event's JSON text."""
        return load(Event, event).id  # type: ignore[arg-type]  # a union is no type[T]; pydantic takes it

    async def handle(self, event: str, journal: Journal) -> None:
        """Take the event's turn to its end. Raises Fenced, StoreError and RedisError only: try again later."""
        taken: Event = load(Event, event)  # type: ignore[arg-type]  # as above
        await Turn(self._parts, taken, journal).take()


class Turn:
    """The handling of one event."""

    def __init__(self, parts: Parts, event: Event, journal: Journal) -> None:
        self._parts = parts
        self._event = event
        self._repeats = False
        self._journal = journal
        self._thread = event.thread
        self._adapter = parts.adapters[event.thread.platform]
        posting = Posting(journal, self._adapter, event.id)
        self._live = LiveMessage(self._adapter, event.thread, event.id, posting.post, guard=posting.guard)
        self._language = "en"
        self._board = Board(event.thread)
        self._meter = Meter()  # what planning has used until now
        self._plan: Plan | None = None
        self._sitting: Sitting | None = None
        self._agreed_to = ""  # the turn whose price was agreed to
        self._offered: Plan | None = None  # a plan whose price is told, instead of painting it

    async def take(self) -> None:
        """Go through the steps; end in an answer, whatever happens."""
        try:
            await self._begin()
            await self._steps()
        except (Stopped, asyncio.CancelledError):
            if not self._journal.stop_requested:
                raise
            self._journal.stoppable = False  # from here on nobody cancels the turn but a worker that ends
            task = asyncio.current_task()
            while task is not None and task.cancelling():
                task.uncancel()
            await self._end_stopped()
        except (Fenced, StoreError, RedisError):
            raise
        except PicturebookError as error:
            await self._end_failed(error)
        except Exception as error:  # the last edge: a bug must not block the conversation
            log.exception("turn_failed", turn=self._event.id, thread=self._thread.key)
            await self._end_failed(error)
        finally:
            await self._live.pause()

    async def _begin(self) -> None:
        self._board = await self._look(self._event)
        self._language = language_for(self._event, self._board)
        if isinstance(self._event, Press) and decode(self._event.button).verb is Verb.RETRY:
            await self._repeat()  # before giving up: what is kept for the next Retry must not be this press
        failure = await self._journal.done("failure", Failure)
        if failure is not None:  # it has failed before a worker died, and was told so: it must not succeed unseen now
            raise failure.error()
        if self._journal.attempts > GIVE_UP_ATTEMPTS:
            raise GaveUp

    async def _look(self, event: Event) -> Board:
        return await self._parts.memory.board(self._thread, numbers_in(words_of(event)))

    async def _steps(self) -> None:
        self._agreed_to = await self._billing.agreed_to()
        plan = self._plan = await self._journal.step("plan", Plan, self._decide)
        self._language = plan.language
        if plan.action is Action.NONE:
            await self._remember("")
            return
        plan = self._plan = await self._ration(plan)
        resumed = await self._journal.done("commissions", tuple[Commission, ...]) is not None
        commissions = await self._journal.step("commissions", tuple[Commission, ...], self._commission)
        await self._paint(commissions, resumed=resumed)
        await self._end(await self._final())

    async def _decide(self) -> Plan:
        plan = await self._agreed(self._agreed_to)
        plan = plan or await self._billing.hold_plan(self._parts.clock(), self._language)
        if plan is not None:
            return plan
        said = ""

        async def say(words: str) -> None:
            nonlocal said
            said += words
            self._live.show(compose.thinking(self._event.id, self._language, said))

        plan = await self._parts.judgement.decide(self._event, self._language, self._board, say, self._meter)
        abilities = self._parts.studio.painters.painter(self._board.settings.painter).abilities
        return self._billing.priced(with_caveats(plan, words_of(self._event), abilities))

    async def _agreed(self, turn: str) -> Plan | None:
        """Return the plan whose price this event agrees to. Raises PictureGone when what it begins from is gone."""
        plan = await self._billing.agreed_plan(turn) if turn else None
        if plan is not None:
            bases = {base for drawing in plan.drawings for base in drawing.bases}
            if bases - (await self._parts.memory.pictures(self._thread.room_key, sorted(bases))).keys():
                raise PictureGone
        return plan

    async def _ration(self, plan: Plan) -> Plan:
        """Return what may be painted of the plan, or the question whether to paint it for its price."""
        if not self._agreed_to:
            asked = await self._billing.told(plan)
            if asked is not plan:
                self._offered = plan
                return asked
        return await self._billing.ration(plan, self._parts.clock())

    @property
    def _billing(self) -> Billing:
        own, painters = self._board.settings, self._parts.studio.painters
        quality = self._parts.quality if own.quality is None else Quality(own.quality)
        return Billing(
            till=self._parts.till,
            journal=self._journal,
            memory=self._parts.memory,
            event=self._event,
            board=self._board,
            painter=painters.painter(own.painter).name,
            quality=quality,
        )

    # The pictures

    async def _commission(self) -> tuple[Commission, ...]:
        plan = self._plan
        assert plan is not None  # noqa: S101 - the step before
        wanted = [base for drawing in plan.drawings for base in drawing.bases]
        pictures = self._board.pictures | await self._parts.memory.pictures(self._thread.room_key, wanted)
        made = self._board.state.pictures
        return commission(self._thread, self._event.id, plan.drawings, pictures, made=made, seeds=self._parts.seeds)

    async def _paint(self, commissions: tuple[Commission, ...], *, resumed: bool) -> None:
        parts = self._parts
        self._sitting = Sitting(
            event=self._event,
            board=self._board,
            journal=self._journal,
            studio=parts.studio,
            memory=parts.memory,
            quality=parts.quality,
            language=self._language,
            price=self._billing.tile,
            show=self._show_painting,
            resumed=resumed,
            commissions=commissions,
        )
        if not commissions:
            return
        if parts.sketches is not None and self._adapter.capabilities.sketches:
            self._sitting.sketching = Sketching(parts.sketches, len(commissions), self._show_painting)
        self._show_painting()
        await self._sitting.paint()

    def _show_painting(self) -> None:
        plan, sitting = self._plan, self._sitting
        assert plan is not None  # noqa: S101 - painting follows planning
        assert sitting is not None  # noqa: S101 - its only caller
        sketches = sitting.sketching.cards(sitting.tiles) if sitting.sketching is not None else ()
        reply = compose.painting(self._event.id, plan, self._pictures(), len(sitting.failures), sketches)
        self._live.show(reply)

    def _pictures(self) -> tuple[Picture, ...]:
        """Return the records of the finished tiles, in reading order."""
        return () if self._sitting is None else self._sitting.pictures(self._parts.clock())

    # The end

    async def _final(self) -> Reply:
        plan = self._plan
        assert plan is not None  # noqa: S101 - the end follows the plan
        if isinstance(self._event, Press) and decode(self._event.button).verb is Verb.DETAILS:
            return await self._details()
        failed = () if self._sitting is None else self._sitting.failures
        failures = [(tile.position, explain_failure(tile, plan.language)) for tile in failed]
        selected = None
        if plan.select and not plan.drawings:
            selected = await self._parts.memory.picture(self._thread.room_key, plan.select)
        return compose.finished(self._event.id, plan, self._pictures(), failures, selected)

    async def _details(self) -> Reply:
        assert isinstance(self._event, Press)  # noqa: S101 - its only caller
        press = await pressed(self._event, self._language, self._parts.memory)
        picture = press.pictures[0]
        parents = await self._parts.memory.pictures(self._thread.room_key, picture.parents)
        names = {character.id: character.name for character in self._board.cast}
        return compose.details(
            self._event.id, picture, parents, [names[c] for c in picture.characters if c in names], self._language
        )

    async def _end(self, reply: Reply, *, error: bool = False, again: bool = False) -> None:
        """Deliver the last word and remember the turn; nobody can stop it any more."""
        self._journal.stoppable = False

        async def deliver() -> str:
            try:
                await self._live.finish(reply)
            except DeliveryError as failure:
                log.error(  # noqa: TRY400 - the platform's refusal is no bug of ours
                    "reply_not_delivered", turn=self._event.id, thread=self._thread.key, error=str(failure)
                )
                return "undelivered"
            return "delivered"

        await self._journal.step("deliver", str, deliver)
        await self._remember(reply.text, error=error, again=error or again or self._has_failures())

    async def _remember(self, text: str, *, error: bool = False, again: bool = False) -> None:
        """Write all that the turn changes, in one step, and let go of bytes that nothing needs any more."""
        self._journal.stoppable = False
        removed: tuple[Picture, ...] = ()
        if self._plan is not None and self._plan.removed:
            removed = tuple((await self._parts.memory.pictures(self._thread.room_key, self._plan.removed)).values())
        result = Result(
            event=self._event,
            language=self._language,
            time_s=self._parts.clock(),
            text=text,
            plan=self._plan,
            pictures=self._pictures(),
            made=0 if self._sitting is None else len(self._sitting.commissions),
            error=error,
            repeats=self._repeats,
            removed=removed,
        )
        for picture in removed:
            await self._parts.studio.refs.release(picture.blob, f"{self._thread.room_key}/{picture.id}")
        writes = [*self._parts.memory.writes(self._thread, commit_of(result, self._board))]
        writes += await self._billing.settle(result.time_s)
        if self._offered is not None:
            writes.append(self._billing.kept(self._offered))
        if self._agreed_to and result.pictures and not self._has_failures() and not again:
            writes.append(self._billing.taken(self._agreed_to))
        if again:
            writes.append(retrying.kept(self._event))
        await self._journal.commit(writes)
        log.info("turn_ended", turn=self._event.id, thread=self._thread.key, pictures=len(result.pictures))

    async def _end_failed(self, error: BaseException) -> None:
        await self._live.pause()
        self._journal.stoppable = False

        async def settle() -> Failure:
            return Failure.of(error)

        await self._billing.lose(self._meter)
        await self._journal.step("failure", Failure, settle)
        said = self._plan.reply if self._plan else ""
        await self._end(compose.failed(self._event.id, error, self._language, said=said), error=not is_input(error))

    async def _end_stopped(self) -> None:
        await self._live.pause()
        await self._billing.lose(self._meter)
        if self._sitting is not None:
            await self._sitting.recall()
        reply = compose.stopped(self._event.id, self._plan, self._pictures(), self._language)
        await self._end(reply, again=True)

    def _has_failures(self) -> bool:
        return self._sitting is not None and bool(self._sitting.failures)

    async def _repeat(self) -> None:
        """Become the turn that the pressed Retry button was under, with the same words and a new id."""
        assert isinstance(self._event, Press)  # noqa: S101 - its only caller
        self._event = await retrying.repeated(self._event, self._parts.memory)
        self._repeats = True
        self._board = await self._look(self._event)
        self._language = language_for(self._event, self._board)
