"""How soon Discord has the answer to an interaction: 50 presses, commands and messages a second.

    python bench/discord_ack.py [--rate 50] [--seconds 20]

Discord waits three seconds. The bot's gateway is another process and Discord a double on this machine, so network time
is next to nothing. Half of the events are presses, a quarter commands, a quarter mentions (which are answered by a
typing sign); they come at random times, whether or not the bot keeps up. No worker runs: only the taking is measured,
and what was answered was taken durably. Results are printed, never asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from _stage import store
from _table import p50, p99, print_table
from doubles.discord.house import settings
from doubles.discord.people import World
from doubles.discord.server import DiscordServer
from doubles.process import BotProcess
from simcord import interactions

CHANNELS, PEOPLE = 40, 40


class Load:
    """Sends events, and takes the time until each is answered."""

    def __init__(self, world: World, guild: int) -> None:
        self.world = world
        self.channels = [world.channel(guild, f"c{number}") for number in range(CHANNELS)]
        self.people = [world.person(guild, f"p{number}") for number in range(PEOPLE)]
        self.sent: dict[str, tuple[str, float]] = {}
        self.taken_s: dict[str, list[float]] = {"press": [], "command": [], "mention": []}
        self.guild = guild
        self._read = 0

    def send(self, chance: random.Random) -> None:
        """Send one event."""
        person, channel = chance.choice(self.people), chance.choice(self.channels)
        what = chance.choice(("press", "press", "command", "mention"))
        if what == "mention":
            said = self.world.say(person, channel, self.world.mention("a fox"))
            self.sent[f"/channels/{channel}/typing {said.id}"] = (what, time.monotonic())
            return
        data = {"custom_id": f"pb1:more:{chance.randrange(10**9)}", "component_type": 2}
        if what == "command":
            data = {"id": "1", "name": "draw", "type": 1, "options": [{"name": "prompt", "type": 3, "value": "a fox"}]}
        record, payload = interactions.base_payload(
            self.world.backend,
            type=3 if what == "press" else 2,
            channel_id=channel,
            guild_id=self.guild,
            user_id=person,
            data=data,
        )
        if what == "press":
            payload["message"] = {"id": str(self.world.backend.snowflake())}
        self.sent[str(record.id)] = (what, time.monotonic())
        self.world.backend.emit("INTERACTION_CREATE", payload)

    def read(self) -> None:
        """Take the times of what was answered since."""
        log = self.world.server.log
        for one in log[self._read :]:
            parts = one.path.split("/")
            if parts[1] == "interactions":
                self._note(parts[2], one.at_s)
            elif parts[-1] == "typing":
                first = next((key for key in self.sent if key.startswith(one.path)), "")
                self._note(first, one.at_s)
        self._read = len(log)

    def _note(self, key: str, at_s: float) -> None:
        if key in self.sent:
            what, sent_s = self.sent.pop(key)
            self.taken_s[what].append(at_s - sent_s)


async def measure(rate: float, seconds: float) -> None:
    """Run one gateway and load it."""
    with tempfile.TemporaryDirectory() as name:
        server = DiscordServer()
        await server.start()
        world = World(server)
        guild = world.guild()
        load = Load(world, guild)
        async with store(Path(name) / "store") as found:
            ours = settings(server, found.url) | {"PICTUREBOOK_LOG_LEVEL": "error", "PICTUREBOOK_INBOX_LIMIT": "10000"}
            bot = BotProcess(Path(name), command=("gateway",), settings=ours)
            await bot.start()
            await world.until(lambda: server.hub.connected)
            await asyncio.sleep(1)
            chance = random.Random(1)
            end_s = time.monotonic() + seconds
            due_s = time.monotonic()
            while due_s < end_s:
                await asyncio.sleep(max(due_s - time.monotonic(), 0))
                load.send(chance)
                due_s += chance.expovariate(rate)
            await asyncio.sleep(3)
            load.read()
            await bot.end(signal.SIGKILL)
        await server.close()
    rows = [
        (what, float(len(times)), p50(times) * 1000, p99(times) * 1000, max(times) * 1000)
        for what, times in load.taken_s.items()
        if times
    ]
    every = [one for times in load.taken_s.values() for one in times]
    rows.append(("all", float(len(every)), p50(every) * 1000, p99(every) * 1000, max(every) * 1000))
    print_table("answered", ("count", "p50 ms", "p99 ms", "max ms"), rows)
    late = sum(one > 3 for one in every)
    print(f"{late} later than 3 s, {len(load.sent)} not answered at all")


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    given = parser.parse_args()
    print(f"{given.rate:g} events a second, for {given.seconds:g} s, in {CHANNELS} channels\n")
    asyncio.run(measure(given.rate, given.seconds))


if __name__ == "__main__":
    main()
