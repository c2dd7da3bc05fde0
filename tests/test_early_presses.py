"""Buttons of an answer that is seen while its turn is not committed yet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from doubles.house import House, house

from bot.buttons import ButtonId, Verb
from bot.errors import PictureGone
from bot.events import Press
from bot.journal import Journal
from bot.presses import NoPicturesThere
from bot.replies import Reply
from bot.valkey import StoreServer


@pytest.fixture
async def bot(store: StoreServer, tmp_path: Path) -> AsyncIterator[House]:
    async with house(store, tmp_path) as one:
        yield one


async def seen_early(bot: House, monkeypatch: pytest.MonkeyPatch) -> tuple[Reply, asyncio.Event]:
    """Return an answer as it is seen; its turn is committed when the event is set."""
    real, go = Journal.commit, asyncio.Event()

    async def late(journal: Journal, writes: Any) -> None:
        await go.wait()
        await real(journal, writes)

    monkeypatch.setattr(Journal, "commit", late)
    event = bot.message("a hedgehog")
    await bot.accept(event)
    while not bot.office.history or not bot.office.history[-1].is_final:
        await asyncio.sleep(0.005)
    return bot.office.history[-1], go


async def test_press_before_the_commit_is_taken_and_answered(bot: House, monkeypatch: pytest.MonkeyPatch) -> None:
    reply, go = await seen_early(bot, monkeypatch)
    press = Press("p1", bot.thread, bot.author, 0.0, "en", reply.cards[1].select)
    await bot.accept(press)
    go.set()
    assert (await bot.answer("p1")).text == "Picture 2 it is."


async def test_form_waits_for_the_commit(bot: House, monkeypatch: pytest.MonkeyPatch) -> None:
    reply, go = await seen_early(bot, monkeypatch)
    opening = asyncio.create_task(
        bot.app.core.form(Press("p1", bot.thread, bot.author, 0.0, "en", str(ButtonId(Verb.EDIT, reply.turn))))
    )
    await asyncio.sleep(0.02)
    go.set()
    assert await opening is not None


async def test_details_and_family_wait_for_the_commit(bot: House, monkeypatch: pytest.MonkeyPatch) -> None:
    reply, go = await seen_early(bot, monkeypatch)
    picture = reply.cards[0].picture
    room = bot.thread.room_key
    details = asyncio.create_task(bot.app.core.details(room, picture))
    family = asyncio.create_task(bot.app.core.family(room, picture))
    await asyncio.sleep(0.02)
    go.set()
    assert (await details).id == picture
    assert [one.id for one in await family] == [picture]


async def test_form_does_not_wait_for_ever(bot: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.core._LOOK_S", 0.001)
    reply, go = await seen_early(bot, monkeypatch)
    picture, answer = [
        Press("p1", bot.thread, bot.author, 0.0, "en", str(ButtonId(Verb.EDIT, target)))
        for target in (reply.cards[0].picture, reply.turn)
    ]
    with pytest.raises(PictureGone):
        await bot.app.core.form(picture)
    with pytest.raises(NoPicturesThere):
        await bot.app.core.form(answer)
    go.set()
    await bot.settled()


async def test_press_on_a_picture_that_never_was_is_told_so_after_the_turn(
    bot: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, go = await seen_early(bot, monkeypatch)
    await bot.accept(Press("p1", bot.thread, bot.author, 0.0, "en", "pb1:select:pic-none"))
    go.set()
    assert "not here any more" in (await bot.answer("p1")).text
    with pytest.raises(PictureGone):
        await bot.accept(Press("p2", bot.thread, bot.author, 0.0, "en", "pb1:select:pic-none"))
