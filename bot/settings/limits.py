"""What is taken from people, and how much they may have."""

from __future__ import annotations

from bot.settings.declaring import Group, setting

_GROUP = "Limits"


class LimitSettings(Group):
    """Bounds of what people send and get."""

    max_pictures: int = setting(
        4, _GROUP, "At most this many pictures answer one message.", "a whole number from 1 to 4", ge=1, le=4
    )
    max_message_chars: int = setting(
        20_000,
        _GROUP,
        "The longest message that is taken, in characters.",
        "a whole number from 100 to 1000000",
        ge=100,
        le=1_000_000,
    )
    max_upload_mb: int = setting(
        20, _GROUP, "The largest picture that is taken, in megabytes.", "a whole number from 1 to 200", ge=1, le=200
    )
    pictures_per_day_person: int | None = setting(
        None,
        _GROUP,
        "How many pictures one person may have in one room on one day (UTC). Without it: any number. A room can set a "
        "lower limit for itself.",
        "a whole number from 0 to 1000000",
        ge=0,
        le=1_000_000,
    )
    pictures_per_day_room: int | None = setting(
        None,
        _GROUP,
        "How many pictures one room may have on one day (UTC). Without it: any number. A room can set a lower limit "
        "for itself.",
        "a whole number from 0 to 1000000",
        ge=0,
        le=1_000_000,
    )
    pictures_per_day_workspace: int | None = setting(
        None,
        _GROUP,
        "How many pictures all rooms of one Discord server or Slack workspace may have together on one day (UTC). "
        "Without it: any number.",
        "a whole number from 0 to 1000000",
        ge=0,
        le=1_000_000,
    )
    inbox_limit: int = setting(
        50,
        _GROUP,
        "How many messages may wait in one conversation.",
        "a whole number from 1 to 10000",
        ge=1,
        le=10_000,
    )
