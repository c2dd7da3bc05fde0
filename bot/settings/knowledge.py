"""What is looked up."""

from __future__ import annotations

from bot.settings.declaring import Group, setting

_GROUP = "Knowledge"


class KnowledgeSettings(Group):
    """Look-ups."""

    knowledge: bool = setting(
        default=False,
        group=_GROUP,
        about="Whether proper names and things in quotation marks, in requests for pictures, are looked up at "
        "Wikipedia and DuckDuckGo for the language model. Only the name itself is sent there.",
        wants="on or off",
    )
