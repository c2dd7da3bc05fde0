"""What is said when picturebook starts: what is on, what is off and which setting switches it on.

Called by the command line with the parts that bot/app/ built. Pure; knows no terminal.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.settings import Settings
from bot.valkey import StoreServer


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bot as the banner names it. `setting` is the variable that switches it on or changes it."""

    name: str
    on: bool
    text: str
    setting: str | None = None


def banner(settings: Settings, store: StoreServer, parts: tuple[Part, ...], address: str | None, version: str) -> str:
    """Return the banner: plain text, a line for each part, the page's address last."""
    rows = [_row(part) for part in (*parts, _store_part(store))]
    rows.append(("data", "", str(settings.data_dir.absolute()), "PICTUREBOOK_DATA_DIR"))
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = [f"picturebook {version}", ""]
    for name, state, text, setting in rows:
        line = f"  {name:<{widths[0]}}  {state:<{widths[1]}}  {text}"
        lines.append(f"{line}  [{setting}]" if setting else line)
    lines.append("")
    if address is not None:
        token = "; it asks for the token" if settings.web_token is not None else ""
        lines.append(f"Open {address}{token}")
    lines.append("Ctrl-C ends it.")
    return "\n".join(lines) + "\n"


def _row(part: Part) -> tuple[str, str, str, str]:
    return part.name, "on" if part.on else "off", part.text, part.setting or ""


def _store_part(store: StoreServer) -> Part:
    kept = "durable" if store.durable else "NOT durable: what is made here may be lost when the store ends"
    return Part("store", on=True, text=f"{store.label}; {kept}", setting="REDIS_URL")
