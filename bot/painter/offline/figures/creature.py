"""Creatures: an upright body, a sleeping one, and a bust for boats and windows. Called by cast.

Every species shares the skeleton, so a hat fits a mouse and a fox can hold what an owl holds.
"""

from __future__ import annotations

from bot.painter.offline.chance import Chance
from bot.painter.offline.colour import darker
from bot.painter.offline.figures import body, wear
from bot.painter.offline.figures.head import head
from bot.painter.offline.figures.looks import Looks
from bot.painter.offline.figures.quills import fan
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.scene import Worn
from bot.painter.offline.svg import Anchor, Box, Figure, ellipse, inked, limb, path, put

HEAD_Y = -262.0

#: Eyes, cheeks and mouth of a head around 0, 0.
FACE = Box(-100, -70, 100, 88)

NECKWEAR = ("scarf", "tie", "bow tie", "necklace")


def upright(
    paint: Paintbox,
    looks: Looks,
    own: Chance,
    *,
    mood: str = "",
    gesture: tuple[str, str] = ("down", "down"),
    turn: float = 0.0,
    worn: tuple[Worn, ...] = (),
    held: tuple[Figure | None, Figure | None] = (None, None),
) -> Figure:
    """Return a creature that stands; `gesture` and `held` are of its left and right arm (of the picture)."""
    top = head(paint, looks, own.under("head"), mood, turn)
    size = looks.head
    on_body = tuple(
        w for w in worn if w.kind not in wear.HATS and w.kind not in wear.FACES and w.kind not in ("bow", *NECKWEAR)
    )
    trunk = body.behind(paint, looks, own) + wear.behind(paint, worn) + body.trunk(paint, looks)
    trunk += wear.dressed(paint, on_body, {"body": Anchor(0, 0)})
    arms = "".join(
        body.arm(paint, looks, side, how) for side, how in zip((-1, 1), gesture, strict=True) if how != "wave"
    )
    # A waving arm passes before ears and quills.
    raised = "".join(
        body.arm(paint, looks, side, how) for side, how in zip((-1, 1), gesture, strict=True) if how == "wave"
    )
    raised = f'<g transform="scale({looks.chubby:.3f} 1)">{raised}</g>' if raised else ""
    in_front = "front" in gesture
    wide = looks.chubby
    lower = f'<g transform="scale({wide:.3f} 1)">{trunk}{"" if in_front else arms}</g>'
    neck = wear.dressed(paint, [w for w in worn if w.kind in NECKWEAR], {"neck": Anchor(0, -178, 130)})
    on_head = [w for w in worn if w.kind in wear.HATS or w.kind in wear.FACES or w.kind == "bow"]
    upper = put(top.svg + wear.dressed(paint, on_head, top.anchors), 0, HEAD_Y, size)
    carried = "".join(
        put(thing.svg, *body.hand_of(side, how))
        for side, how, thing in zip((-1, 1), gesture, held, strict=True)
        if thing
    )
    if in_front:
        front = f'<g transform="scale({wide:.3f} 1)">{arms}</g>'
        drawn = lower + upper + neck + carried + front + raised
    else:
        drawn = lower + neck + upper + carried + raised
    box = _upright_box(looks, gesture, worn, held, top.box)
    return Figure(drawn, box, {"mouth": Anchor(0, HEAD_Y + 40)}, 110 * wide, FACE.placed(0, HEAD_Y, size))


def _upright_box(
    looks: Looks,
    gesture: tuple[str, str],
    worn: tuple[Worn, ...],
    held: tuple[Figure | None, Figure | None],
    top: Box,
) -> Box:
    box = top.placed(0, HEAD_Y, looks.head).joined(Box(-120, -200, 120, 6))
    if looks.species.tail in ("bushy", "thin", "thick") or looks.species.wings:
        box = box.joined(Box(-150 if looks.species.wings else -120, -240, 215 * looks.species.tail_size, 4))
    if looks.quills:
        box = box.joined(Box(-200, -250, 200, 46))
    if "wave" in gesture:
        box = box.joined(Box(-200, -290, 200, 0))
    if any(w.kind in wear.HATS for w in worn):
        box = box.joined(Box(-110, HEAD_Y - 70 - 185 * looks.head, 110, 0))
    if any(w.kind in ("cape", "wings") for w in worn):
        box = box.joined(Box(-205, -240, 205, 10))
    for side, how, thing in zip((-1, 1), gesture, held, strict=True):
        if thing:
            x, y = body.hand_of(side, how)
            box = box.joined(thing.box.placed(x, y, 1))
    return box


def asleep(paint: Paintbox, looks: Looks, own: Chance, worn: tuple[Worn, ...] = ()) -> Figure:
    """Return a creature curled up on the ground, its head on its paws at the left."""
    top = head(paint, looks, own.under("head"), "asleep", -0.4)
    tail = ""
    if looks.species.tail in ("bushy", "thin", "thick"):
        colour = paint.lit(looks.species.tail_colour or darker(looks.coat, 0.08))
        tail = limb("M176,-60 C210,-6 120,2 30,-14", colour, paint.ink, 36 if looks.species.tail == "bushy" else 18)
    back = ""
    if looks.quills:
        back = fan(
            paint, looks, own.under("coat"), centre=(70, -60), radius=(96, 74), rings=3, length=74, spread=(-75, 100)
        )
    rump = path("M-60,-6 C-70,-120 20,-178 100,-168 C190,-156 222,-70 190,-8z", paint.rounded(looks.coat))
    paw = ellipse(-120, -14, 36, 19, paint.rounded(looks.species.paws or looks.coat)) + ellipse(
        -40, -12, 36, 18, paint.rounded(looks.species.paws or looks.coat)
    )
    spots = {**top.anchors, "neck": Anchor(10, 92, 110)}
    upper = put(top.svg + wear.dressed(paint, worn, spots), -84, -88, 0.92 * looks.head, -7)
    drawn = back + inked(rump, paint.ink) + tail + inked(paw, paint.ink) + upper
    box = top.box.placed(-84, -92, 0.98).joined(Box(-200, -190, 230, 6))
    if looks.quills:
        box = box.joined(Box(-250, -250, 280, 8))
    if any(w.kind in wear.HATS for w in worn):
        box = box.joined(Box(-240, -330, 0, 0))
    spots = {"mouth": Anchor(-84, -60), "top": Anchor(-84, -190)}
    return Figure(drawn, box, spots, 190, FACE.placed(-84, -88, 0.92 * looks.head))


def bust(
    paint: Paintbox, looks: Looks, own: Chance, *, mood: str, worn: tuple[Worn, ...], gesture: tuple[str, str]
) -> Figure:
    """Return the upper half: for boats, cars, balloons and windows. Its lower edge is open, at y = 0."""
    whole = upright(paint, looks, own, mood=mood, gesture=gesture, worn=worn)
    clip = paint.clip('<rect x="-400" y="-700" width="800" height="600"/>')
    drawn = put(f'<g clip-path="{clip}">{whole.svg}</g>', 0, 100)
    box = whole.box.placed(0, 100, 1)
    spots = {"mouth": Anchor(0, HEAD_Y + 140)}
    return Figure(drawn, Box(box.left, box.top, box.right, 0), spots, 0, FACE.placed(0, HEAD_Y + 100, looks.head))
