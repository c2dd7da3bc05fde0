"""The seed rules through the whole bot, on a painter with seeds and on one without, also after a restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from doubles.house import House, house
from doubles.image_server import Asked, ImageServer, image_server
from doubles.scripted import ScriptedPlanner

from bot.buttons import ButtonId, Verb
from bot.painter.openai_images import PROFILES, Server, Taste, open_painter
from bot.plans import Action, Drawing, Plan, SeedRule
from bot.replies import PictureDetails, Reply
from bot.valkey import StoreServer


@dataclass
class Stage:
    """A bot whose painter is a server of one dialect."""

    server: ImageServer
    store: StoreServer
    directory: Path

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[House]:
        """Yield a bot of its own process' parts: a second one knows only what is stored."""
        where = Server(self.server.url, "m-1")
        painter = open_painter(self.server.dialect, where, PROFILES[self.server.dialect], Taste())
        planner = ScriptedPlanner()
        # Nobody is there to agree to a price.
        async with house(self.store, self.directory, planner=planner, painter=painter, price_told_from=0) as bot:
            yield bot


async def details(bot: House, reply: Reply) -> list[PictureDetails]:
    return [await bot.app.core.details(bot.thread.room_key, card.picture) for card in reply.cards]


async def bytes_of(bot: House, picture: PictureDetails) -> bytes:
    return (await bot.app.core.blob(picture.blob)).data


def edit(base: str, words: str = "the fox, but blue", **more: Any) -> Any:
    """Return a script that changes one picture."""
    drawing = Drawing(words, "a fox", bases=(base,), **({"seed_rule": SeedRule.SAME} | more))
    return lambda request, _: Plan(Action.EDIT, "Here it is.", request.language, (drawing,))


@pytest.fixture
async def seeded(store: StoreServer, tmp_path: Path) -> AsyncIterator[Stage]:
    async with image_server("vllm-omni") as server:
        yield Stage(server, store, tmp_path)


@pytest.fixture
async def seedless(store: StoreServer, tmp_path: Path) -> AsyncIterator[Stage]:
    async with image_server("openai") as server:
        yield Stage(server, store, tmp_path)


@pytest.fixture
async def blind(store: StoreServer, tmp_path: Path) -> AsyncIterator[Stage]:
    async with image_server("plain") as server:
        yield Stage(server, store, tmp_path)


def seeds_of(asked: list[Asked]) -> list[int]:
    return [int(one.fields["seed"]) for one in asked]


# With seeds


async def test_every_picture_of_a_grid_has_its_own_seed(seeded: Stage) -> None:
    async with seeded.bot() as bot:
        pictures = await details(bot, await bot.say("a fox"))
        told = [one.seed for one in pictures]
        assert len(set(told)) == 4
        assert sorted(seeds_of(seeded.server.asked)) == sorted(one for one in told if one is not None)
        assert {one.fields["n"] for one in seeded.server.asked} == {1}


async def test_small_change_keeps_the_seed_and_shows_the_picture(seeded: Stage) -> None:
    async with seeded.bot() as bot:
        first = (await details(bot, await bot.say("a fox")))[1]
        bot.planner.script = edit(first.id)
        (changed,) = await details(bot, reply := await bot.say("the same seed, but blue"))
        asked = seeded.server.asked[-1]
        assert changed.seed == first.seed == seeds_of([asked])[0]
        assert [one[2] for one in asked.files] == [await bytes_of(bot, first)]
        assert reply.text == "Here it is."


async def test_number_that_a_person_names_is_the_seed(seeded: Stage) -> None:
    async with seeded.bot() as bot:
        drawing = Drawing("a fox", "a fox", seed_rule=SeedRule.EXACT, seed=4242)
        bot.planner.script = lambda *_: Plan(Action.DRAW, "Yes.", drawings=(drawing,))
        (picture,) = await details(bot, await bot.say("a fox with seed 4242"))
        assert (picture.seed, seeds_of(seeded.server.asked)) == (4242, [4242])


@pytest.mark.parametrize("verb", [Verb.VARY, Verb.REROLL])
async def test_variations_and_rerolls_draw_new_seeds(seeded: Stage, verb: Verb) -> None:
    async with seeded.bot() as bot:
        grid = await bot.say("a fox")
        before = await details(bot, grid)
        target = grid.turn if verb is Verb.REROLL else before[0].id
        after = await details(bot, await bot.press(str(ButtonId(verb, target))))
        assert len({one.seed for one in (*before, *after)}) == 8
        assert {one.prompt for one in after} <= {one.prompt for one in before}


async def test_seed_is_kept_over_a_restart(seeded: Stage) -> None:
    async with seeded.bot() as bot:
        first = (await details(bot, await bot.say("a fox")))[1]
        data = await bytes_of(bot, first)
    async with seeded.bot() as again:
        again.thread, again._ids = bot.thread, bot._ids
        again.planner.script = edit(first.id, first.prompt)
        (same,) = await details(again, await again.say("the same again"))
        assert same.seed == first.seed
        assert [one[2] for one in seeded.server.asked[-1].files] == [data]
        again.planner.script = lambda *_: Plan(
            Action.DRAW, drawings=(Drawing(first.prompt, "a", seed_rule=SeedRule.EXACT, seed=first.seed),)
        )
        (exact,) = await details(again, await again.say("with that seed"))
        assert await bytes_of(again, exact) == data, "same words, same seed, same picture"


async def test_hd_renders_the_chosen_one_in_its_final_quality(seedless: Stage) -> None:
    async with seedless.bot() as bot:
        first = (await details(bot, await bot.say("a fox")))[0]
        (large,) = await details(bot, await bot.press(str(ButtonId(Verb.HD, first.id))))
        draft, final = seedless.server.asked[0], seedless.server.asked[-1]
        assert (draft.fields["quality"], draft.fields["size"]) == ("low", "1024x1024")
        assert (final.fields["quality"], final.fields["size"]) == ("high", "2048x2048")
        assert [one[2] for one in final.files] == [await bytes_of(bot, first)]
        assert (large.width_px, large.height_px) == (2048, 2048)


# Without seeds


async def test_painter_without_seeds_is_shown_the_stored_picture(seedless: Stage) -> None:
    async with seedless.bot() as bot:
        first = (await details(bot, await bot.say("a fox")))[2]
        data = await bytes_of(bot, first)
        assert first.seed is None
    async with seedless.bot() as again:
        again._ids = bot._ids
        again.planner.script = edit(first.id)
        reply = await again.say("make it blue")
        asked = seedless.server.asked[-1]
        assert asked.path == "/v1/images/edits"
        assert [one[2] for one in asked.files] == [data]
        assert "seed" not in asked.fields
        assert reply.text == "Here it is.", "nobody asked for a seed, so nobody hears of it"


@pytest.mark.parametrize(
    ("words", "language", "said"),
    [
        ("same seed, but blue", "en", "This painter has no seeds; I show it the picture itself instead."),
        ("같은 시드로 파랗게", "ko", "이 화가에게는 시드가 없어서, 대신 그 그림을 직접 보여 줄게요."),
    ],
)
async def test_who_asks_for_a_seed_hears_that_there_is_none(
    seedless: Stage, words: str, language: str, said: str
) -> None:
    async with seedless.bot() as bot:
        bot.locale = language
        first = (await details(bot, await bot.say("a fox")))[0]
        bot.planner.script = edit(first.id)
        assert (await bot.say(words)).text == f"Here it is.\n\n{said}"


async def test_number_for_a_seed_is_no_use_to_a_painter_without(seedless: Stage) -> None:
    async with seedless.bot() as bot:
        drawing = Drawing("a fox", "a fox", seed_rule=SeedRule.EXACT, seed=4242)
        bot.planner.script = lambda *_: Plan(Action.DRAW, "Yes.", drawings=(drawing,))
        reply = await bot.say("a fox with the number 4242")
        assert reply.text == "Yes.\n\nThis painter has no seeds, so it cannot make the very same picture again."


async def test_character_is_shown_by_its_canonical_picture_and_never_by_a_copy(seedless: Stage) -> None:
    async with seedless.bot() as bot:
        face, *_ = await details(bot, await bot.say("a hedgehog"))
        await bot.submit(str(ButtonId(Verb.NAME, face.id)), name="Larry")
        (larry,) = await bot.app.memory.cast(bot.thread.room_key)
        for scene in ("Larry at sea", "Larry's house"):
            drawing = Drawing(scene, scene, characters=(larry.id,))
            bot.planner.script = lambda *_, drawing=drawing: Plan(Action.DRAW, "Look.", drawings=(drawing,))
            reply = await bot.say(scene)
            assert [one[2] for one in seedless.server.asked[-1].files] == [await bytes_of(bot, face)]
            assert reply.text == "Look."


# With neither


async def test_painter_that_can_neither_look_nor_repeat_says_so(blind: Stage) -> None:
    async with blind.bot() as bot:
        first = (await details(bot, await bot.say("a fox")))[0]
        bot.planner.script = edit(first.id)
        reply = await bot.say("make it blue")
        assert reply.text == (
            "Here it is.\n\nThis painter can neither look at a picture nor repeat its seed, "
            "so more may change than you asked for."
        )
        assert blind.server.asked[-1].path == "/v1/images/generations"
        reply = await bot.say("same seed but blue")
        assert "cannot make the very same picture again" in reply.text
        assert "neither" not in reply.text, "one sentence about it is enough"


# A worker that dies while it paints


async def test_picture_that_was_on_order_when_a_worker_died_says_that_it_was_ordered_again(seedless: Stage) -> None:
    server = seedless.server
    async with seedless.bot() as bot:
        event = bot.message("a fox")
        server.delay_s = 3600
        await bot.accept(event)
        async with asyncio.timeout(10):
            while server.at_once < 4:
                await asyncio.sleep(0.01)
    ordered = len(server.asked)
    server.delay_s = 0.0
    async with seedless.bot() as again:
        pictures = await details(again, await again.answer(event.id))
    assert (ordered, len(server.asked)) == (4, 8)
    said = "ordered again after an interruption; a first one may have to be paid all the same"
    assert [one.notes for one in pictures] == [(said,)] * 4
