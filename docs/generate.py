"""Write the documents that come from the code: docs/settings.md, docs/commands.md, docs/chat.md and .env.example.

python docs/generate.py            writes them
python docs/generate.py --check    fails when one of them is not up to date
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from typing import Any

import typer.main

from bot.__main__ import app
from bot.commands import COMMANDS, MENUS, Kind, Option, Spec
from bot.phrases import LANGUAGES
from bot.settings import Settings, details, variable, written

ROOT = Path(__file__).parents[1]
NOTE = "Made by docs/generate.py from the code; change it there."


def fields() -> list[tuple[str, list[str]]]:
    """Return the fields of Settings by group, both in the order in which they are declared."""
    grouped = groupby(Settings.model_fields, key=lambda field: details(Settings.model_fields[field])["group"])
    return [(group, list(names)) for group, names in grouped]


def settings_page() -> str:
    """Return docs/settings.md."""
    lines = [
        f"<!-- {NOTE} -->",
        "# Settings",
        "",
        "Every setting is an environment variable, or a line of a file `.env` in the directory where picturebook is",
        "started (the environment wins). Copy `.env.example` to `.env` to begin with. None is needed: without any,",
        "picturebook runs on this machine alone, with its own store, planner and painter.",
        "",
        "`picturebook check` names everything that is wrong with them. On and off may also be written as true and",
        "false, yes and no, 1 and 0; an empty value is the same as none.",
    ]
    for group, names in fields():
        lines += ["", f"## {group}", "", "| Variable | Default | What it is |", "|---|---|---|"]
        for name in names:
            info = Settings.model_fields[name]
            default = "" if info.default is None else f"`{written(info.default)}`"
            lines.append(f"| `{variable(name)}` | {default} | {info.description} Takes {details(info)['wants']}. |")
    return "\n".join([*lines, ""])


def env_example() -> str:
    """Return .env.example: every setting, commented out, with its default."""
    lines = [f"# {NOTE}", "# Copy this file to .env and uncomment what you change. docs/settings.md says more."]
    for group, names in fields():
        lines += ["", f"# --- {group} ---"]
        for name in names:
            info = Settings.model_fields[name]
            default = "" if info.default is None else written(info.default)
            text = f"{info.description} Takes {details(info)['wants']}."
            lines += ["", *wrapped(text), f"#{variable(name)}={default}"]
    return "\n".join([*lines, ""])


def wrapped(text: str, width: int = 100) -> list[str]:
    """Return `text` as comment lines."""
    lines, line = [], "#"
    for word in text.split():
        if len(line) + 1 + len(word) > width:
            lines.append(line)
            line = "#"
        line += f" {word}"
    return [*lines, line]


def commands_page() -> str:
    """Return docs/commands.md."""
    group: Any = typer.main.get_command(app)
    lines = [
        f"<!-- {NOTE} -->",
        "# Commands",
        "",
        "`picturebook` is installed in `.venv/bin`; every command takes `--help`.",
        "",
        "Exit codes: 0 when all went well (also after Ctrl-C or SIGTERM), 1 when something failed while it ran, 2 when",
        "the settings or the command line cannot be used.",
    ]
    for name, command in group.commands.items():
        lines += ["", f"## picturebook {usage(name, command)}", "", *paragraphs(command.help)]
        options = [one for one in command.params if one.param_type_name == "option" and one.name != "help"]
        arguments = [one for one in command.params if one.param_type_name == "argument"]
        if options or arguments:
            lines += ["", "| Option | What it does |", "|---|---|"]
            lines += [f"| `{one.name.upper()}` | {one.help} |" for one in arguments]
            lines += [f"| `{option_text(one)}` | {one.help} |" for one in options]
    return "\n".join([*lines, ""])


def usage(name: str, command: Any) -> str:
    """Return a command's name and its arguments."""
    return " ".join([name, *(one.name.upper() for one in command.params if one.param_type_name == "argument")])


def option_text(option: Any) -> str:
    """Return an option as it is typed."""
    return option.opts[0] if option.is_flag else f"{option.opts[0]} {option.metavar or option.name.upper()}"


def paragraphs(help_text: str) -> list[str]:
    """Return a help text, each paragraph on one line."""
    return "\n\n".join(" ".join(part.split()) for part in help_text.strip().split("\n\n")).split("\n")


def chat_page() -> str:
    """Return docs/chat.md."""
    lines = [
        f"<!-- {NOTE} -->",
        "# Commands in a chat",
        "",
        "Nothing of this is needed: say what you want, reply to a picture, press a button. These commands are a",
        "shorter way on platforms that have them. On Discord each one is a slash command; on Slack they stand behind",
        "`/picturebook`, and `/draw` is one of its own. Names and values may be in any of the languages that the bot",
        f"speaks ({', '.join(LANGUAGES)}).",
        "",
        'Typed, options stand anywhere in the text: `/draw a fox in the rain seed:7 style:"pixel art" --pictures 2`.',
        "",
        "`draw` always draws and `story` always writes, whatever the words are. A seed is used exactly; where that",
        "would paint the same picture twice, the others have the numbers that follow. All the other commands answer at",
        "once, and only you see what they show. Who manages the room changes its settings, takes characters out of the",
        "cast, and can have the whole room forgotten.",
        "",
        "| Command | What it does |",
        "|---|---|",
        *(f"| {names_of(spec)} | {spec.about('en')} |" for spec in COMMANDS),
        "",
        "## Options",
        "",
        "| Option | What it is |",
        "|---|---|",
    ]
    options = {option.name: option for spec in COMMANDS for option in spec.options}
    lines += [f"| {names_of(option)} | {option.about('en')}{values_of(option)} |" for option in options.values()]
    lines += ["", "## In the menu of a message", "", "| Entry | What it does |", "|---|---|"]
    lines += [f"| {spec.label('en')} ({spec.label('ko')}) | {spec.about('en')} |" for spec in MENUS]
    return "\n".join([*lines, ""])


def names_of(one: Spec | Option) -> str:
    """Return what a command or an option is called in every language."""
    return ", ".join(f"`{one.label(language)}`" for language in LANGUAGES)


def values_of(option: Option) -> str:
    """Return what an option can be, where that is one of a few."""
    if option.kind is not Kind.CHOICE:
        return ""
    return ": " + ", ".join(
        f"{option.choice_label(one, 'en')} ({option.choice_label(one, 'ko')})" for one in option.choices
    )


def documents() -> dict[str, str]:
    """Return every generated document by its path below the root."""
    return {
        "docs/settings.md": settings_page(),
        "docs/commands.md": commands_page(),
        "docs/chat.md": chat_page(),
        ".env.example": env_example(),
    }


def main(arguments: list[str]) -> int:
    """Write or compare the documents; return the exit code."""
    stale = [
        name
        for name, text in documents().items()
        if not (ROOT / name).exists() or (ROOT / name).read_text(encoding="utf-8") != text
    ]
    if "--check" in arguments:
        if stale:
            print(f"Not up to date: {', '.join(stale)}. Run: make docs")
        return 1 if stale else 0
    for name in stale:
        (ROOT / name).write_text(documents()[name], encoding="utf-8")
    print(f"Written: {', '.join(stale) or 'nothing, all is up to date'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
