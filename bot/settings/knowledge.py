"""What is looked up."""

from __future__ import annotations

from bot.settings.declaring import Group, setting

_GROUP = "Knowledge"


class KnowledgeSettings(Group):
    """Look-ups."""

    knowledge: bool = setting(
        default=False,
        group=_GROUP,
        about="Whether the language model may have named things that it does not know looked up at Wikipedia and "
        "DuckDuckGo, which costs one more call in that turn. Only the name itself is sent there.",
        wants="on or off",
    )
