"""Where Discord is: its own addresses, or those of a double on this machine.

Used by the adapter and the command line, before anything connects. discord.py keeps both addresses for the whole
process.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.limits import FILE_HOSTS

#: The library warns of what voice would need; nothing here speaks.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


def point_to(api: str) -> frozenset[str]:
    """Use the Discord at `api` ("http://127.0.0.1:8000") from now on; return where it keeps attachments."""
    host = urlsplit(api).netloc
    Route.BASE = f"{api.rstrip('/')}/api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"ws://{host}/gateway")
    return FILE_HOSTS | {host}
