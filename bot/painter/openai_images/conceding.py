"""What an order can do without, when a server does not take it as it was put.

Used by the painter of this package. Profiles describe kinds of servers; the model on one may do less: look at nothing,
leave nothing clear, have no large sizes, stream nothing. A server that refuses an order has painted nothing, so it is
asked again with less, and what helped is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.errors import OrderRefused, PainterError
from bot.painter import Note, Order
from bot.painter.openai_images.profiles import Edit, Profile
from bot.painter.openai_images.requests import PictureRequest


@dataclass(frozen=True, slots=True)
class Concession:
    """One thing that can be done without. `params` are the names that servers call it by when they refuse it."""

    params: frozenset[str]
    is_asked_for: Callable[[Order, PictureRequest, Profile], bool]
    without: Callable[[Profile], Profile]
    note: Note | None = None


_ALL = (
    Concession(
        frozenset({"stream", "partial_images"}),
        lambda _, request, __: request.streams,
        lambda profile: replace(profile, sketches=False),
    ),
    Concession(
        frozenset({"size"}),
        lambda order, _, profile: order.hd and profile.hd_sizes is not None,
        lambda profile: replace(profile, hd_sizes=None),
        Note("note_not_larger"),
    ),
    Concession(  # what stays is cut out afterwards, with a note of its own
        frozenset({"background"}),
        lambda order, _, profile: order.transparent and profile.transparent,
        lambda profile: replace(profile, transparent=False),
    ),
    Concession(
        frozenset({"image", "image[]", "images", "image_url", "ref_images", "reference_images"}),
        lambda _, request, profile: request.shows and not profile.looks,
        lambda profile: replace(profile, edit=Edit.NONE),
        Note("note_unseen"),
    ),
)
_EYES = _ALL[-1]


def concessions(error: PainterError, order: Order, request: PictureRequest, profile: Profile) -> Iterator[Concession]:
    """Yield what to do without, one after the other: what the server named, or all that was asked for.

    A server that has no such address at all (404) may only lack the one that pictures are shown at.
    """
    named = error.param if isinstance(error, OrderRefused) else ""
    for one in _ALL if isinstance(error, OrderRefused) else (_EYES,):
        if (not named or named in one.params) and one.is_asked_for(order, request, profile):
            yield one
