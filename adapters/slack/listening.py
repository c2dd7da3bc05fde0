"""The Bolt app: signatures, dispatch and acknowledgements, the same for HTTP and for Socket Mode.

Used by the adapter in a gateway. A listener that returns has taken what it was told, durably; one that raises makes
Slack tell it again (`process_before_response`). One listener takes each kind of payload, whatever is in it, so that
nothing that Slack sends is answered "not found".
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.slack.calls import Web
from adapters.slack.commanding import Commanding
from adapters.slack.ending import end
from adapters.slack.hearing import Hearing
from adapters.slack.interactions import Actor, parse_command, parse_form, parse_press, parse_shortcut
from adapters.slack.parsing import Removed, parse_event
from adapters.slack.pressing import Pressing
from adapters.slack.reading import Payload, mapping, slack_id
from adapters.slack.rendering import says
from adapters.slack.shapes import is_sound
from adapters.slack.workspaces import Workspaces
from bot.errors import DeliveryError, StoreError

log = structlog.get_logger(__name__)
_ANY = re.compile(r"[\s\S]*")
_UNHANDLED = 404  # what Bolt answers when no listener is for something


@dataclass(frozen=True, slots=True)
class Listener:
    """Takes what Bolt dispatches."""

    hearing: Hearing
    pressing: Pressing
    commanding: Commanding
    workspaces: Workspaces
    _running: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def event(self, body: Payload) -> None:
        """Take an event. The same one again, while it is being taken, waits for the first."""
        team, enterprise = slack_id(body.get("team_id")), slack_id(body.get("enterprise_id"))
        identity = await self.workspaces.identity(team, enterprise)
        bot_user, bot_id = (identity.bot_user, identity.bot_id) if identity else ("", "")
        heard = parse_event(body, bot_user, bot_id)
        if heard is None or (identity is None and not isinstance(heard, Removed)):
            return
        name = repr((team, heard))
        running = self._running.get(name)
        if running is None:
            running = self._running[name] = asyncio.create_task(self.hearing.take(heard, bot_user))
            running.add_done_callback(lambda task: self._over(name, task))
        # Slack hangs up after three seconds and asks again; the work that was begun is brought to its end.
        await asyncio.shield(running)

    async def _is_ours(self, actor: Actor) -> bool:
        """Return whether the app is installed where somebody acts; notes on the way which organisation that is of."""
        if await self.workspaces.identity(actor.team, actor.enterprise) is not None:
            return True
        log.warning("slack_not_installed", team=actor.team)
        return False

    def _over(self, name: str, task: asyncio.Task[None]) -> None:
        self._running.pop(name, None)
        if not task.cancelled():
            task.exception()  # whoever waited has got it; if nobody does any more, Slack asks again

    async def end(self) -> None:
        """Cancel what is being taken."""
        await end(*self._running.values())

    async def press(self, body: Payload, ack: AsyncAck) -> None:
        """Take a press."""
        pressed = parse_press(body)
        if pressed is not None and await self._is_ours(pressed.actor):
            await self.pressing.press(pressed)
        await ack()

    async def form(self, body: Payload, ack: AsyncAck) -> None:
        """Take a form that was sent."""
        sent = parse_form(body)
        is_ours = sent is not None and await self._is_ours(sent.actor)
        wrong = await self.pressing.submit(sent) if sent is not None and is_ours else None
        if wrong is None:
            await ack()
        else:
            await ack(**wrong)  # type: ignore[arg-type]  # JSON by the names that Slack gives it

    async def command(self, body: Payload, ack: AsyncAck) -> None:
        """Take a slash command."""
        given = parse_command(body)
        is_ours = given is not None and await self._is_ours(given.actor)
        sentence = await self.commanding.command(given) if given is not None and is_ours else ""
        if sentence:
            rendered = says(sentence)
            await ack(text=rendered.text, blocks=list(rendered.blocks), response_type="ephemeral")
        else:
            await ack()

    async def shortcut(self, body: Payload, ack: AsyncAck) -> None:
        """Take a shortcut."""
        chosen = parse_shortcut(body)
        if chosen is not None and await self._is_ours(chosen.actor):
            await self.commanding.shortcut(chosen)
        await ack()


async def _nothing(ack: AsyncAck) -> None:
    await ack()


def bolt_app(listener: Listener, web: Web, signing_secret: str) -> AsyncApp:
    """Return the app. `signing_secret` "" is for Socket Mode alone, which has no signatures."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        # Known by the listener, from the same store; Bolt wants an answer, and asks Slack nothing when it has one.
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-unused")  # noqa: S106

    app = AsyncApp(
        signing_secret=signing_secret,
        client=web.client(),
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=bool(signing_secret),
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.event(_ANY)(listener.event)
    app.action(_ANY)(listener.press)
    app.view(_ANY)(listener.form)
    app.view_closed(_ANY)(_nothing)
    app.command(_ANY)(listener.command)
    app.shortcut(_ANY)(listener.shortcut)
    app.options(_ANY)(_nothing)

    @app.error
    async def failed(error: Exception, body: Payload) -> BoltResponse:
        kind = str(body.get("type", body.get("command", "")))[:40]
        if isinstance(error, StoreError | DeliveryError):
            log.warning("slack_not_taken", kind=kind, error=str(error))
        else:
            log.error("slack_listener_failed", kind=kind, exc_info=error)
        return BoltResponse(status=500, body="")

    return app


async def dispatch(app: AsyncApp, request: AsyncBoltRequest) -> BoltResponse:
    """Let the app answer; what is no payload of Slack's at all is refused. Never raises for what is in a request."""
    body = mapping(request.body)
    kind = body.get("type")
    if not is_sound(body):
        return BoltResponse(status=400, body="")
    answer = await app.async_dispatch(request)
    if answer.status != _UNHANDLED:
        return answer
    if not (isinstance(kind, str) and kind):
        return BoltResponse(status=400, body="")
    # Signed by Slack, and of a kind that says nothing to us: telling it again would not help.
    log.warning("slack_kind_unknown", kind=kind[:40], minute=body.get("minute_rate_limited"))
    return BoltResponse(status=200, body="")
