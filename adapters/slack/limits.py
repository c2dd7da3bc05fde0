"""Slack's limits, methods and events, in one table.

Read by the other modules of this package. Sources: docs.slack.dev ("Block Kit reference", "Rate limits", "Web API
methods", "Events API", "Views", "Verifying requests"), read in August 2026, and slack_sdk 3.47; what only issues in
Slack's own repositories tell is said beside the number.
"""

from __future__ import annotations

from dataclasses import dataclass

# Messages
BLOCKS = 50
BLOCKS_CHARS = 13_200  # of all words in a message's blocks; reported (bolt-js#2509), not documented
SECTION_CHARS = 3_000
FALLBACK_CHARS = 3_000  # Slack takes 40,000 in `text`; a notification needs fewer
CONTEXT_CHARS = 2_000
BUTTON_CHARS = 75
ACTIONS = 25
ID_CHARS = 255  # action_id, block_id, callback_id
VALUE_CHARS = 2_000
TITLE_CHARS = 2_000  # of a picture
METADATA_EVENT = "picturebook_reply"

#: What `fit` is told, so that text, alternative texts, labels and a caption stay within BLOCKS_CHARS together.
FITTED_CHARS = 6_000
FITTED_CARDS = 5
FITTED_ALT_CHARS = 600
FITTED_BUTTONS = 25
ROW_BUTTONS = 5
#: One edit of a message in this time: chat.update is tier 3, fifty a minute for a whole workspace.
EDIT_INTERVAL_S = 2.5

# Forms and home tabs
VIEW_BLOCKS = 100
VIEW_TITLE_CHARS = 24  # title, submit and close
LABEL_CHARS = 2_000
INPUT_CHARS = 3_000
OPTIONS = 100
OPTION_CHARS = 75
METADATA_CHARS = 3_000  # private_metadata

# Interactions
ACK_S = 3.0
#: A form that is not there by now is opened empty, and filled afterwards.
FORM_S = 1.5
RESPONSE_HOSTS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})

# Files. What blocks show must be one of these (docs, "slack_file").
PICTURE_TYPES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}
FILE_HOSTS = frozenset({"files.slack.com", "files-origin.slack.com"})
#: Slack looks at a file after its upload; so long we wait until it has (0.3 to 3 s is usual, slack_sdk#1521).
READY_S = 15.0
UPLOAD_BYTES = 100_000_000  # Slack takes 1 GB

# The agent view
SESSION_TITLE_CHARS = 200
STATUS_S = 100.0  # a status ends after two minutes
PROMPTS = 4

#: Every call ends after this time.
CALL_S = 15.0

#: Calls a minute by tier (docs, "Rate limits"); chat.postMessage: about one a second in a channel.
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Web API. `scopes`: what the bot's token needs for it. `json`: it takes a JSON body."""

    name: str
    scopes: tuple[str, ...] = ()
    tier: int | None = None  # None: not paced by us
    json: bool = True
    per_channel: bool = False


POST = Method("chat.postMessage", ("chat:write",), per_channel=True)
POST_EPHEMERAL = Method("chat.postEphemeral", ("chat:write",), 4)
UPDATE = Method("chat.update", ("chat:write",), 3)
REPLIES = Method(
    "conversations.replies", ("channels:history", "groups:history", "im:history", "mpim:history"), 3, json=False
)
HISTORY = Method(
    "conversations.history", ("channels:history", "groups:history", "im:history", "mpim:history"), 3, json=False
)
CHANNEL_INFO = Method("conversations.info", ("channels:read", "groups:read", "im:read", "mpim:read"), 3, json=False)
USER_INFO = Method("users.info", ("users:read",), 4, json=False)
WHO_AM_I = Method("auth.test")
UPLOAD_URL = Method("files.getUploadURLExternal", ("files:write",), 4, json=False)
UPLOADED = Method("files.completeUploadExternal", ("files:write",), 4)
FILE_INFO = Method("files.info", ("files:read",), 4, json=False)
OPEN_VIEW = Method("views.open")
UPDATE_VIEW = Method("views.update")
PUSH_VIEW = Method("views.push")
PUBLISH_VIEW = Method("views.publish")
SET_STATUS = Method("assistant.threads.setStatus", ("chat:write",))
SET_PROMPTS = Method("assistant.threads.setSuggestedPrompts", ("assistant:write",))
SET_SESSION = Method("agents.sessions.setStatus", ("chat:write",), 3)
METHODS = (
    POST,
    POST_EPHEMERAL,
    UPDATE,
    REPLIES,
    HISTORY,
    CHANNEL_INFO,
    USER_INFO,
    WHO_AM_I,
    UPLOAD_URL,
    UPLOADED,
    FILE_INFO,
    OPEN_VIEW,
    UPDATE_VIEW,
    PUSH_VIEW,
    PUBLISH_VIEW,
    SET_STATUS,
    SET_PROMPTS,
    SET_SESSION,
)

#: Events that the bot hears, and the scopes that they need.
EVENTS: dict[str, tuple[str, ...]] = {
    "agent_session_stopped": (),
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "reaction_added": ("reactions:read",),
    "tokens_revoked": (),
}
#: What neither a method nor an event asks for: slash commands, and answering where nobody has invited the bot.
FURTHER_SCOPES = ("commands", "chat:write.public")


def scopes() -> tuple[str, ...]:
    """Return every scope that the bot asks for, in order."""
    needed = {scope for method in METHODS for scope in method.scopes}
    needed |= {scope for scopes_of_event in EVENTS.values() for scope in scopes_of_event}
    return tuple(sorted(needed | set(FURTHER_SCOPES)))
