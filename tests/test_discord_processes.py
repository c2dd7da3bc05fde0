"""Discord with a gateway and a worker that are processes of their own: conversations over real sockets."""

from __future__ import annotations

from pathlib import Path

import pytest
from doubles.discord.house import discord_house

pytest_plugins = ["doubles.valkey"]
HEDGEHOG = "draw a hedgehog with sunflower petals instead of quills"


@pytest.mark.slow
async def test_larry_is_drawn_chosen_named_and_drawn_again(tmp_path: Path, empty_valkey: str) -> None:
    async with discord_house(tmp_path, empty_valkey) as house:
        world = house.world
        kitchen = world.channel(house.guild, "kitchen")
        dana = world.person(house.guild, "Dana")
        grid = await house.ask(dana, kitchen, HEDGEHOG, 4)
        thread = grid.channel
        assert world.threads(kitchen) == [thread]
        assert [bool(one.alt) for one in grid.pictures] == [True] * 4
        assert all(one.data.startswith(b"\x89PNG") for one in grid.pictures)
        print(grid)
        shown = await house.say(dana, thread, "show me Larry's house")
        print(shown)
        outcome = await world.press(dana, grid, grid.button("2"))
        chosen = await house.answer(thread, shown.id, 1)
        print(outcome, chosen)
        for one in world.seen(thread):
            print(one.text, one.small, len(one.pictures), one.buttons)
        print([(one.method, one.path, one.status) for one in world.server.log])
