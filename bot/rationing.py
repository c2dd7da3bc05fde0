"""Holding a plan to what is left: of today's pictures, and of this month's money.

Used by the turn's billing between planning and painting. Pure; the counting is bot/memory/quotas.py and
bot/money/budgets.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.adapter import RoomSettings
from bot.memory.quotas import Grant, Limits, sentence
from bot.memory.room_settings import lower
from bot.money import MICROS_PER_USD, money
from bot.phrases import phrase
from bot.plans import Action, Plan


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a month's budget allows of a plan's pictures. `limit` in micro-dollars; `anew`: when it begins again."""

    wanted: int
    granted: int
    whose: str  # "room", "person" or "workspace"
    limit: int
    anew: str  # "2026-12-01"


def limits_for(room: RoomSettings, operator: Limits) -> Limits:
    """Return the pictures a day that hold in a room: its own limits where they are lower than the operator's."""
    return Limits(
        lower(room.pictures_per_day_person, operator.person), lower(room.pictures_per_day_room, operator.room)
    )


def budget_for(room: RoomSettings, operator: int | None) -> int | None:
    """Return a room's budget a month in micro-dollars: its own where it is lower than the operator's."""
    return lower(None if room.budget_month is None else room.budget_month * MICROS_PER_USD, operator)


def rationed(plan: Plan, grant: Grant) -> Plan:
    """Return the plan with as many drawings as were granted, and a sentence about the others."""
    return cut(plan, grant.granted, sentence(grant, plan.language))


def allowed(plan: Plan, allowance: Allowance) -> Plan:
    """Return the plan with as many drawings as there is money for, and a sentence about the others."""
    if allowance.granted >= allowance.wanted:
        return plan
    facts = {"limit": money(allowance.limit), "date": allowance.anew}
    if allowance.granted:
        words = phrase(
            f"budget_some_{allowance.whose}",
            plan.language,
            n=allowance.granted,
            wanted=allowance.wanted,
            **facts,
        )
    else:
        words = phrase(f"budget_none_{allowance.whose}", plan.language, **facts)
    return cut(plan, allowance.granted, words)


def cut(plan: Plan, granted: int, why: str) -> Plan:
    """Return the plan with so many drawings and the sentence `why`; as it is when there is nothing to say."""
    if not why:
        return plan
    # "Here is Larry at sea" would be a lie when there is none; a story, or a name that was given, is not.
    holds = granted or plan.action is Action.BOTH or plan.namings
    words = plan.reply if holds else ""
    return replace(
        plan,
        action=plan.action if granted else Action.TEXT,
        reply="\n\n".join(part for part in (words, why) if part),
        drawings=plan.drawings[:granted],
    )
