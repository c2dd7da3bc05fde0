"""Whatever is pressed, typed or forged: a panel fits its platform, tells a sentence, and shows no other room."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from doubles.house import MINA, House, house
from doubles.panels import introduce, told
from doubles.scripted import draw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.exceptions import ConnectionError as RedisConnectionError

from bot.adapter import Capabilities, CharacterChange
from bot.breaks import measure
from bot.buttons import PANEL_FORMS, PANEL_VERBS, ButtonId, Verb, decode, is_panel, opens_form
from bot.commands import COMMANDS, MENUS
from bot.errors import BadInput, StoreError, explain
from bot.events import Attachment, Author, Command, Press, Submit, Thread
from bot.memory.casting import ALIASES, DESCRIPTION_CHARS
from bot.panels import Panels
from bot.panels.album import target_of
from bot.panels.settings import FORMS
from bot.phrases import phrase
from bot.planner import Request
from bot.planner.board import Board
from bot.plans import Action, Drawing, Plan
from bot.replies import Audience, Form, Reply
from bot.valkey import StoreServer

KITCHEN, CELLAR = Thread("test", "kitchen", "t1"), Thread("test", "cellar", "t1")
EVE = Author("u-eve", "Eve")
PHOTO = Attachment("b" * 64, "image/png", 8, 8, "dog.png")
SECRETS = ("Zebulon", "zanzibar", "Mina")


def capabilities(text: int, cards: int, buttons: int, row: int, alt: int = 1000, *, forms: bool = True) -> Capabilities:
    return Capabilities(text, cards, buttons, row, forms, edits=True, alt_chars=alt, edit_interval_s=1, upload_bytes=1)


#: As platforms are, the pages of which come in one message each; and smaller than any.
COMMON = [capabilities(4000, 10, 25, 5), capabilities(3000, 10, 25, 5, 2000), capabilities(4000, 4, 10, 5)]
TINY = [
    capabilities(100, 0, 0, 1, 10, forms=False),
    capabilities(100, 1, 1, 1, 10),
    capabilities(120, 2, 3, 2, 20, forms=False),
]


@pytest.fixture
async def bot(empty_valkey: str, tmp_path: Path) -> AsyncIterator[House]:
    async with house(StoreServer(empty_valkey, "the test's", durable=True), tmp_path, retention_days=0) as one:
        yield one


def show_on(bot: House, shown: Capabilities) -> None:
    core = bot.app.core
    core._panels = Panels(core._panels.parts, {"test": shown})


async def answers(bot: House, event: object, *, manages: bool = True) -> Sequence[Reply] | Form | str | None:
    """Return what an event is answered with at once, or the sentence that a person reads instead."""
    try:
        return await bot.app.core.panel(event, manages=manages)  # type: ignore[arg-type]
    except BadInput as error:
        sentence = explain(error)
        assert sentence != phrase("internal")
        return sentence


async def full_room(bot: House) -> list[str]:
    """Fill the room with as much as there can be; return ids of what is in it."""
    ids = [await introduce(bot, f"Zebulon {n} {'of zanzibar ' * 5}".strip()[:80]) for n in range(9)]
    names = tuple(f"{n} {'x' * 76}" for n in range(ALIASES))
    change = CharacterChange(description="zanzibar " * (DESCRIPTION_CHARS // 9), aliases=names)
    await bot.app.core.change_character(KITCHEN.room_key, ids[0], change)

    def long(request: Request, _: Board) -> Plan:
        drawings = tuple(Drawing(f"{n} {'zanzibar ' * 150}", f"{n} {'a tall palm ' * 120}") for n in range(4))
        return Plan(Action.DRAW, "Here.", request.language, drawings)

    bot.planner.script = long
    grid = await bot.say("zanzibar")
    more = await bot.press(str(ButtonId(Verb.VARY, grid.cards[0].picture)))
    await bot.press(grid.cards[1].select)
    pictures = [card.picture for reply in (grid, more) for card in reply.cards]
    return [*ids, *pictures, grid.turn]


def walks(ids: list[str]) -> list[ButtonId]:
    """Return a button for every panel there is, about everything that there is."""
    lists = ((Verb.CAST, "room"), (Verb.ALBUM, "all"), (Verb.ALBUM, target_of("zanzibar")))
    pages = [ButtonId(verb, target, page) for verb, target in lists for page in (0, 1, 7)]
    plain = [verb for verb in (*PANEL_VERBS, Verb.DETAILS) if verb not in (Verb.CAST, Verb.ALBUM)]
    targets = [ids[0], ids[-2], ids[-1], "room", "here", "everywhere", "menu", *FORMS]
    harmless = [ButtonId(verb, target) for verb in plain for target in targets if verb is not Verb.FORGET_NOW]
    return [*pages, *(one for one in harmless if one.verb is not Verb.REMOVE_NOW)]


def check_fits(reply: Reply, shown: Capabilities) -> None:
    assert measure(reply.text) + sum(measure(f.label) + measure(f.value) for f in reply.facts) <= shown.text_chars
    assert len(reply.cards) <= shown.cards
    assert all(measure(card.alt) <= shown.alt_chars for card in reply.cards)
    rows = reply.buttons
    assert sum(len(row) for row in rows) <= shown.buttons
    assert all(len(row) <= shown.buttons_per_row for row in rows)
    assert len(rows) <= math.ceil(max(shown.buttons, 1) / shown.buttons_per_row)
    ids = [one.id for row in rows for one in row]
    assert len(set(ids)) == len(ids)  # platforms refuse one id twice in a message
    for row in rows:
        for one in row:
            assert 0 < len(one.label) <= 75
            assert len(one.id) <= 100
            assert one.opens_form == opens_form(one.id)


async def test_every_panel_fits_every_platform(bot: House):
    ids = await full_room(bot)
    forms = 0
    for shown in (*COMMON, *TINY):
        show_on(bot, shown)
        for locale in ("en", "ko"):
            bot.locale = locale
            for walk in walks(ids):
                try:
                    answer = await bot.tap(str(walk), manages=True)
                except BadInput:
                    continue
                if isinstance(answer, Form):
                    forms += 1
                    assert decode(answer.id).verb is walk.verb
                    assert len(answer.title) <= 45
                    assert all(len(f.value) <= f.max_chars <= 3_000 and len(f.label) <= 45 for f in answer.fields)
                    continue
                for reply in answer:
                    assert reply.audience is Audience.PERSON
                    assert reply.language == locale
                    assert reply.is_final
                    check_fits(reply, shown)
                    assert shown.buttons or "You can say" not in reply.text or walk.verb in (Verb.PICTURE, Verb.DETAILS)
                lists = {Verb.CAST, Verb.ALBUM, Verb.SETTINGS, Verb.HELP, Verb.USAGE, Verb.PRIVACY, Verb.FORGET}
                if shown in COMMON and walk.verb in lists:
                    assert len(answer) == 1
    assert forms > 0


async def test_every_button_of_a_panel_leads_somewhere(bot: House):
    await full_room(bot)
    waiting = [str(ButtonId(Verb.HELP, "room")), str(ButtonId(Verb.FORGET, "menu"))]
    seen: set[str] = set()
    while waiting:
        raw = waiting.pop()
        if raw in seen or not is_panel(raw) or ":forgetnow:" in raw or ":removenow:" in raw:
            continue
        seen.add(raw)
        answer = await bot.tap(raw, manages=True)
        assert isinstance(answer, Form) == opens_form(raw)
        if not isinstance(answer, Form):
            waiting += [one.id for reply in answer for row in reply.buttons for one in row]
    verbs = {raw.split(":")[1] for raw in seen}
    assert verbs == PANEL_VERBS - {Verb.FORGET_NOW, Verb.REMOVE_NOW}


# Other rooms


async def test_no_forged_id_shows_or_changes_another_room(bot: House):
    ids = await full_room(bot)
    core = bot.app.core
    before = (await core.cast(KITCHEN.room_key), await core.album(KITCHEN.room_key))
    everybody = await core.room_settings(KITCHEN.room_key)
    bot.thread, bot.author = CELLAR, EVE
    verbs = [verb for verb in (*PANEL_VERBS, Verb.DETAILS, Verb.EDIT, Verb.NAME) if verb not in (Verb.CAST, Verb.ALBUM)]
    for target in (*ids, "room", "here", "everywhere", *FORMS):
        for verb in verbs:
            raw = str(ButtonId(verb, target))
            filled = (("name", "Eve's"), ("picture", ids[-2]), ("words", "zanzibar"))
            for event in (
                Press(bot.new_id(), CELLAR, EVE, 0.0, "en", raw),
                Submit(bot.new_id(), CELLAR, EVE, 0.0, "en", raw, filled),
            ):
                check_keeps_secret(await answers(bot, event), ids)
    check_keeps_secret(await bot.ask("cast", name="Zebulon 1"), ids)
    check_keeps_secret(await bot.ask("album", search="zanzibar"), ids)
    check_keeps_secret(await bot.ask("usage"), ids)
    for words in (ids[-2], "1", "2"):
        with pytest.raises(BadInput):
            await bot.ask("picture", number=words)
    for target in (ids[-2], ids[-1]):
        event = Command(bot.new_id(), CELLAR, EVE, 0.0, "en", "continue", (("picture", target),))
        answer = await answers(bot, event)
        if answer is None:  # it starts a turn, which looks again
            assert "not here any more" in (await bot.take(event)).text
        check_keeps_secret(answer, ids)
    assert (await core.cast(KITCHEN.room_key), await core.album(KITCHEN.room_key)) == before
    assert await core.room_settings(KITCHEN.room_key) == everybody


FORGED = st.tuples(
    st.sampled_from([verb for verb in Verb if verb not in (Verb.FORGET_NOW, Verb.STOP)]),
    st.integers(0, 30),  # which of the ids
    st.one_of(st.none(), st.integers(0, 2)),
)
FORGED_VALUES = st.dictionaries(
    st.sampled_from(["picture", "name", "words", "aliases"]), st.integers(0, 30), max_size=3
)


@given(FORGED, FORGED_VALUES, st.booleans())
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_somebody_at_home_elsewhere_reaches_nothing_of_a_room(
    bot: House, forged: tuple[Verb, int, int | None], values: dict[str, int], manages: bool
):
    """Eve has a room with a character and a picture of her own, and mixes their ids with those of the kitchen."""
    bot.thread, bot.author = KITCHEN, MINA
    if not await bot.app.core.cast(KITCHEN.room_key):  # once for all examples
        await full_room(bot)
        bot.thread, bot.author = CELLAR, EVE
        await introduce(bot, "Own")
    core = bot.app.core
    there = (await core.cast(KITCHEN.room_key), await core.album(KITCHEN.room_key), await core.cast(CELLAR.room_key))
    theirs = [*(one.id for one in there[0]), *(one.id for one in there[1]), there[1][0].turn]
    own = [one.id for one in there[2]]
    ids = [*theirs, *own, *own, *own]
    verb, which, page = forged
    raw = str(ButtonId(verb, ids[which % len(ids)], page))
    sent = tuple((name, ids[one % len(ids)]) for name, one in values.items())
    bot.thread, bot.author = CELLAR, EVE
    for event in (
        Press(bot.new_id(), CELLAR, EVE, 0.0, "en", raw),
        Submit(bot.new_id(), CELLAR, EVE, 0.0, "en", raw, sent),
    ):
        answer = await answers(bot, event, manages=manages)
        if isinstance(answer, tuple):
            shown = {card.blob for reply in answer for card in reply.cards}
            assert shown.isdisjoint(one.blob for one in there[1])
            said = " ".join(told(reply) for reply in answer)
            assert not any(secret in said for secret in SECRETS)
        assert not isinstance(answer, Form) or not any(one in str(answer.fields) for one in SECRETS)
    faces = {one.picture for one in await core.cast(CELLAR.room_key)}
    assert faces.isdisjoint(one.id for one in there[1])
    assert (await core.cast(KITCHEN.room_key), await core.album(KITCHEN.room_key)) == there[:2]
    if not await core.cast(CELLAR.room_key):  # she may take her own out
        await introduce(bot, "Own")


def check_keeps_secret(answer: object, ids: list[str]) -> None:
    """Nothing of the kitchen in what was answered in the cellar."""
    words = str(answer)
    if isinstance(answer, tuple):
        assert all(not reply.cards for reply in answer)
        words = " ".join(told(reply) for reply in answer)
        words = words.replace("“zanzibar”", "")  # what was searched for is repeated
        words = words.replace("called Zebulon 1.", "")
    elif isinstance(answer, Form):
        words = " ".join([answer.title, *(field.value for field in answer.fields)])
        assert all(picture not in str(answer.fields) for picture in ids)
    assert not any(secret in words for secret in SECRETS), words


ids_of_anything = st.one_of(
    st.text("abcdefghijklmnopqrstuvwxyzABC0189_.-", min_size=1, max_size=64),
    st.sampled_from(["room", "all", "menu", "here", "drawing", "c-0011223344556677", "pic-aaaaaaaaaaaaaaaa", "wYQ"]),
)
FIELDS = ["name", "description", "aliases", "picture", "words", "pictures", "habit"]
values = st.dictionaries(
    st.one_of(st.sampled_from(FIELDS), st.text(max_size=5)),
    st.one_of(st.text(max_size=30), st.sampled_from(["1", "-1", "9" * 40, "usual", "٣", "²", "\ud800"])),
    max_size=4,
)


@given(st.sampled_from(Verb), ids_of_anything, st.one_of(st.none(), st.integers(0, 9_999)), values)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_button_or_form_raises_anything_but_a_sentence(
    bot: House, verb: Verb, target: str, page: int | None, sent: dict[str, str]
):
    raw = str(ButtonId(verb, target, page))
    submit = Submit(bot.new_id(), CELLAR, EVE, 0.0, "en", raw, tuple(sent.items()))
    press = Press(bot.new_id(), CELLAR, EVE, 0.0, "en", raw)
    for manages in (False, True):
        assert not isinstance(await answers(bot, submit, manages=manages), Form)
        answer = await answers(bot, press, manages=manages)
        assert (answer is None) <= (verb not in PANEL_VERBS)
        assert isinstance(answer, Form) <= (verb in PANEL_FORMS)


words = st.one_of(st.text(st.characters(exclude_categories=()), max_size=30), st.sampled_from(["1", "pic-x", "room"]))
SPECS = (*COMMANDS, *MENUS)
NAMES = [one.name for one in SPECS]
OPTIONS = [option.name for one in SPECS for option in one.options]


@given(
    name=st.one_of(st.sampled_from(NAMES), words),
    options=st.dictionaries(st.one_of(st.sampled_from(OPTIONS), words), words, max_size=3),
    has_picture=st.booleans(),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_command_raises_anything_but_a_sentence(
    bot: House, name: str, options: dict[str, str], has_picture: bool
):
    bot.planner.script = draw(1)
    bot.thread = CELLAR
    event = Command(bot.new_id(), CELLAR, EVE, 0.0, "en", name, tuple(options.items()), (PHOTO,) if has_picture else ())
    answer = await answers(bot, event)
    assert answer is None or isinstance(answer, str | tuple)
    if answer is None:
        assert name in {"draw", "story", "reference", "continue"}
        reply = await bot.take(replace(event, id=bot.new_id()))
        assert reply.text


@given(raw=st.one_of(st.text(max_size=120), st.text(max_size=60).map(lambda one: f"pb1:{one}")))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_id_raises_anything_but_a_sentence(bot: House, raw: str):
    with pytest.raises(BadInput):
        await bot.tap(raw)
    with pytest.raises(BadInput):
        await bot.fill(raw)


async def test_panels_buttons_start_no_turn(bot: House):
    for verb in PANEL_VERBS:
        page = 0 if verb in (Verb.CAST, Verb.ALBUM) else None
        raw = str(ButtonId(verb, "room", page))
        with pytest.raises(BadInput):
            await bot.press(raw)
        with pytest.raises(BadInput):
            await bot.submit(raw)
    assert await bot.app.engine.waiting(bot.thread) == 0


async def test_store_that_does_not_answer_is_an_error_of_ours(bot: House, monkeypatch: pytest.MonkeyPatch):
    async def down(*_: object) -> int:
        raise RedisConnectionError("connection refused")

    reply = await bot.say("a fox")
    monkeypatch.setattr(bot.app.engine, "waiting", down)
    with pytest.raises(StoreError):
        await bot.tap(str(ButtonId(Verb.EDIT, reply.cards[0].picture)))
