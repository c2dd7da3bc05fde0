"""Whole picturebooks on the Slack of the tests: a gateway and a worker, each a process of its own, on one store."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from doubles.process import BotProcess, free_port
from doubles.slack.people import Done, Workspace
from doubles.slack.seen import Seen
from doubles.slack.server import SlackDouble, slack_double
from doubles.slack_validate import problems


@dataclass
class SlackHouse:
    """Processes, and the people they serve."""

    double: SlackDouble
    workspace: Workspace
    gateway: BotProcess
    worker: BotProcess
    workers: list[BotProcess] = field(default_factory=list)

    def answers(self, channel: str, thread: str, workspace: Workspace | None = None) -> list[Seen]:
        """Return what the bot has said in a thread, and finished."""
        found = (workspace or self.workspace).thread(channel, thread)
        return [
            one
            for one in found
            if one.from_bot and not any(str(each.value).startswith("pb1:stop:") for each in one.buttons)
        ]

    async def until_answers(
        self, channel: str, thread: str, count: int, workspace: Workspace | None = None
    ) -> list[Seen]:
        """Wait until the bot has finished so many answers in a thread, and return them."""
        try:
            await self.workspace.until(lambda: len(self.answers(channel, thread, workspace)) >= count)
        except TimeoutError:
            said = [(one.text, len(one.pictures)) for one in (workspace or self.workspace).thread(channel, thread)]
            calls = [(one.method, one.answer.get("error"), one.fault) for one in self.double.log[-12:]]
            raise AssertionError((said, calls, self.gateway.said[-12:], self.worker.said[-12:])) from None
        return self.answers(channel, thread, workspace)

    async def ask(self, person: str, channel: str, text: str, thread: str | None = None) -> tuple[Done, Seen]:
        """Mention the bot, and return its answer."""
        before = len(self.answers(channel, thread)) if thread else 0
        done = await self.workspace.mention(person, channel, text, thread)
        found = await self.until_answers(channel, thread or done.ts, before + 1)
        return done, found[-1]

    async def say(self, person: str, channel: str, thread: str, text: str) -> Seen:
        """Say something in a thread without a mention, and return the answer."""
        before = len(self.answers(channel, thread))
        done = await self.workspace.say(person, channel, text, thread)
        assert done.ok
        return (await self.until_answers(channel, thread, before + 1))[-1]

    async def press(self, person: str, channel: str, thread: str, message: Seen, button: str) -> Seen:
        """Press a button, and return the answer."""
        before = len(self.answers(channel, thread))
        done = await self.workspace.click(person, message, button)
        assert done.ok
        return (await self.until_answers(channel, thread, before + 1))[-1]

    async def listening(self) -> None:
        """Wait until the gateway takes what Slack sends."""
        if self.double.app.socket_mode:
            await self.double.sockets.wait_for(1, 30)
            return
        port = int(self.double.app.request_url.split(":")[2].partition("/")[0])
        async with asyncio.timeout(30):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    return


@asynccontextmanager
async def slack_house(directory: Path, store: str, *, socket: bool = False, **more: str) -> AsyncIterator[SlackHouse]:
    """Start a gateway and a worker; both are killed at the end. All that was sent must be as Slack wants it."""
    async with slack_double() as double:
        port = free_port()
        double.app.socket_mode = socket
        double.app.request_url = f"http://127.0.0.1:{port}/slack/events"
        double.postman.retries_s = (0.5, 1.0, 2.0)
        workspace = double.workspace()
        door = (
            {"PICTUREBOOK_SLACK_APP_TOKEN": double.app.app_token}
            if socket
            else {"PICTUREBOOK_SLACK_SIGNING_SECRET": double.app.signing_secret}
        )
        environment = {
            "REDIS_URL": store,
            "PICTUREBOOK_WEB": "off",
            "PICTUREBOOK_SLACK_API": double.api_url,
            "PICTUREBOOK_SLACK_PORT": str(port),
            "PICTUREBOOK_PAINTER_PROCESSES": "1",
            "PICTUREBOOK_LEASE_S": "2",
            **door,
            **({} if "PICTUREBOOK_SLACK_CLIENT_ID" in more else {"PICTUREBOOK_SLACK_BOT_TOKEN": workspace.token}),
            **more,
        }
        gateway = BotProcess(directory, command=("gateway",), settings=environment)
        worker = BotProcess(directory, command=("worker",), settings=environment)
        house = SlackHouse(double, workspace, gateway, worker)
        try:
            await asyncio.gather(gateway.start(), worker.start())
            await house.listening()
            yield house
        finally:
            processes = [one for one in (gateway, worker, *house.workers) if one.process is not None]
            await asyncio.gather(*(one.end(signal.SIGKILL) for one in processes))
        assert problems(double.bot_calls) == []
