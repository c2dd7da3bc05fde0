"""Slack: the app's tokens and secrets, and where its requests are listened for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, SecretStr

from bot.settings.declaring import Group, setting

_GROUP = "Slack"


def _beginning(*starts: str) -> Callable[[SecretStr], SecretStr]:
    """Return a check for tokens, whose first letters tell their kind. Pydantic matches no pattern with a secret."""

    def check(value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith(starts):
            raise ValueError("another kind of token")
        return value

    return check


BotToken = Annotated[SecretStr, AfterValidator(_beginning("xoxb-", "xoxe.xoxb-"))]
AppToken = Annotated[SecretStr, AfterValidator(_beginning("xapp-"))]


class SlackSettings(Group):
    """Slack."""

    slack_bot_token: BotToken | None = setting(
        None,
        _GROUP,
        "The bot's token in one workspace (OAuth & Permissions, Bot User OAuth Token). Switches Slack on.",
        "the token that begins with xoxb-",
    )
    slack_app_token: AppToken | None = setting(
        None,
        _GROUP,
        "The app's own token with connections:write. With it Slack is reached by Socket Mode: no public address.",
        "the token that begins with xapp-",
    )
    slack_signing_secret: SecretStr | None = setting(
        None,
        _GROUP,
        "The app's signing secret (Basic Information). With it Slack's requests are listened for over HTTP.",
        "the signing secret",
        min_length=8,
    )
    slack_host: str = setting(
        "127.0.0.1",
        _GROUP,
        "The address that Slack's requests are listened for on; a proxy with a certificate stands before it.",
        "an IP address or a host name, such as 127.0.0.1 or 0.0.0.0",
        pattern=r"^[A-Za-z0-9.:_-]+$",
    )
    slack_port: int = setting(
        3000,
        _GROUP,
        "The port that Slack's requests are listened for on; 0 takes any free one.",
        "a whole number from 0 to 65535",
        ge=0,
        le=65535,
    )
    slack_client_id: str | None = setting(
        None,
        _GROUP,
        "The app's client id: for many workspaces, which install the app themselves, instead of the one token.",
        "the client id, such as 1234567890.1234567890",
        pattern=r"^[0-9.]+$",
    )
    slack_client_secret: SecretStr | None = setting(
        None,
        _GROUP,
        "The app's client secret, with the client id.",
        "the client secret",
        min_length=8,
    )
    slack_token_keys: SecretStr | None = setting(
        None,
        _GROUP,
        "The keys that workspaces' tokens are sealed with in the store: the first seals, all of them open. "
        "`picturebook slack key` makes one.",
        "one or more keys with commas between them, the newest first",
    )
    slack_public_url: str | None = setting(
        None,
        _GROUP,
        "Where the world reaches the address above, for installing: people open /slack/install below it.",
        "an https:// address, such as https://bot.example.org",
        pattern=r"^https?://[^\s/]+(/[^\s]*)?$",
    )
    slack_api: str | None = setting(
        None,
        _GROUP,
        "Another address of Slack's Web API, such as GovSlack's.",
        "an address that ends with /api/",
        pattern=r"^https?://\S+/$",
    )

    @property
    def is_slack_on(self) -> bool:
        """True when Slack is switched on."""
        return self.slack_bot_token is not None or self.slack_client_id is not None
