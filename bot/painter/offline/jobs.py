"""What crosses into a worker and back: plain values, importable without numpy, Pillow or resvg."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """One picture for a worker, in plain values: only these cross processes."""

    prompt: str
    seed: int
    width_px: int
    height_px: int
    style: str | None = None
    transparent: bool = False
    portraits: tuple[tuple[str, int], ...] = ()  # prompt and seed of each reference that has one


@dataclass(frozen=True, slots=True)
class Print:
    """A finished picture, what could not be drawn, and how long each stage took."""

    png: bytes
    style: str
    unknown: tuple[str, ...]
    stage_s: dict[str, float]
