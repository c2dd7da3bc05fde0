"""Painting with a model in this process: the optional extra `diffusers`."""

from bot.painter.diffusers.model import SIZES, LocalModel
from bot.painter.diffusers.painter import DiffusersPainter

__all__ = ["SIZES", "DiffusersPainter", "LocalModel"]
