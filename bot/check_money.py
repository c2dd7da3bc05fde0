"""What `picturebook check` says of money: what things will cost, and whether a budget can be held.

Called by bot/check.py. Asks nobody.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.findings import Finding, Grade
from bot.money import Cost, money
from bot.money.building import estimates_of, prices_of
from bot.settings import Settings


def money_findings(settings: Settings) -> tuple[Finding, ...]:
    """Return what is known of prices; a price that nobody knows is a problem where a budget shall be kept to."""
    return tuple(_findings(settings))


def _findings(settings: Settings) -> Iterator[Finding]:
    estimates = estimates_of(settings, prices_of(settings))
    things = [] if settings.planner == "offline" else [("an answer", settings.planner_model, estimates.plan())]
    painters = dict.fromkeys((settings.painter, *(settings.painter_fallbacks or ()), *(settings.painter_choices or ())))
    for name in painters:
        model = estimates.painters[name].model or name
        things.append(("a draft", model, estimates.picture(name, final=False)))
        things.append(("a final picture", model, estimates.picture(name, final=True)))
    known = [(what, model, cost) for what, model, cost in things if not cost.unknown]
    if any(cost != Cost() for _, _, cost in known):
        told = "; ".join(f"{what} by {model} about {money(cost.micros)}" for what, model, cost in known if cost.micros)
        yield Finding(Grade.OK, "prices", told)
    unknown = dict.fromkeys(model for _, model, cost in things if cost.unknown)
    budgets = (settings.budget_month_room, settings.budget_month_person, settings.budget_month_workspace)
    has_budget = any(one is not None for one in budgets)
    for model in unknown:
        remedy = f"Set PICTUREBOOK_PRICES, such as {model}=0.04 each, or {model}=free."
        if has_budget:
            text = f"A budget is set, and nobody knows what {model} costs, so it cannot be kept to. {remedy}"
            yield Finding(Grade.PROBLEM, "prices", text)
        else:
            yield Finding(Grade.NOTE, "prices", f"Nobody knows what {model} costs; details will say so. {remedy}")
