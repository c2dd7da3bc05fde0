"""Slack's refusals as errors of ours, with the remedy for whoever runs the bot in the log.

Used by adapters/slack/calls.py and by whoever tells refusals apart by their name.
"""

from __future__ import annotations

from bot.errors import BadInput, DeliveryError, DeliveryRefused

#: What will pass by itself, or by waiting; every other error of Slack's is for good.
PASSING = frozenset(
    {
        "fatal_error",
        "internal_error",
        "message_limit_exceeded",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)
#: What helps against a refusal, by its name; for the operator's log.
REMEDIES = {
    "account_inactive": "the app was removed from the workspace: install it again",
    "channel_not_found": "invite the bot to the channel, or nothing: the channel was deleted",
    "invalid_auth": "set PICTUREBOOK_SLACK_BOT_TOKEN to the bot's token, or install the app again",
    "is_archived": "nothing: the channel is archived",
    "message_not_found": "nothing: the message was deleted",
    "missing_scope": "install the app again with the scopes of `picturebook slack manifest`",
    "not_in_channel": "invite the bot to the channel",
    "thread_not_found": "nothing: the thread was deleted",
    "token_revoked": "install the app again",
}


class Refusal(DeliveryRefused):
    """Slack will never take this request. `error` is Slack's name for the reason."""

    def __init__(self, method: str, error: str, messages: tuple[str, ...] = ()) -> None:
        super().__init__(f"{method}: {error}")
        self.error = error
        self.messages = messages

    @property
    def is_about_a_file(self) -> bool:
        """True when Slack may only not have looked yet at a file that blocks show."""
        if self.error not in ("invalid_blocks", "invalid_arguments"):
            return False
        return not self.messages or any("slack file" in one or "slack_file" in one for one in self.messages)


class Delay(DeliveryError):
    """Slack did not take this request now. `wait_s`: so long it wants us to wait."""

    def __init__(self, detail: str, wait_s: float = 0.0) -> None:
        super().__init__(detail)
        self.wait_s = wait_s


class NotInstalled(DeliveryRefused):
    """The app is in no such workspace."""


class NotInvited(BadInput):
    """The bot is not in the channel, and may not post there."""

    sentence = "slack_not_invited"


class NoPictureThere(BadInput):
    """A message's menu was opened on a message that has no picture."""

    sentence = "slack_no_picture_there"
