"""Discord: the bot's token, what it may hear, and how it is spread over processes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, SecretStr

from bot.settings.declaring import Group, lower, setting

_GROUP = "Discord"

Habit = Annotated[Literal["thread", "reply"], BeforeValidator(lower)]


class DiscordSettings(Group):
    """Discord."""

    discord_token: SecretStr | None = setting(
        None,
        _GROUP,
        "The bot's token, from the developer portal (Bot, Reset Token). Switches Discord on.",
        "the bot's token, about 70 characters",
        min_length=8,
    )
    discord_message_content: bool = setting(
        default=True,
        group=_GROUP,
        about="Whether the bot asks for the Message Content Intent, to hear messages in its threads that do not "
        "mention it. Without it people mention it, answer it or press Continue….",
        wants="on or off",
    )
    discord_habit: Habit = setting(
        "thread",
        _GROUP,
        "Where answers in a channel go: into a thread made from the message, or into the channel as a reply. A room "
        "can set its own.",
        "thread or reply",
    )
    discord_upload_mb: int = setting(
        10,
        _GROUP,
        "The largest picture that is posted as it is; a larger one is made smaller, which the message says. Boosted "
        "servers take 50 or 100.",
        "a whole number from 1 to 500",
        ge=1,
        le=500,
    )
    discord_missed_hours: int = setting(
        24,
        _GROUP,
        "After an outage of picturebook, how old a message may be that is still answered; 0: what was said meanwhile "
        "is not looked for.",
        "a whole number from 0 to 168",
        ge=0,
        le=168,
    )
    discord_shard_count: int | None = setting(
        None,
        _GROUP,
        "Into how many shards the bot's servers are divided. Without it Discord says how many.",
        "a whole number from 1 to 10000",
        ge=1,
        le=10_000,
    )
    discord_shards: str = setting(
        "",
        _GROUP,
        "Which shards this process connects, when several gateways share them; all without it.",
        "numbers and ranges below PICTUREBOOK_DISCORD_SHARD_COUNT, such as 0-3,8",
        pattern=r"^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$|^$",
    )
    discord_http_port: int | None = setting(
        None,
        _GROUP,
        "The port of the endpoint for interactions over HTTP (/discord/interactions); none without it. The developer "
        "portal must know its public address.",
        "a whole number from 0 to 65535",
        ge=0,
        le=65535,
    )
    discord_http_host: str = setting(
        "127.0.0.1",
        _GROUP,
        "The address that this endpoint listens on.",
        "an IP address or a host name, such as 127.0.0.1 or 0.0.0.0",
        pattern=r"^[A-Za-z0-9.:_-]+$",
    )
    discord_public_key: str | None = setting(
        None,
        _GROUP,
        "The application's public key, from the developer portal (General Information); this endpoint needs it.",
        "64 hexadecimal digits",
        pattern=r"^[0-9a-fA-F]{64}$",
    )
    discord_api: str | None = setting(
        None,
        _GROUP,
        "Another address for Discord's interface, for tests with a stand-in.",
        "an address, such as http://127.0.0.1:8000",
        pattern=r"^https?://[A-Za-z0-9.:_-]+$",
    )
