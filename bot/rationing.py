"""Holding a plan to what is left of today's pictures.

Used by the turn between planning and painting. Pure; the counting is bot/memory/quotas.py.
"""

from __future__ import annotations

from dataclasses import replace

from bot.adapter import RoomSettings
from bot.memory.quotas import Grant, Limits, sentence
from bot.memory.room_settings import lower
from bot.plans import Action, Plan


def limits_for(room: RoomSettings, operator: Limits) -> Limits:
    """Return the pictures a day that hold in a room: its own limits where they are lower than the operator's."""
    return Limits(
        lower(room.pictures_per_day_person, operator.person), lower(room.pictures_per_day_room, operator.room)
    )


def rationed(plan: Plan, grant: Grant) -> Plan:
    """Return the plan with as many drawings as were granted, and a sentence about the others."""
    why = sentence(grant, plan.language)
    if not why:
        return plan
    # "Here is Larry at sea" would be a lie when there is none; a story, or a name that was given, is not.
    holds = grant.granted or plan.action is Action.BOTH or plan.namings
    words = plan.reply if holds else ""
    return replace(
        plan,
        action=plan.action if grant.granted else Action.TEXT,
        reply="\n\n".join(part for part in (words, why) if part),
        drawings=plan.drawings[: grant.granted],
    )
