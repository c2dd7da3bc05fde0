"""What we draw and what we decline: a plan in, the same plan trimmed, cleaned or refused out.

Called by the turn for every plan of every planner, before any paint call, and by planners that want to know early.
Pure; standard library only. The lists are data with sources and dates: bot/guidelines/*.toml. Checking twice gives
what checking once gave.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

from dataclasses import replace

from bot.plans import MAX_PICTURES, Action, Drawing, Plan
from bot.policy.guideline import Finding, Guideline
from bot.policy.harm import unsafe
from bot.policy.lexicon import data
from bot.policy.names import FREE_AFTER_YEARS, artist_in, cleaned, findings, master_in
from bot.policy.private import private_names_ko

__all__ = [
    "FREE_AFTER_YEARS",
    "Finding",
    "Guideline",
    "artist_in",
    "check",
    "cleaned",
    "findings",
    "master_in",
    "private_names_ko",
    "refusal",
    "unsafe",
]


def check(
    plan: Plan, *, max_pictures: int = MAX_PICTURES, audience: str = "family", text: str = "", year: int | None = None
) -> Plan:
    """Return `plan` within the guidelines: trimmed, cleaned, or a refusal that offers something close.

    `text` is what the person said, where the caller has it; `year` decides which artists are free.
    """
    if plan.action in {Action.REFUSE, Action.ASK, Action.NONE} and not plan.drawings:
        return plan
    words = [d.prompt for d in plan.drawings]
    for passage in (*words, text if plan.drawings else ""):
        broken = unsafe(passage, audience)
        if broken is not None:
            return refusal(broken, plan)
    private = _private_in(text, year)
    drawings: list[Drawing] = []
    reasons: list[Guideline] = []
    for drawing in plan.drawings[: max(1, min(max_pictures, MAX_PICTURES))]:
        prompt, why = cleaned(drawing.prompt, year)
        prompt, why = _without(prompt, why, private)
        if Guideline.PERSON in why:
            return refusal(Guideline.PERSON, plan)
        drawings.append(_clean_drawing(drawing, prompt, year, private))
        reasons += why
    reply = plan.reply
    if reasons and drawings != list(plan.drawings):
        note = data("sentences")[plan.language if plan.language in data("sentences") else "en"][
            f"instead_{_slug(reasons[0])}"
        ]
        reply = f"{note} {reply}".strip()
    return replace(plan, drawings=tuple(drawings), reply=reply)


def _private_in(text: str, year: int | None) -> tuple[str, ...]:
    """Return the full names of private persons in what somebody said: a planner may have dropped what gave them away."""
    return tuple(text[f.start : f.end] for f in findings(text, year) if f.guideline is Guideline.PRIVATE)


def _without(prompt: str, why: tuple[Guideline, ...], names: tuple[str, ...]) -> tuple[str, tuple[Guideline, ...]]:
    """Return (`prompt` without `names`, the guidelines that asked for it)."""
    for name in names:
        if name in prompt:
            prompt, why = prompt.replace(name, "somebody made up"), (*why, Guideline.PRIVATE)
    return prompt, why


def _clean_drawing(drawing: Drawing, prompt: str, year: int | None, private: tuple[str, ...]) -> Drawing:
    if prompt == drawing.prompt:
        return drawing
    alt = _without(cleaned(drawing.alt, year)[0], (), private)[0]
    return replace(drawing, prompt=prompt or drawing.prompt, alt=alt)


def _slug(guideline: str) -> str:
    return guideline.replace(" ", "_").replace("-", "_")


def refusal(guideline: Guideline, plan: Plan) -> Plan:
    """Return the plan that declines for `guideline`, says why in a line, and offers something close."""
    sentences = data("sentences")
    language = plan.language if plan.language in sentences else "en"
    return Plan(
        Action.REFUSE, sentences[language][_slug(guideline)], language, reason=str(guideline), model_calls=plan.model_calls,
        cost_usd=plan.cost_usd, usage=plan.usage, state=plan.state,
    )  # fmt: skip
