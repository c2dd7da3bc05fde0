"""Scripted dialogues played through the bot: the very same accept, turn and delivery as on a platform.

Called by the command line. Brings its own in-process adapter and, for plans only, a painter of 1x1 pictures; the rest
is what the settings name. Prints one JSON object a turn; docs/replay.md tells the format.
"""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, time

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from bot.adapter import Capabilities, Core, Traces
from bot.app import Overrides, Running, running
from bot.buttons import ButtonId, Verb
from bot.errors import BadInput, SettingsError, explain
from bot.events import Author, Event, Message, Press, Thread
from bot.memory.blobs import Blobs, open_blobs
from bot.memory.records import Line, Picture
from bot.painter.blank import BlankPainter
from bot.planner import Planner
from bot.plans import Action
from bot.remembering import ERROR
from bot.replies import Reply
from bot.settings import Settings
from bot.valkey import open_store

PLATFORM = "replay"
#: Buttons as dialogues name them.
_VERBS = {"select": Verb.SELECT, "vary": Verb.VARY, "reroll": Verb.REROLL, "upscale": Verb.HD}
#: What a shape would measure if it were painted.
_NOMINAL_PX = {"square": "1024x1024", "wide": "1536x1024", "tall": "1024x1536"}
_LOOK_S = 0.002


class ScriptPress(BaseModel):
    """A button under a picture, "T.K"."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    verb: str
    picture: str


class ScriptTurn(BaseModel):
    """One thing a person does; unknown keys are ignored."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    user: str = "somebody"
    text: str = ""
    press: ScriptPress | None = None
    reply_to: str | None = None


class Script(BaseModel):
    """One dialogue."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str
    lang: str = "en"
    turns: list[ScriptTurn]


class ReplayAdapter:
    """Takes replies and shows them to nobody: memory tells what was answered."""

    name = PLATFORM
    capabilities = Capabilities(
        text_chars=100_000,
        cards=10,
        buttons=25,
        buttons_per_row=5,
        forms=True,
        edits=True,
        alt_chars=10_000,
        edit_interval_s=0.05,
        upload_bytes=100_000_000,
    )

    async def listen(self, core: Core) -> None:  # noqa: ARG002 - the protocol's names
        """Hear nothing: the dialogue is played from outside."""
        await asyncio.Event().wait()

    async def post(self, thread: Thread, key: str, reply: Reply) -> str:  # noqa: ARG002 - as above
        """Return the key as the message's id."""
        return key

    async def edit(self, thread: Thread, message: str, reply: Reply) -> None:
        """Show nothing."""

    async def forget(self, room: str, traces: Traces | None = None) -> None:
        """Keep nothing, so forget nothing."""

    async def close(self) -> None:
        """Nothing to release."""


async def replay_file(
    settings: Settings,
    file: Path,
    *,
    out: Path | None = None,
    plan_only: bool = False,
    store: str | None = None,
    say: Callable[[str], object] = print,
    overrides: Overrides | None = None,
) -> bool:
    """Play every dialogue of `file`, say a JSON line a turn, and return True when any turn ended in an error.

    `out`: where pictures are written; `store`: a Redis or Valkey to play on instead of a private one; `overrides`: a
    planner and a painter instead of those that the settings name. Raises SettingsError for a file that cannot be
    played.
    """
    scripts = list(read_scripts(file))
    if out is not None:
        await asyncio.to_thread(out.mkdir, parents=True, exist_ok=True)
    failed = False
    async with _stage(settings, overrides or Overrides(), plan_only=plan_only, store=store) as bot:
        for number, script in enumerate(scripts, start=1):
            play = Play(bot, script, f"{uuid.uuid4().hex[:8]}-{number}", out, plan_only=plan_only)
            async for row, wrong in play.rows():
                failed = failed or wrong
                say(json.dumps(row, ensure_ascii=False))
    return failed


def read_scripts(file: Path) -> Iterator[Script]:
    """Yield the dialogues of a JSON lines file. Raises SettingsError naming the line that is none."""
    try:
        # Not splitlines: JSON may hold the other line breaks, such as U+2028, in its strings.
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file.name} cannot be read: {error}") from error
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            yield Script.model_validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or "the line"
            raise SettingsError(f"{file.name}, line {number} is no dialogue: {where}: {first['msg']}") from error


@asynccontextmanager
async def _stage(settings: Settings, parts: Overrides, *, plan_only: bool, store: str | None) -> AsyncIterator[Running]:
    """Yield a whole bot in this process, on a private store unless `store` names one."""
    with TemporaryDirectory(prefix="picturebook-") as directory:
        blobs: Blobs = open_blobs(str(Path(directory) / "blobs"))
        private = settings.model_copy(
            update={
                "data_dir": Path(directory),
                "redis_url": None if store is None else SecretStr(store),
                "web": False,
                "price_told_from": Decimal(0),  # nobody is there to agree to a price
                "planner_fallback": "off",  # what is played is what the planner that is named does, or that it failed
            }
        )
        painter = BlankPainter() if plan_only else parts.painter
        planner = parts.planner or _planner(settings)
        overrides = replace(parts, planner=planner, painter=painter, adapters=(ReplayAdapter(),), blobs=blobs)
        async with (
            open_store(private) as server,
            running(private, server, gateway=True, worker=True, overrides=overrides) as bot,
        ):
            yield bot


def _planner(settings: Settings) -> Planner | None:
    """Build the offline planner without the pauses that are for people; None: as the settings say."""
    if settings.planner != "offline":
        return None
    from bot.planner.offline import OfflinePlanner

    return OfflinePlanner(pause_s=0.0)


@dataclass
class Play:
    """One dialogue being played, in a room of its own. References are "T.K": picture K of the answer to turn T."""

    bot: Running
    script: Script
    room: str
    out: Path | None
    plan_only: bool
    _refs: dict[str, str] = field(default_factory=dict)  # picture id -> reference

    def __post_init__(self) -> None:
        self.thread = Thread(PLATFORM, self.room, "t1")

    async def rows(self) -> AsyncIterator[tuple[dict[str, object], bool]]:
        """Yield each turn's row, and whether it ended in an error."""
        for number, turn in enumerate(self.script.turns, start=1):
            began = perf_counter()
            refused = ""
            try:
                event = await self._event(number, turn)
                await self.bot.core.accept(event)
                while await self.bot.engine.waiting(self.thread):  # noqa: ASYNC110 - the end is known to the store only
                    await asyncio.sleep(_LOOK_S)
            except BadInput as error:
                refused = explain(error, self.script.lang)
            elapsed_ms = (perf_counter() - began) * 1000
            line = await self.bot.memory.turn_line(self.thread, _turn_id(number))
            row = await self._row(number, line, refused)
            row["elapsed_ms"] = round(elapsed_ms, 2)
            yield row, line is not None and line.action == ERROR

    async def _event(self, number: int, turn: ScriptTurn) -> Event:
        author = Author(turn.user, turn.user)
        turn_id, now_s, lang = _turn_id(number), time(), self.script.lang
        if turn.press is None:
            reply_to = self._reply_to(turn.reply_to)
            return Message(turn_id, self.thread, author, now_s, lang, turn.text, reply_to)
        return Press(turn_id, self.thread, author, now_s, lang, await self._button(turn.press))

    def _reply_to(self, ref: str | None) -> str | None:
        """Return the picture's id for "T.K", the turn's for "T"."""
        if ref is None:
            return None
        return _turn_id(int(ref)) if ref.isdecimal() else self._picture(ref)

    async def _button(self, press: ScriptPress) -> str:
        verb, picture = _VERBS.get(press.verb), self._picture(press.picture)
        if verb is None:
            raise BadInput(press.verb)
        if verb is Verb.REROLL:  # the button is under the grid, not under one picture
            found = await self.bot.memory.picture(self.thread.room_key, picture)
            return str(ButtonId(verb, found.turn if found else picture))
        return str(ButtonId(verb, picture))

    def _picture(self, ref: str) -> str:
        return next((picture for picture, known in self._refs.items() if known == ref), "pic-none")

    async def _row(self, number: int, line: Line | None, refused: str) -> dict[str, object]:
        made = {} if line is None else await self.bot.memory.pictures(self.thread.room_key, line.pictures)
        for picture in made.values():
            self._refs[picture.id] = f"{number}.{picture.position}"
        cast = await self.bot.memory.cast(self.thread.room_key)
        state = await self.bot.memory.state(self.thread)
        names = {one.id: one.name for one in cast}
        return {
            "dialogue": self.script.id,
            "turn": number,
            "action": Action.NONE if line is None or line.action in ("", ERROR) else line.action,
            "reply": refused if line is None else line.text,
            "pictures": [await self._shown(picture, names) for picture in made.values()],
            "names": {one.name: self._refs.get(one.picture or "") for one in cast},
            "selected": self._refs.get(state.selected or ""),
            "model_calls": 0 if line is None else line.model_calls,
        }

    async def _shown(self, picture: Picture, names: dict[str, str]) -> dict[str, object]:
        real = f"{picture.width_px}x{picture.height_px}"
        ref = self._refs[picture.id]
        return {
            "ref": ref,
            "id": picture.id,
            "prompt": picture.prompt,
            "seed": picture.seed,
            "size": _NOMINAL_PX.get(picture.shape, real) if self.plan_only else real,
            "based_on": [self._refs[parent] for parent in picture.parents if parent in self._refs],
            "characters": [names[one] for one in picture.characters if one in names],
            "alt": picture.alt,
            "style": picture.style,
            "file": await self._write(picture, ref),
        }

    async def _write(self, picture: Picture, ref: str) -> str | None:
        if self.out is None:
            return None
        blob = await self.bot.core.blob(picture.blob)
        ending = picture.media_type.removeprefix("image/")
        dialogue = re.sub(r"[^\w.-]", "_", self.script.id)
        name = f"{dialogue}-{ref}.{ending}"
        await asyncio.to_thread((self.out / name).write_bytes, blob.data)
        return name


def _turn_id(number: int) -> str:
    return f"e{number}"
