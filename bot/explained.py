"""What every command of the command line begins and ends with: the settings read, errors as sentences and exit codes.

Used by the modules of the command line.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from bot.configuration import read_settings, unknown_variables
from bot.errors import PicturebookError, SettingsError
from bot.logs import configure
from bot.settings import Settings

#: Exit codes: 1 for what went wrong while it ran, 2 for a configuration (or a command line) that cannot work.
FAILED, MISCONFIGURED = 1, 2


def read() -> Settings:
    """Return the settings, with logs as they say; names slips of the pen on the way. Raises SettingsError."""
    settings = read_settings()
    configure(settings)
    for problem in unknown_variables():
        typer.echo(problem.text, err=True)
    return settings


@contextmanager
def explained() -> Iterator[None]:
    """Turn an error of ours into its sentences and an exit code."""
    try:
        yield
    except SettingsError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(MISCONFIGURED) from error
    except PicturebookError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(FAILED) from error
