"""Composing: a scene, its seeds and a size become one SVG. Pure; called by render.

Layers from back to front: place, shadows, everybody, foreground, weather, lettering.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.painter.offline import light as hours
from bot.painter.offline.chance import Chance
from bot.painter.offline.colour import darker
from bot.painter.offline.figures import lettering, plants
from bot.painter.offline.hall import Hall
from bot.painter.offline.homes import place_of
from bot.painter.offline.layout import Placed, bounds, kept_inside
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.places import INDOORS, backdrop, heavens
from bot.painter.offline.places.view import View
from bot.painter.offline.scene import Actor, Scene, Worn
from bot.painter.offline.stage import staged
from bot.painter.offline.svg import Box, ellipse, inked, line, path, put, rect

#: Pictures are composed in units: the short side has 1024, whatever the pixels.
SHORT_SIDE = 1024


@dataclass(frozen=True, slots=True)
class Portrait:
    """A character's canonical picture, as far as painting goes: who is on it, by which seed."""

    seed: int
    scene: Scene


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be composed: the scene, the seed of the composition, portraits, the size in units."""

    scene: Scene
    seed: int
    portraits: tuple[Portrait, ...]
    width: float
    height: float


def identity_of(sheet: Sheet) -> Callable[[Actor], Chance]:
    """Return the chance that decides how an actor looks: its portrait's if there is one, else the picture's own."""

    def own(actor: Actor) -> Chance:
        for portrait in sheet.portraits:
            if any(a.kind == actor.kind for a in portrait.scene.actors):
                return Chance.of(portrait.seed).under("who", actor.kind)
        return Chance.of(sheet.seed).under("who", actor.kind)

    return own


def with_portraits(scene: Scene, seed: int, portraits: tuple[Portrait, ...]) -> Scene:
    """Return `scene` with what belongs to its characters by their portraits: petals, colours, clothes.

    An edit keeps the seed of the picture that it edits: then the words alone decide, or a hat could never come off.
    """
    actors = []
    for actor in scene.actors:
        for portrait in portraits:
            known = next((a for a in portrait.scene.actors if a.kind == actor.kind), None)
            if known is not None:
                actor = _recognisable(actor, known, edited=portrait.seed == seed)  # noqa: PLW2901  # the same actor, completed
                break
        actors.append(actor)
    if not scene.actors and portraits and scene.seat is None and not scene.things and not scene.unknown:
        actors = list(portraits[0].scene.actors)
    return replace(scene, actors=tuple(actors))


def _recognisable(actor: Actor, known: Actor, *, edited: bool) -> Actor:
    traits = tuple(dict.fromkeys((*actor.traits, *known.traits)))
    if edited:
        return replace(actor, traits=traits)
    kinds = {w.kind for w in actor.worn} | set(actor.refused)
    kept: tuple[Worn, ...] = tuple(w for w in known.worn if w.kind not in kinds)
    return replace(actor, traits=traits, colour=actor.colour or known.colour, worn=(*actor.worn, *kept))


def hero_kind(sheet: Sheet) -> str:
    """Return the kind of the first actor that has a portrait, else ""."""
    known = {a.kind for portrait in sheet.portraits for a in portrait.scene.actors[:1]}
    return next((a.kind for a in sheet.scene.actors if a.kind in known), "")


def compose(sheet: Sheet) -> str:
    """Return the picture as SVG, `sheet.width` by `sheet.height` units."""
    chance = Chance.of(sheet.seed).under("scene")
    scene = with_portraits(sheet.scene, sheet.seed, sheet.portraits)
    if (
        scene.deed == "kind"
        and not scene.weather
        and scene.time is None
        and not scene.things
        and chance.happens(0.25, "shower")
    ):
        scene = replace(scene, weather=("rain",))
    if scene.time is None and scene.seat == "bed" and any(a.pose == "asleep" for a in scene.actors):
        scene = replace(scene, time="night")
    sheet = replace(sheet, scene=scene)
    if scene.cutout and not scene.empty:
        return _cutout(sheet, chance)
    paint = Paintbox(hours.hour(scene, chance))
    place = place_of(scene, chance)
    view = View(sheet.width, sheet.height, chance.under("place"), paint, replace(scene, place=place))
    back = backdrop(place, view)
    hall = Hall(
        scene,
        paint,
        chance.under("stage"),
        identity_of(sheet),
        sheet.width,
        sheet.height,
        back.ground,
        hero_kind(sheet),
    )
    placed = staged(hall)
    quiet = bounds(placed) if placed else Box(0, 0, 0, 0)
    flyers = (
        ""
        if place in INDOORS or place in ("space", "underwater", "sky", "plain")
        else heavens.flyers(view, back.horizon, (quiet.left, quiet.top, quiet.right, quiet.bottom))
    )
    drawn = back.behind + heavens.mist(view) + flyers + _everybody(placed, paint, place)
    drawn += back.before + ("" if place in INDOORS else heavens.falling(view)) + _words(hall, placed)
    return _document(sheet, paint, drawn)


def _everybody(placed: list[Placed], paint: Paintbox, place: str) -> str:
    """Draw shadows and figures; in water and in the sky nobody throws a shadow."""
    shade = darker(paint.light.ground[1], 0.45)
    drawn = ""
    if place not in ("sea", "sky", "underwater"):
        for p in placed:
            if p.figure.shadow:
                drawn += ellipse(
                    p.x, p.y + 2, p.figure.shadow * p.scale * 1.08, 17 * min(1.4, p.scale + 0.2), shade, 'opacity=".32"'
                )
    for p in placed:
        drawn += put(p.figure.svg, p.x, p.y, p.scale, 0, p.flip) + _dreams(p, paint)
    return drawn


def _dreams(placed: Placed, paint: Paintbox) -> str:
    """Return the z's over a sleeper, never mirrored."""
    spot = placed.figure.anchors.get("dream")
    if spot is None:
        return ""
    x, y = placed.x + spot.x * placed.scale * (-1 if placed.flip else 1), placed.y + spot.y * placed.scale
    colour = "#dfe6ff" if paint.light.dark else paint.lit("#8fa3dc")
    letter = "M-16,-18 H16 L-16,18 H16"
    one = line(letter, paint.ink, 13) + line(letter, colour, 7)
    lean = -1 if spot.x * (-1 if placed.flip else 1) < 0 else 1
    return put(
        "".join(put(one, dx * lean, dy, k, -8) for dx, dy, k in ((0, 0, 0.75), (34, -58, 1.0), (10, -132, 1.3))),
        x,
        y,
        max(0.8, placed.scale),
    )


def _words(hall: Hall, placed: list[Placed]) -> str:
    """Return the lettering that no thing carries: a board, a bubble, or the names of what nobody can draw."""
    scene, paint, drawn = hall.scene, hall.paint, ""
    board = scene.board
    if scene.empty and not placed:
        return _page(hall, board or ", ".join(scene.unknown))
    if scene.spoken and placed:
        first = next((p for p in placed if p.name == (scene.actors[0].kind if scene.actors else "")), placed[0])
        x, y = (first.box.left + first.box.right) / 2, first.box.top + 16
        bubble = lettering.bubble(paint, scene.spoken, x > hall.width / 2)
        spot = kept_inside(Placed("bubble", bubble, x, max(y, bubble.box.height * 1.1 + 40), 1.1), hall.frame)
        drawn += put(spot.figure.svg, spot.x, spot.y, spot.scale)
    if board:
        sign = lettering.board(paint, board)
        side = hall.chance.pick((0.24, 0.76), "board")
        k = min(0.86, hall.width * 0.4 / sign.box.width)
        spot = kept_inside(Placed("board", sign, hall.width * side, hall.height - 30, k), hall.frame)
        drawn += put(spot.figure.svg, spot.x, spot.y, spot.scale)
    return drawn


def _page(hall: Hall, words: str) -> str:
    """Return a storybook card for what nobody here can draw: honest, and pretty all the same."""
    paint, w, h = hall.paint, hall.width, hall.height
    words = words or "…"
    wide, tall = min(w * 0.66, 700), min(h * 0.4, 380)
    x, y = w / 2, h * hall.chance.between(0.42, 0.5, "card")
    card = rect(x - wide / 2, y - tall / 2, wide, tall, paint.linear("#fffaf0", "#fbecd0"), 34)
    edge = rect(
        x - wide / 2 + 20,
        y - tall / 2 + 20,
        wide - 40,
        tall - 40,
        "none",
        22,
        f'stroke="{paint.lit("#d9a86a")}" stroke-width="5" stroke-dasharray="2 13" stroke-linecap="round"',
    )
    text = put(lettering.set_text(words, wide * 0.78, tall * 0.5, paint.lit("#a8452f"), 3), x, y)
    corners = "".join(
        put(
            plants.flower(paint, hall.chance.under("corner", i)),
            x + sx * wide * 0.47,
            y + sy * tall * 0.5 + (40 if sy > 0 else 66),
            1.5,
            sx * 14,
        )
        for i, (sx, sy) in enumerate(((-1, -1), (1, -1), (-1, 1), (1, 1)))
    )
    return inked(card, paint.ink, 7) + edge + text + corners


def _cutout(sheet: Sheet, chance: Chance) -> str:
    """Compose the subjects alone, fitted to the frame with room for the die cut."""
    paint = Paintbox(hours.studio_light())
    hall = Hall(
        sheet.scene,
        paint,
        chance.under("stage"),
        identity_of(sheet),
        sheet.width,
        sheet.height,
        sheet.height * 0.86,
        hero_kind(sheet),
    )
    placed = staged(hall)
    # Behind the subjects: a flower before a face would spoil the sticker.
    drawn = _extras(sheet.scene, paint, chance.under("extras"), placed)
    drawn += "".join(put(p.figure.svg, p.x, p.y, p.scale, 0, p.flip) + _dreams(p, paint) for p in placed)
    drawn += _words(hall, placed)
    box = bounds(placed)
    margin = 96.0
    k = min((sheet.width - 2 * margin) / box.width, (sheet.height - 2 * margin) / box.height)
    x = sheet.width / 2 - (box.left + box.right) / 2 * k
    y = sheet.height / 2 - (box.top + box.bottom) / 2 * k
    return _document(sheet, paint, put(drawn, x, y, k))


def _extras(scene: Scene, paint: Paintbox, chance: Chance, placed: list[Placed]) -> str:
    """Return a few small things that touch a sticker's subject, inside its box."""
    kind = chance.pick(("flowers", "none", "hearts", "flowers", "stars"), "kind")
    box = bounds(placed)
    dreaming = any("dream" in p.figure.anchors for p in placed)
    if kind == "none" or "flower" in scene.absent or (dreaming and kind != "flowers"):
        return ""
    drawn, tall = "", box.height
    for i, side in enumerate((0.06, 0.94)):
        x, k = box.left + box.width * side, max(tall, box.width * 0.7) / 420 * chance.between(0.8, 1.2, i)
        if kind == "flowers":
            drawn += put(plants.flower(paint, chance.under(i)), x, box.bottom - 4, 1.5 * k)
        elif kind == "hearts":
            heart = path("M0,24 C-44,-8 -26,-44 0,-22 C26,-44 44,-8 0,24z", paint.rounded("#e0564b"))
            drawn += put(inked(heart, paint.ink, 4), x, box.top + tall * (0.12 + 0.1 * i), 1.1 * k, 14 * (-1) ** i)
        else:
            star = path(
                "M0,-34 L10,-11 L34,-9 L15,7 L21,31 L0,18 L-21,31 L-15,7 L-34,-9 L-10,-11z", paint.rounded("#ffd54d")
            )
            drawn += put(inked(star, paint.ink, 4), x, box.top + tall * (0.14 + 0.12 * i), k, 12)
    return drawn


def _document(sheet: Sheet, paint: Paintbox, drawn: str) -> str:
    size = f'width="{sheet.width:g}" height="{sheet.height:g}" viewBox="0 0 {sheet.width:g} {sheet.height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{paint.definitions()}{drawn}</svg>'
