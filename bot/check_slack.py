"""What `picturebook check` finds out about Slack: whether it knows the bot, and what the bot may do there.

Called by bot/check.py when Slack is switched on. Asks Slack for real.
"""

from __future__ import annotations

from bot.errors import PicturebookError, SettingsError
from bot.findings import Finding, Grade
from bot.settings import Settings

_SUBJECT = "Slack"


async def slack_findings(settings: Settings) -> list[Finding]:
    """Return what there is to say."""
    from bot.app import check_slack_keys, slack_desk

    if settings.slack_bot_token is None:
        try:
            check_slack_keys(settings)
        except SettingsError as error:
            return [Finding(Grade.PROBLEM, _SUBJECT, error.detail)]
        text = f"workspaces install the app at {settings.slack_public_url or 'PICTUREBOOK_SLACK_PUBLIC_URL'}"
        return [Finding(Grade.OK, _SUBJECT, f"{text.rstrip('/')}/slack/install")]
    desk = slack_desk(settings)
    try:
        about = await desk.about()
    except PicturebookError as error:
        away = f"Slack does not answer ({error.detail}). Look at this machine's network, then try again."
        text = error.detail if isinstance(error, SettingsError) else away
        return [Finding(Grade.PROBLEM, _SUBJECT, text)]
    finally:
        await desk.close()
    found = [Finding(Grade.OK, _SUBJECT, f"{about.bot} in {about.workspace}")]
    if about.missing:
        text = (
            f"The app lacks scopes: {', '.join(about.missing)}. Put them into the app (App Manifest, with what "
            "`picturebook slack manifest` prints), then install it again."
        )
        found.append(Finding(Grade.PROBLEM, _SUBJECT, text))
    if about.socket_error:
        text = (
            f"Slack refuses PICTUREBOOK_SLACK_APP_TOKEN ({about.socket_error}). Switch Socket Mode on in the app's "
            "settings, and make an app-level token with connections:write."
        )
        found.append(Finding(Grade.PROBLEM, _SUBJECT, text))
    return found
