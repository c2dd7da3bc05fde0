"""What something will probably cost, before it is done: what is reserved, and what people are told.

Called by bot/billing.py. An estimate comes from the operator's own prices, from how many tokens a picture of its kind
takes, or from what the last ones cost in this process, whichever is the most. Where all of these are silent it is
unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.money import UNKNOWN, Cost
from bot.money.prices import Prices, is_own_place, picture_tokens
from bot.painter import Usage as PainterUsage
from bot.plans import Usage as ModelUsage

#: A turn's question to a language model, and its answer, in tokens: what a busy thread takes.
PLAN_TOKENS = (2_600, 800)
#: What a prompt takes, and each picture that is shown to the painter.
PROMPT_TOKENS, REFERENCE_TOKENS = 150, 1_000
#: A picture of four megapixels takes no more than so many times the tokens of one of a megapixel.
LARGE_TIMES = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A model and the server where it is asked; of a painter also the names of its qualities, draft and final."""

    model: str
    server: str
    qualities: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Estimates:
    """Guesses. `planner` None: rules plan, which cost nothing; `painters` by name."""

    prices: Prices
    planner: Place | None = None
    painters: Mapping[str, Place] = field(default_factory=dict)
    _seen: dict[tuple[str, bool, bool], int] = field(default_factory=dict)

    def plan(self) -> Cost:
        """Return what one plan will cost."""
        if self.planner is None:
            return Cost()
        tokens_in, tokens_out = PLAN_TOKENS
        return self.prices.call(
            ModelUsage(self.planner.model, self.planner.server, input_tokens=tokens_in, output_tokens=tokens_out)
        )

    @property
    def plans_are_free(self) -> bool:
        """True when a plan costs nothing, told or not."""
        return self.planner is None or (is_own_place(self.planner.server) and self.plan() == Cost())

    def picture(self, painter: str, *, final: bool, large: bool = False, references: int = 0) -> Cost:
        """Return what one picture of a painter (its name) will cost; `final`: in its best quality; `large`: HD."""
        place = self.painters.get(painter, Place("", ""))
        tokens = (picture_tokens(place.model, place.qualities[final]) or 0) * (LARGE_TIMES if large else 1)
        usage = PainterUsage(
            place.server,
            input_text_tokens=PROMPT_TOKENS,
            input_image_tokens=REFERENCE_TOKENS * references,
            output_tokens=tokens,
        )
        guess = self.prices.picture(painter, place.model, usage if place.server else None)
        seen = self._seen.get((painter, final, large))
        if seen is None:
            return guess
        return Cost(seen) if guess.unknown else Cost(max(seen, guess.micros))

    def learn(self, painter: str, cost: Cost, *, final: bool, large: bool = False) -> None:
        """Remember what a picture has cost: the next one is reserved no less for."""
        if not cost.unknown:
            kind = (painter, final, large)
            self._seen[kind] = max(cost.micros, self._seen.get(kind, 0))


def total(costs: tuple[Cost, ...]) -> Cost:
    """Return all of them together; unknown as soon as one is."""
    together = sum(costs, Cost())
    return UNKNOWN if together.unknown else together
