"""Discord's limits and numbers, in one table.

Read by the other modules of this package. Sources: discord-api-docs ("Component Reference", "Message Resource",
"Channels Resource", "Receiving and Responding", "Rate Limits", "Opcodes and Status Codes"), read in August 2026.
"""

from __future__ import annotations

# Messages of Components V2
TEXT_CHARS = 4_000  # of all text displays of a message together
GALLERY_ITEMS = 10
ALT_CHARS = 1_024
COMPONENTS = 40  # nested ones count
ROW_BUTTONS = 5
LABEL_CHARS = 80
CUSTOM_ID_CHARS = 100
FILES = 10
FILE_BYTES = 10 * 1024 * 1024  # what every server and DM takes; boosted servers take more
NONCE_CHARS = 25

#: What `fit` is told: escaping may double a text, and a line of progress and a caption come on top.
FITTED_CHARS = 1_900
#: Buttons of one message: five rows leave room for the text, the gallery and the caption in COMPONENTS.
FITTED_BUTTONS = 25
#: One edit of a message in this time: a channel takes five in five seconds, and has other messages too.
EDIT_INTERVAL_S = 1.5

# Threads
THREAD_NAME_CHARS = 100
ARCHIVE_MINUTES = 1_440  # 60, 1440, 4320 or 10080

# Forms
FORM_TITLE_CHARS = 45
FIELD_LABEL_CHARS = 45
FIELD_VALUE_CHARS = 4_000
FORM_FIELDS = 5
SELECT_CHOICES = 25
CHOICE_CHARS = 100

# Interactions
ANSWER_S = 3.0  # until then an interaction must be answered
TOKEN_S = 15 * 60  # so long its token can be used
FOLLOWUPS_OF_USER_INSTALL = 5

# The gateway
IDENTIFY_S = 5.0  # one session may identify in this time, for each of max_concurrency lanes

# Histories
HISTORY_MESSAGES = 100  # of one request
#: After an outage so many channels are looked at, those first where the bot was spoken to last, and so much of each.
MISSED_CHANNELS, MISSED_MESSAGES = 100, 300

# Message flags
EPHEMERAL = 1 << 6
COMPONENTS_V2 = 1 << 15

# Kinds of channel
DM, GROUP_DM = 1, 3
THREADS = frozenset({10, 11, 12})  # announcement, public, private

# Kinds of message that people write
SAID, REPLIED = 0, 19

# Kinds of component
ROW, BUTTON, SELECT, INPUT, TEXT, GALLERY, LABEL = 1, 2, 3, 4, 10, 12, 18

# Kinds of interaction, and of answers to one
PING, COMMAND, PRESS, SUBMIT = 1, 2, 3, 5
PONG, ANSWER, DEFER, DEFER_UPDATE, UPDATE, FORM = 1, 4, 5, 6, 7, 9
CHAT_COMMAND, MESSAGE_COMMAND = 1, 3

# Permissions
VIEW_CHANNEL, SEND_MESSAGES, EMBED_LINKS, ATTACH_FILES = 1 << 10, 1 << 11, 1 << 14, 1 << 15
READ_HISTORY, CREATE_THREADS, SEND_IN_THREADS = 1 << 16, 1 << 35, 1 << 38
MANAGE_CHANNELS, ADMINISTRATOR = 1 << 4, 1 << 3
#: What the invite link asks for.
WANTED = VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS | ATTACH_FILES | READ_HISTORY | CREATE_THREADS | SEND_IN_THREADS

# Error codes
UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_INTERACTION = 10_003, 10_008, 10_062
TOO_MANY_OLD_EDITS = 30_046
ALREADY_ANSWERED = 40_060
MISSING_ACCESS, CANNOT_DM, MISSING_PERMISSIONS = 50_001, 50_007, 50_013
ARCHIVED = 50_083
THREAD_EXISTS = 160_004
TOO_LARGE = 40_005

#: Where Discord keeps what people attach; nothing is fetched from anywhere else.
FILE_HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
#: Milliseconds since 1970 at which Discord's ids begin to count.
EPOCH_MS = 1_420_070_400_000
