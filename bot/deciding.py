"""Deciding what to do about an event: code answers a press that needs no judgement, a planner the rest.

Used by the turn, as its first journaled step. Whatever a planner does wrong becomes an error of our own tree here, and
whatever it proposes passes the guidelines before anything is painted.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

import structlog

from bot import policy, wishing
from bot.buttons import ButtonId, Verb
from bot.codec import dump, load
from bot.errors import PicturebookError, PlanInvalid, PlannerError, PlannerTimeout, StoreError
from bot.events import Command, Event, Message, Press, Submit
from bot.memory.memory import Memory
from bot.painter import Shape
from bot.phrases import phrase
from bot.planner import Meter, Planner, Request, Say, namesakes
from bot.planner.board import Board
from bot.plans import Action, Plan
from bot.presses import PLANNED, Pressed, plan_press
from bot.requests import edit_request, pick_request, pictures_of, pressed, request_of

log = structlog.get_logger(__name__)

_SHAPES = frozenset(Shape)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A planner and the bounds it is held to. Times in seconds."""

    planner: Planner
    memory: Memory
    timeout_s: float = 60.0
    max_pictures: int = 4
    audience: str = "family"

    async def decide(self, event: Event, language: str, board: Board, say: Say, meter: Meter) -> Plan:
        """Return the plan for `event`. Words of a planner are given to `say` as they come; "" means it has begun.

        What models were used is on `meter`, whatever comes of it. Raises PlannerError (failed, timed out, or answered
        rubbish) and BadInput.
        """
        match event:
            case Command(name="reference"):
                return Plan(Action.NOTE, phrase("reference_noted", language), language)
            case Command(name="continue"):
                return await self._continue(event, language, board)
            case Message() | Command():
                return await self._ask(replace(request_of(event, language), meter=meter), board, say)
            case Press() | Submit():
                press = await pressed(event, language, self.memory)
                if press.button.verb not in PLANNED:
                    plan = plan_press(press, board)
                    return replace(plan, drawings=plan.drawings[: self._most(board)])
                if isinstance(event, Press):
                    return await self._ask(replace(pick_request(event, press, board), meter=meter), board, say)
                return await self._ask(replace(edit_request(event, press), meter=meter), board, say)

    async def _continue(self, event: Command, language: str, board: Board) -> Plan:
        """Return the plan that chooses the picture of a message of the bot. Raises PictureGone and NoPicturesThere."""
        target = ButtonId(Verb.SELECT, dict(event.options)["picture"])
        pictures = await pictures_of(target, event.thread, self.memory)
        return plan_press(Pressed(target, event.author, language, pictures), board)

    async def _ask(self, request: Request, board: Board, say: Say) -> Plan:
        request, board = namesakes.settled(request, board)
        if request.verb is None:  # the answer only said who is meant
            request = replace(request, verb=request.command)
        asked = namesakes.question(request, board)
        if asked is not None:
            return asked
        if request.addressed:
            await say("")
        limit = asyncio.timeout(self.timeout_s)
        try:
            async with limit:
                plan = await self.planner.plan(request, board, say)
        except PicturebookError:
            raise
        except Exception as error:  # a planner is somebody else's program
            if isinstance(error, TimeoutError) and limit.expired():  # ours, not one of its own connections'
                raise PlannerTimeout(limit=int(self.timeout_s)) from error
            log.exception("planner_raised", turn=request.turn, planner=self.planner.name)
            raise PlannerError(type(error).__name__) from error
        answered: object = plan  # whatever it is
        if isinstance(answered, Plan):
            request.meter.read(answered)
        checked = namesakes.told_apart(await self._checked(plan, request, board), request, board)
        checked = wishing.fulfilled(checked, request, board)
        audience = board.settings.audience or self.audience
        allowed = policy.check(checked, max_pictures=self._most(board), audience=audience, text=request.text)
        return wishing.told_fewer(allowed, request)

    def _most(self, board: Board) -> int:
        """Return how many pictures may answer one message: the room may have set less than the operator."""
        own = board.settings.pictures
        return self.max_pictures if own is None else min(own, self.max_pictures)

    async def _checked(self, plan: object, request: Request, board: Board) -> Plan:
        """Return the plan if it is one, and if every picture it names is of this room. Raises PlanInvalid.

        A picture that somebody sent counts when it came with this request or stands in the thread's last lines.
        """
        try:
            sound = load(Plan, dump(plan, Plan))
        except StoreError as error:
            raise PlanInvalid(error.detail) from error
        named = {base for drawing in sound.drawings for base in drawing.bases} | set(sound.removed)
        named |= {naming.picture for naming in sound.namings if naming.picture}
        named |= {sound.select} if sound.select else set()
        strange = named - board.pictures.keys()
        known = await self.memory.pictures(board.thread.room_key, sorted(strange))
        if strange - known.keys() or not all(d.prompt.strip() and d.shape in _SHAPES for d in sound.drawings):
            raise PlanInvalid("unknown pictures, an empty prompt or no shape of ours")
        sent = {one.blob for one in request.attachments} | {blob for line in board.lines for blob in line.attachments}
        if not sent.issuperset(blob for drawing in sound.drawings for blob in drawing.attachments):
            raise PlanInvalid("a picture that nobody sent here")
        return sound
