"""The command line for Slack: the manifest that the app is made from, and keys that seal tokens.

Added to the command line by bot/__main__.py.
"""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(name="slack", help="Make the Slack app: its manifest, and keys.", no_args_is_help=True)


@app.command()
def manifest(
    http: Annotated[
        str, typer.Option(metavar="URL", help="Use HTTP at this public address, instead of Socket Mode.")
    ] = "",
    name: Annotated[str, typer.Option(help="What the app is called.")] = "picturebook",
    language: Annotated[str, typer.Option(help="The language of commands and prompts: en or ko.")] = "en",
    rotation: Annotated[bool, typer.Option("--rotation", help="Let tokens end after twelve hours.")] = False,
    yaml: Annotated[bool, typer.Option("--yaml", help="Print YAML instead of JSON.")] = False,
) -> None:
    """Print the app's manifest: paste it at api.slack.com/apps, Create New App, From a manifest."""
    from bot.app import slack_manifest

    typer.echo(slack_manifest(name, http, language=language, rotation=rotation, yaml=yaml), nl=False)


@app.command()
def key() -> None:
    """Print a new key for PICTUREBOOK_SLACK_TOKEN_KEYS."""
    from bot.app import slack_key

    typer.echo(slack_key())
