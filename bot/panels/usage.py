"""How many pictures a person and a room have had, how many they may have, and what these cost.

One of the panels.
"""

from __future__ import annotations

from bot.buttons import Verb
from bot.memory.quotas import Limits, day_of
from bot.money import Cost, money
from bot.money.ledgers import Entry, next_month
from bot.panels.asking import Asked, Parts
from bot.rationing import budget_for, limits_for
from bot.replies import Fact, Reply

_DAY_S = 86_400
#: Where there is no limit, pictures are counted a page at a time, and no more than so many.
_PAGE, _COUNTED = 250, 2_000


async def usage(asked: Asked, parts: Parts) -> Reply:
    """Return what was used today (UTC) and what is left."""
    limits = limits_for(await parts.memory.settings(asked.room), parts.limits)
    person, room = await _used(asked, parts, limits)
    minutes = -(int(parts.clock()) % _DAY_S - _DAY_S) // 60
    facts = [
        Fact(asked.say("usage_person"), _of(asked, person, limits.person)),
        Fact(asked.say("usage_room"), _of(asked, room, limits.room)),
        *await _month(asked, parts),
    ]
    text = asked.say("usage_title", hours=minutes // 60, minutes=minutes % 60)
    return asked.reply(text, ((asked.button(Verb.ALBUM, "all", 0), asked.button(Verb.SETTINGS)),), facts=facts)


async def _month(asked: Asked, parts: Parts) -> tuple[Fact, ...]:
    """Return the pictures of this month, and the money of today and of this month where there is any to speak of."""
    now_s = parts.clock()
    month = await parts.ledgers.month(asked.room, asked.author.id, now_s)
    facts = [
        Fact(asked.say("usage_month_person"), asked.say("usage_pictures", n=month.person.pictures)),
        Fact(asked.say("usage_month_room"), asked.say("usage_pictures", n=month.room.pictures)),
    ]
    opinion = await parts.rooms.verdicts.month(asked.room, now_s)
    if opinion.good or opinion.bad:
        told = asked.say("usage_verdicts_of", good=opinion.good, bad=opinion.bad)
        facts.append(Fact(asked.say("usage_verdicts"), told))
    budget = budget_for(await parts.memory.settings(asked.room), parts.budget_room)
    if budget is None and parts.budget_person is None and month.room.cost == Cost():
        return tuple(facts)
    today = await parts.ledgers.today(asked.room, asked.author.id, now_s)
    rows = (
        ("usage_money_person", today.person, None),
        ("usage_money_room", today.room, None),
        ("usage_money_month_person", month.person, parts.budget_person),
        ("usage_money_month_room", month.room, budget),
    )
    return (*facts, *(Fact(asked.say(key), _amount(asked, entry, limit, now_s)) for key, entry, limit in rows))


def _amount(asked: Asked, entry: Entry, budget: int | None, now_s: float) -> str:
    """Return an amount as people read it: of its budget, and with what nobody knows the price of."""
    told = money(entry.cost.micros)
    if budget is not None:
        told = asked.say("usage_money_of", amount=told, limit=money(budget), date=next_month(now_s))
    return asked.say("usage_money_unknown", amount=told, n=entry.cost.unknown) if entry.cost.unknown else told


async def _used(asked: Asked, parts: Parts, limits: Limits) -> tuple[int, int]:
    """Return the pictures of the person and of the room today.

    Running turns count where there is a limit. Where there is none nothing is counted, and what is in the album tells.
    """
    now_s = parts.clock()
    if limits.any:
        return await parts.quotas.used(asked.room, asked.author.id, now_s)
    person = room = 0
    for start in range(0, _COUNTED, _PAGE):
        pictures = await parts.memory.album_page(asked.room, start, _PAGE)
        todays = [one for one in pictures if day_of(one.time_s) == day_of(now_s)]
        room += len(todays)
        person += sum(one.author.id == asked.author.id for one in todays)
        if len(todays) < _PAGE:
            break
    return person, room


def _of(asked: Asked, used: int, limit: int | None) -> str:
    if limit is None:
        return asked.say("usage_unlimited", n=used)
    return asked.say("usage_of", n=used, limit=limit)
