"""A pure thread: plays a dialogue against a planner by applying its plans to boards, without a store or a painter."""

# ruff: noqa: E501 - records are built in one line a field group
from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from zlib import crc32

from bot import policy
from bot.events import Author, Thread
from bot.memory.records import Character, Grid, Line, Picture
from bot.planner import Planner, Request
from bot.planner.board import Board
from bot.planner.words import language_of
from bot.plans import Action, Drawing, Plan, SeedRule

SIZES = {"square": (1024, 1024), "wide": (1536, 1024), "tall": (1024, 1536)}
Check = Callable[[Plan, Request, Board], Plan]


def _selected_after(made: Sequence[str], select: str | None, selected: str | None) -> str | None:
    """Return what is selected once a plan was carried out: the plan's choice, else the only new picture."""
    if made:
        return made[0] if len(made) == 1 else None
    return select or selected


async def _unheard(_: str) -> None:
    return None


@dataclass
class PureThread:
    """One thread of one room, held in memory and changed by plans only."""

    planner: Planner
    lang: str = "en"
    check: Check | None = None
    board: Board = field(default_factory=lambda: Board(Thread("test", "room", "t1")))
    made: int = 0
    turns: int = 0

    def say(
        self, user: str, text: str, *, reply_to: str | None = None, picture: str | None = None, verb: str | None = None
    ) -> Plan:
        """Say `text` as `user`; return the plan, already applied."""
        self.turns += 1
        author = Author(f"u-{crc32(user.encode()):x}", user)
        request = Request(
            f"m{self.turns}", author, text, language_of(text, self.board.state.language), reply_to=reply_to, picture=picture, verb=verb,
        )  # fmt: skip
        plan = asyncio.run(self.planner.plan(request, self.board, _unheard))
        if self.check is not None:
            plan = self.check(plan, request, self.board)
        self.apply(request, plan)
        return plan

    def press(self, user: str, verb: str, picture: str) -> Plan:
        """Press a button as `user`: what the bot does about it is the same for every planner."""
        self.turns += 1
        author = Author(f"u-{crc32(user.encode()):x}", user)
        request = Request(f"m{self.turns}", author, "", self.lang, picture=picture, verb=verb)
        base = self.board.pictures[picture]
        like = Drawing(
            base.prompt,
            base.alt,
            base.shape,
            base.style,
            base.transparent,
            bases=(picture,),
            characters=base.characters,
        )
        match verb:
            case "select":
                plan = Plan(Action.NOTE, "ok", select=picture)
            case "upscale":
                plan = Plan(Action.EDIT, "ok", drawings=(replace(like, seed_rule=SeedRule.SAME),))
            case "reroll":
                plan = Plan(Action.DRAW, "ok", drawings=(replace(like, bases=base.parents),) * 4)
            case _:
                plan = Plan(Action.DRAW, "ok", drawings=(like,) * 4)
        self.apply(request, replace(plan, state=self.board.state.planner_state))
        return plan

    def apply(self, request: Request, plan: Plan) -> None:
        """Change the board as the turn does."""
        board, pictures = self.board, dict(self.board.pictures)
        made: list[str] = []
        for position, drawing in enumerate(plan.drawings, 1):
            self.made += 1
            base = pictures.get(drawing.bases[0]) if drawing.bases else None
            seed = {SeedRule.EXACT: drawing.seed, SeedRule.SAME: base.seed if base else None}.get(drawing.seed_rule)
            picture = Picture(
                f"pic-{self.made}", board.thread.room_key, board.thread.key, request.turn, self.made, position, drawing.prompt,
                drawing.alt, seed if seed is not None else crc32(f"{request.turn}/{position}".encode()) % 2**31, drawing.shape,
                drawing.style, drawing.transparent, "pure", "pure", *SIZES[drawing.shape], "0" * 8, "image/png", drawing.bases,
                drawing.characters, request.author, float(self.turns),
            )  # fmt: skip
            pictures[picture.id] = picture
            made.append(picture.id)
        cast = {c.id: c for c in board.cast}
        for naming in plan.namings:
            one = naming.character or f"c{len(cast) + 1}"
            known = cast.get(one)
            aliases = (
                (*known.aliases, known.name) if known and known.name != naming.name else known.aliases if known else ()
            )
            cast[one] = Character(
                one,
                naming.name,
                naming.description or (known.description if known else ""),
                naming.picture or (known.picture if known else None),
                aliases,
            )
        state = replace(
            board.state, selected=_selected_after(made, plan.select, board.state.selected), language=plan.language,
            pictures=self.made, turns=self.turns, planner_state=plan.state,
        )  # fmt: skip
        grids = (*board.grids, Grid(request.turn, tuple(made), request.author, request.text)) if made else board.grids
        lines = (
            *board.lines, Line(request.turn, request.author, request.text, float(self.turns)),
            Line(request.turn, None, plan.reply, float(self.turns), plan.action, tuple(made)),
        )  # fmt: skip
        self.board = replace(board, pictures=pictures, cast=tuple(cast.values()), state=state, grids=grids, lines=lines)


def play(dialogue: dict[str, Any], planner: Planner, check: Check | None = None) -> Iterator[dict[str, Any]]:
    """Yield one row a turn, in the form that the scoring of dialogues reads."""
    thread = PureThread(planner, dialogue.get("lang", "en"), check)
    refs: dict[str, str] = {}
    ids: dict[str, str] = {}
    for number, turn in enumerate(dialogue["turns"], 1):
        reply_to = turn.get("reply_to")
        if reply_to is not None:
            reply_to = ids.get(str(reply_to)) or f"m{reply_to}"
        started = time.perf_counter()
        if "press" in turn:
            target = ids.get(turn["press"]["picture"])
            if target is None:
                yield {
                    "dialogue": dialogue["id"],
                    "turn": number,
                    "action": "none",
                    "reply": "",
                    "pictures": [],
                    "names": {},
                }
                continue
            plan = thread.press(turn["user"], turn["press"]["verb"], target)
        else:
            plan = thread.say(turn["user"], turn["text"], reply_to=reply_to)
        elapsed = (time.perf_counter() - started) * 1000
        fresh = [p for p in thread.board.pictures.values() if p.turn == f"m{number}"]
        for position, picture in enumerate(fresh, 1):
            refs[picture.id], ids[f"{number}.{position}"] = f"{number}.{position}", picture.id
        who = {c.id: c.name for c in thread.board.cast}
        yield {
            "dialogue": dialogue["id"], "turn": number, "action": str(plan.action), "reply": plan.reply,
            "pictures": [
                {"ref": refs[p.id], "id": p.id, "prompt": p.prompt, "seed": p.seed, "size": f"{p.width_px}x{p.height_px}",
                 "based_on": [refs[b] for b in p.parents], "characters": [who[c] for c in p.characters if c in who], "alt": p.alt, "style": p.style}
                for p in fresh
            ],
            "names": {c.name: refs.get(c.picture or "") for c in thread.board.cast},
            "selected": refs.get(thread.board.state.selected or ""), "model_calls": plan.model_calls, "elapsed_ms": elapsed,
        }  # fmt: skip


def _check(plan: Plan, _request: Request, _board: Board) -> Plan:
    return policy.check(plan)


def main() -> None:
    """Play the dialogues of a file with the offline planner and print the rows."""
    from bot.planner.offline import OfflinePlanner

    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123
        for line in file:
            if line.strip():
                for row in play(json.loads(line), OfflinePlanner(pause_s=0), _check):
                    print(json.dumps(row, ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
