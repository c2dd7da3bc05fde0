"""What Slack allows and says: every number, scope and error name of the double, and where each was learned.

Read by the double's other modules; knows none of them. `PROVENANCE` says what rests on memory alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ACK_S = 3.0
TRIGGER_S = 3.0
RESPONSE_URL_S = 30 * 60.0
RESPONSE_URL_USES = 5
STREAM_S = 5 * 60.0
STATUS_S = 2 * 60.0
SOCKETS = 10
SOCKET_TICKET_S = 30.0
SIGNATURE_S = 5 * 60.0
TOKEN_S = 12 * 60 * 60
#: After the first delivery: at once, after a minute, after five.
RETRIES_S = (0.0, 60.0, 300.0)

BLOCKS = 50
VIEW_BLOCKS = 100
BLOCKS_CHARS = 13_200
TEXT_CHARS = 40_000
UPDATE_TEXT_CHARS = 4_000
ALT_CHARS = 1_000
VIEW_BYTES = 250_000
MARKDOWN_CHARS = 12_000
METADATA_CHARS = 8_000
PROMPTS = 4
LOADING_MESSAGES = 10
SESSION_TITLE_CHARS = 200
SESSION_STATUSES = ("active", "processing", "suspended", "closed")
UPLOAD_BYTES = 1_000_000_000
VIEWS_ON_STACK = 3
PICTURE_TYPES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}

#: Elements that people act on: Slack gives them an action_id where the app does not.
_INTERACTIVE = """
    button overflow static_select multi_static_select external_select users_select conversations_select
    channels_select datepicker timepicker datetimepicker checkboxes radio_buttons plain_text_input number_input
    email_text_input url_text_input file_input rich_text_input feedback_buttons icon_button
"""
INTERACTIVE_TYPES = frozenset(_INTERACTIVE.split())

#: Calls a minute by tier; None: "special", judged per channel.
TIERS: dict[int, int] = {1: 1, 2: 20, 3: 50, 4: 100}
POSTS_PER_SECOND = 1


@dataclass(frozen=True, slots=True)
class MethodFacts:
    """One Web API method. `scopes`: one of these is enough; none: any token will do."""

    scopes: tuple[str, ...] = ()
    tier: int | None = 3
    json: bool = False  # takes a JSON body, not only a form
    token: str = "bot"  # "bot", "app", or "none" (client id and secret)


METHODS: dict[str, MethodFacts] = {
    "api.test": MethodFacts(tier=4, token="none", json=True),
    "auth.test": MethodFacts(tier=None, json=True),
    "auth.revoke": MethodFacts(tier=3),
    "apps.connections.open": MethodFacts(("connections:write",), tier=3, token="app"),
    "apps.uninstall": MethodFacts(tier=1),
    "oauth.v2.access": MethodFacts(tier=4, token="none"),
    "chat.postMessage": MethodFacts(("chat:write",), tier=None, json=True),
    "chat.postEphemeral": MethodFacts(("chat:write",), tier=4, json=True),
    "chat.update": MethodFacts(("chat:write",), tier=3, json=True),
    "chat.delete": MethodFacts(("chat:write",), tier=3, json=True),
    "chat.getPermalink": MethodFacts(tier=None),
    "chat.startStream": MethodFacts(("chat:write",), tier=2, json=True),
    "chat.appendStream": MethodFacts(("chat:write",), tier=4, json=True),
    "chat.stopStream": MethodFacts(("chat:write",), tier=2, json=True),
    "conversations.info": MethodFacts(("channels:read", "groups:read", "im:read", "mpim:read"), tier=3),
    "conversations.open": MethodFacts(("im:write", "mpim:write", "channels:manage", "groups:write"), tier=3, json=True),
    "conversations.join": MethodFacts(("channels:join",), tier=3, json=True),
    "conversations.members": MethodFacts(("channels:read", "groups:read", "im:read", "mpim:read"), tier=4),
    "conversations.replies": MethodFacts(("channels:history", "groups:history", "im:history", "mpim:history"), tier=3),
    "conversations.history": MethodFacts(("channels:history", "groups:history", "im:history", "mpim:history"), tier=3),
    "users.conversations": MethodFacts(("channels:read", "groups:read", "im:read", "mpim:read"), tier=3),
    "users.info": MethodFacts(("users:read",), tier=4),
    "bots.info": MethodFacts(("users:read",), tier=3),
    "team.info": MethodFacts(("team:read",), tier=3),
    "files.getUploadURLExternal": MethodFacts(("files:write",), tier=4),
    "files.completeUploadExternal": MethodFacts(("files:write",), tier=4, json=True),
    "files.info": MethodFacts(("files:read",), tier=4),
    "files.delete": MethodFacts(("files:write",), tier=3, json=True),
    "views.open": MethodFacts(tier=4, json=True),
    "views.push": MethodFacts(tier=4, json=True),
    "views.update": MethodFacts(tier=4, json=True),
    "views.publish": MethodFacts(tier=4, json=True),
    "reactions.get": MethodFacts(("reactions:read",), tier=3),
    "reactions.add": MethodFacts(("reactions:write",), tier=3, json=True),
    "reactions.remove": MethodFacts(("reactions:write",), tier=2, json=True),
    "assistant.threads.setStatus": MethodFacts(("chat:write",), tier=None, json=True),
    "assistant.threads.setTitle": MethodFacts(("assistant:write",), tier=4, json=True),
    "assistant.threads.setSuggestedPrompts": MethodFacts(("assistant:write",), tier=4, json=True),
    "agents.sessions.setStatus": MethodFacts(("chat:write",), tier=3, json=True),
    "agents.sessions.rename": MethodFacts(("chat:write",), tier=3, json=True),
}


def scopes_of(methods: Iterable[str]) -> list[frozenset[str]]:
    """Return what an app that calls these methods must be granted: of each set one scope, at least."""
    return sorted({frozenset(METHODS[one].scopes) for one in methods if METHODS[one].scopes}, key=sorted)


#: What an app must have been granted before Slack sends it an event.
EVENT_SCOPES: dict[str, tuple[str, ...]] = {
    "app_mention": ("app_mentions:read",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "file_shared": ("files:read",),
    "agent_session_stopped": (),
    "app_home_opened": (),
    "app_uninstalled": (),
    "tokens_revoked": (),
    "member_joined_channel": ("channels:read",),
}

#: What this double rests on. published: Slack's documentation or samples (java-slack-sdk json-logs, docs.slack.dev);
#: library: read in slack_sdk and slack_bolt; reported: an issue in Slack's repositories; memory: nobody has checked.
PROVENANCE: tuple[tuple[str, str], ...] = (
    ("envelope of an event, its ids and authorizations", "published"),
    ("app_mention, app_home_opened, tokens_revoked, app_uninstalled, message subtypes", "published"),
    (
        "agent_session_stopped: shape; Slack ends the streams itself, the session's status is the app's to change",
        "published",
    ),
    ("app_mention with files: told of, left out (hermes-agent#77141), or not sent (bolt-python#925)", "reported"),
    ("one gesture told of twice with two ts and one client_msg_id (typeclaw#49)", "reported"),
    ("slash command's fields; no thread_ts", "published"),
    ("slash commands cannot be used in threads", "memory"),
    ("block_actions, view_submission, message_action, shortcut: names of fields", "published"),
    ("files in the message of a message_action", "published"),
    ("socket: hello, envelopes, acknowledgement, disconnect and its reasons", "library"),
    ("socket: a warning leaves about ten seconds; retry_reason 'timeout'", "memory"),
    ("socket: an eleventh socket is told to go with the reason too_many_websockets", "reported"),
    ("signature v0, five minutes", "library"),
    ("retries: at once, 1 minute, 5 minutes, with two headers; X-Slack-No-Retry", "published"),
    ("names of retry reasons over HTTP (http_timeout, http_error, connection_failed)", "published"),
    ("missing_scope with needed and provided, x-oauth-scopes headers", "published"),
    ("upload: three steps, the raw POST answers 'OK - <bytes>' as text", "library"),
    ("upload of another length than announced, or completed twice, is refused at completion", "memory"),
    ("an upload with alt_txt is not shared with its channel, silently (python-slack-sdk#1818)", "reported"),
    ("mimetype of a file is empty until it was processed; blocks are refused until then", "reported"),
    ("wording of the messages under invalid_blocks", "memory"),
    ("cards refuse files that are shared nowhere (python-slack-sdk#1917); image blocks show them", "reported"),
    ("trigger ids: expired_trigger_id after 3 s, exchanged_trigger_id when used", "published"),
    ("a private file without a token answers a login page with status 200", "memory"),
    ("streams: five minutes of life from the start, then message_not_in_streaming_state", "reported"),
    (
        "streams: streaming_mode_mismatch, stopped_by_user, msg_blocks_too_many, session_status active by default",
        "published",
    ),
    ("streams: recipient needed outside of a DM (missing_recipient_team_id, missing_recipient_user_id)", "published"),
    ("chat.update: 4,000 characters of text; streaming_state_conflict; no edited mark with blocks", "published"),
    ("chat.postMessage: more than 40,000 characters are refused (Slack itself may cut them)", "memory"),
    ("chat.update with text and no blocks removes the blocks", "published"),
    ("total text of blocks 13,200 characters: msg_blocks_too_long", "reported"),
    (
        "posting to a thread that is gone: thread_not_found (bolt-js#2307), or put into the channel (slack-go#1571)",
        "reported",
    ),
    ("client_msg_id makes chat.postMessage idempotent: hinted at by names of errors; off by default", "memory"),
    ("agents.sessions.*: invalid_status, thread_ts_required, session_not_found", "published"),
    ("status of a thread ends after two minutes and with the next message", "published"),
    ("response_url: 5 uses in 30 minutes; used_url, expired_url with status 404", "memory"),
    (
        "oauth.v2.access, rotation of tokens: fields; invalid_code, code_already_used, invalid_refresh_token",
        "published",
    ),
    ("the old token of a rotation lives on until it expires", "memory"),
    ("which methods take a JSON body", "memory"),
    ("an org-wide installation: authorizations without team_id, tokens for all workspaces", "memory"),
    ("two elements of one block with one action_id are refused", "memory"),
    ("a file in an event may come without its facts: file_access check_file_info", "published"),
    ("app_rate_limited", "published"),
    ("a bot receives message events of its own messages, with its bot_id", "published"),
)
