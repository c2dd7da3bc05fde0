"""Money: what models cost, what a turn will probably cost, and how much a room, a person and a workspace may spend.

Used by the turn (bot/billing.py), by panels and by the wiring. Amounts are integer micro-dollars (a millionth of a US
dollar), so that nothing is lost by adding up. What nobody has told a price of is unknown, and never taken for free.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

MICROS_PER_USD = 1_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """An amount in micro-dollars. `unknown`: so many things beside it have a price that nobody knows."""

    micros: int = 0
    unknown: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.micros + other.micros, self.unknown + other.unknown)

    @property
    def usd(self) -> float | None:
        """The amount in dollars; None when it is not wholly known."""
        return None if self.unknown else self.micros / MICROS_PER_USD

    @classmethod
    def of(cls, usd: float | None) -> Cost:
        """Return the cost that a record tells in dollars; None: one thing of unknown price."""
        return cls(unknown=1) if usd is None else cls(micros_of(Decimal(str(usd))))


#: The price that nobody knows.
UNKNOWN = Cost(unknown=1)


def micros_of(usd: Decimal) -> int:
    """Return dollars in micro-dollars, rounded up: a sum is never less than what will be asked for."""
    return int((usd * MICROS_PER_USD).to_integral_value(ROUND_CEILING))


def money(micros: int) -> str:
    """Return an amount as people read it: "$12.50", "$0.0415"; small ones with as many digits as they need."""
    if abs(micros) >= MICROS_PER_USD or micros == 0:
        return f"${micros / MICROS_PER_USD:.2f}"
    digits = f"{micros / MICROS_PER_USD:.{4 if abs(micros) >= MICROS_PER_USD // 100 else 6}f}"
    whole, _, part = digits.rstrip("0").partition(".")
    return f"${whole}.{part:0<2}"
