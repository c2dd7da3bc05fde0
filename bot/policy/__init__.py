"""What we draw and what we decline: a plan in, the same plan trimmed, cleaned or refused out.

Called by the turn for every plan of every planner, before any paint call, and by planners that want to know early.
Pure; standard library only. The lists are data with sources and dates: bot/guidelines/*.toml. Checking twice gives
what checking once gave.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
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
    said = _said(text, year)
    drawings: list[Drawing] = []
    reasons: list[Guideline] = []
    for drawing in plan.drawings[: max(1, min(max_pictures, MAX_PICTURES))]:
        prompt, why = cleaned(drawing.prompt, year)
        prompt, why = _without(prompt, why, said)
        if Guideline.PERSON in why:
            return refusal(Guideline.PERSON, plan)
        drawings.append(_clean_drawing(drawing, prompt, year, said))
        reasons += why
    reply = plan.reply
    if reasons and drawings != list(plan.drawings):
        note = data("sentences")[plan.language if plan.language in data("sentences") else "en"][
            f"instead_{_slug(reasons[0])}"
        ]
        reply = f"{note} {reply}".strip()
    return replace(plan, drawings=tuple(drawings), reply=reply)


def _said(text: str, year: int | None) -> tuple[Finding, ...]:
    """Return the names in what somebody said that a planner may have torn from what gave them away, as `_without` has it.

    Full names of private persons, and Korean names: a translated prompt may keep a piece of one.
    """
    return tuple(
        replace(one, start=0, end=0, name=text[one.start : one.end])
        for one in findings(text, year)
        if one.guideline is Guideline.PRIVATE or not text[one.start : one.end].isascii()
    )


def _spellings(name: str) -> list[str]:
    """Return `name` and, of a Korean one, what is left without its particles, the longest first."""
    bare = re.sub(r"(?:이가|이는|이를|가|은|는|을|를|의|와|과|랑)$", "", name)
    pieces = {name, bare, re.sub(r"이$", "", bare)} if re.search(r"[가-힣]", name) else {name}
    return sorted((p for p in pieces if len(p) > 1), key=len, reverse=True)


def _without(prompt: str, why: tuple[Guideline, ...], said: tuple[Finding, ...]) -> tuple[str, tuple[Guideline, ...]]:
    """Return (`prompt` without the names of `said`, the guidelines that asked for it)."""
    for one in said:
        for name in _spellings(one.name):
            if name in prompt:
                other = "somebody made up" if one.guideline is Guideline.PRIVATE else one.instead
                prompt, why = prompt.replace(name, other), (*why, one.guideline)
    return prompt, why


def _clean_drawing(drawing: Drawing, prompt: str, year: int | None, said: tuple[Finding, ...]) -> Drawing:
    if prompt == drawing.prompt:
        return drawing
    alt = _without(cleaned(drawing.alt, year)[0], (), said)[0]
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
