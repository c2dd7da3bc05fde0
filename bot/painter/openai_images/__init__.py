"""Painting on servers of the Images API."""

from bot.painter.openai_images.opening import Server, Token, entra_token, open_painter
from bot.painter.openai_images.painter import OpenAIImagesPainter
from bot.painter.openai_images.profiles import PROFILES, Dialect, Edit, Profile
from bot.painter.openai_images.requests import Taste

__all__ = [
    "PROFILES",
    "Dialect",
    "Edit",
    "OpenAIImagesPainter",
    "Profile",
    "Server",
    "Taste",
    "Token",
    "entra_token",
    "open_painter",
]
