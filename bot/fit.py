"""Making a reply fit what a platform can show: split, spread, re-flowed, listed; nothing is dropped.

Pure; called by whoever delivers, once per reply and platform. Adapters render what comes out without cutting anything.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.adapter import Capabilities
from bot.breaks import measure, shorten, split
from bot.phrases import phrase
from bot.replies import Button, Card, Fact, Reply

Rows = tuple[tuple[Button, ...], ...]
T = TypeVar("T")
#: What a platform's way to write a fact takes beside its label and value.
_FACT_CHARS = 8


def fit(reply: Reply, capabilities: Capabilities) -> tuple[Reply, ...]:
    """Return `reply` as one or more replies that each fit, in the order in which they are shown.

    Text comes first, then facts, pictures and buttons; only the last carries the progress of a running turn. Buttons
    that a platform cannot show become words to say. `capabilities.text_chars` is at least 100, and labels are short.
    """
    usable, words = _usable(reply.buttons, capabilities)
    cards, notes = _cards(reply, capabilities)
    if words:
        notes += _choices(reply, words)
    text = "\n\n".join(one for one in (reply.text, *notes) if one)
    bare = replace(reply, cards=(), buttons=(), facts=(), progress=None)
    messages = [replace(bare, text=piece) for piece in split(text, capabilities.text_chars)]
    for fact in _facts(reply.facts, capabilities.text_chars):
        _add_fact(messages, bare, fact, capabilities.text_chars)
    for group in _chunks(cards, capabilities.cards):
        if messages[-1].cards:
            messages.append(replace(bare, text=""))
        messages[-1] = replace(messages[-1], cards=tuple(group))
    for rows in _reflow(usable, capabilities):
        if messages[-1].buttons:
            messages.append(replace(bare, text=phrase("fit_more", reply.language)))
        messages[-1] = replace(messages[-1], buttons=rows)
    messages[-1] = replace(messages[-1], progress=reply.progress)
    return tuple(messages)


def _chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size or 1))


def _usable(rows: Rows, capabilities: Capabilities) -> tuple[Rows, tuple[Button, ...]]:
    """Return the buttons that can be shown, in their rows, and those that cannot."""

    def shown(button: Button) -> bool:
        return capabilities.buttons > 0 and (capabilities.forms or not button.opens_form)

    kept = tuple(tuple(one for one in row if shown(one)) for row in rows)
    return tuple(row for row in kept if row), tuple(one for row in rows for one in row if not shown(one))


def _reflow(rows: Rows, capabilities: Capabilities) -> list[Rows]:
    """Return the rows of each message: as they are when they fit, else filled up from the first to the last button."""
    if not rows:
        return []
    most = capabilities.buttons
    per_row = min(capabilities.buttons_per_row, most)
    cut = tuple(tuple(part) for row in rows for part in _chunks(row, per_row))
    every = [one for row in rows for one in row]
    if len(every) <= most and len(cut) <= math.ceil(most / per_row):
        return [cut]
    return [tuple(tuple(row) for row in _chunks(part, per_row)) for part in _chunks(every, most)]


def _cards(reply: Reply, capabilities: Capabilities) -> tuple[tuple[Card, ...], list[str]]:
    """Return the cards with alt texts that fit, and the full alt texts of those that did not."""
    cards: list[Card] = []
    notes: list[str] = []
    for card in reply.cards:
        is_shown = capabilities.cards > 0
        alt = shorten(card.alt, capabilities.alt_chars)
        if is_shown:
            cards.append(replace(card, alt=alt))
        if not is_shown or alt != card.alt:
            key = "fit_alt_numbered" if card.label else "fit_alt"
            notes.append(phrase(key, reply.language, label=card.label, alt=card.alt))
    return tuple(cards), notes


def _choices(reply: Reply, words: tuple[Button, ...]) -> list[str]:
    """Return what to say in place of the buttons that cannot be shown."""
    numbers = {card.select: card.label for card in reply.cards if card.label}
    chosen = [numbers[one.id] for one in words if one.id in numbers]
    labels = [one.label for one in words if one.id not in numbers]
    notes: list[str] = []
    if chosen:
        notes.append(phrase("fit_choose", reply.language, numbers=_range(chosen)))
    if labels:
        key = "fit_or_say" if chosen else "fit_say"
        notes.append(phrase(key, reply.language, labels=", ".join(labels)))
    return notes


def _range(labels: list[str]) -> str:
    numbers = [int(one) for one in labels if one.isdecimal()]
    is_run = len(numbers) == len(labels) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return f"{labels[0]}-{labels[-1]}" if is_run else ", ".join(labels)


def _fact_chars(fact: Fact) -> int:
    return measure(fact.label) + measure(fact.value) + _FACT_CHARS


def _facts(facts: tuple[Fact, ...], limit: int) -> Iterator[Fact]:
    """Yield the facts; one that is longer than a message comes in parts under the same label."""
    for fact in facts:
        room = max(limit - measure(fact.label) - _FACT_CHARS, 1)
        for part in split(fact.value, room, fences=False):
            yield replace(fact, value=part)


def _add_fact(messages: list[Reply], bare: Reply, fact: Fact, limit: int) -> None:
    last = messages[-1]
    taken = measure(last.text) + sum(_fact_chars(one) for one in last.facts)
    if (last.text or last.facts) and taken + _fact_chars(fact) > limit:
        last = replace(bare, text="")
        messages.append(last)
    messages[-1] = replace(last, facts=(*last.facts, fact))
