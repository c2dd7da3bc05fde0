"""Company: sizes beside each other, the hero's face, deeds, poses that show, and grids that differ."""

from __future__ import annotations

import io
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.painter.offline import cast, deeds, light, sizes
from bot.painter.offline.chance import Chance
from bot.painter.offline.compose import Portrait, Sheet, compose, hero_kind, identity_of
from bot.painter.offline.figures import emoji
from bot.painter.offline.figures.shelter import shelter
from bot.painter.offline.figures.species import all_species
from bot.painter.offline.hall import LETTERED, Hall
from bot.painter.offline.homes import place_of
from bot.painter.offline.jobs import Job
from bot.painter.offline.layout import Placed, Station, face_freed, rows
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.reading import read
from bot.painter.offline.render import paint
from bot.painter.offline.scene import Actor, Held, Scene, Worn
from bot.painter.offline.stage import hero_of, staged
from bot.painter.offline.svg import Anchor, Box, Figure

LARRY = "a cheerful hedgehog whose quills are golden sunflower petals"
UMBRELLA = f"{LARRY} being kind-hearted, sharing a big umbrella with two ladybirds in the rain"
COMPANY = (
    UMBRELLA,
    f"{LARRY} with two ladybirds and a snail",
    f"{LARRY}, a giant ladybird and three mice",
    f"{LARRY} and an elephant",
    f"{LARRY} being kind-hearted, giving flowers to a little mouse",
    f"{LARRY} helping a snail across a path beside a house",
    f"{LARRY} being kind-hearted, bandaging a bird",
    f"{LARRY} sharing an apple with five ants, a caterpillar and a mushroom",
    f"a tea party of {LARRY} and an owl",
    f"{LARRY} having a picnic with three bees, a fox and four birds",
    f"{LARRY} asleep in bed with a teddy, an apple and a snail",
    f"{LARRY} on a boat with a frog",
    f"{LARRY} on a cushion with a mouse",
    f"a kind fox, {LARRY}",
)


def hall_of(prompt: str, seed: int, width: float = 1024, height: float = 1024, hero: str = "") -> Hall:
    scene = read(prompt)
    own = identity_of(Sheet(scene, seed, (), width, height))
    chance = Chance.of(seed).under("scene", "stage")
    return Hall(scene, Paintbox(light.studio_light()), chance, own, width, height, height * 0.87, hero)


def heights(prompt: str, seed: int) -> dict[str, float]:
    """Return how tall everybody is drawn, by kind."""
    return {p.name: p.box.height for p in staged(hall_of(prompt, seed))}


# -- sizes ----------------------------------------------------------------------------------------------------------


def test_sizes_name_creatures_that_exist():
    kinds = [kind for one in sizes.ladder() for kind in one.kinds]

    assert len(kinds) == len(set(kinds))
    assert all(kind in all_species() or kind in emoji.emblems() for kind in kinds)
    assert [one.height for one in sizes.ladder()] == sorted(one.height for one in sizes.ladder())


@pytest.mark.parametrize(
    ("word", "kind"), [("ladybird", "ladybug"), ("snail", "snail"), ("caterpillar", "caterpillar")]
)
def test_insects_are_small_beside_the_hero_and_can_be_seen(word: str, kind: str):
    for prompt in (
        f"{LARRY} and two {word}s",
        f"{LARRY} being kind to three {word}s in the rain",
        f"{LARRY} and 6 {word}s",
    ):
        for seed in range(12):
            drawn = heights(prompt, seed)
            assert 0.12 <= drawn[kind] / drawn["hedgehog"] <= 0.24
            assert drawn[kind] >= 38


def test_mice_and_birds_are_less_than_the_hero_and_elephants_more():
    for seed in range(12):
        for kind in ("mouse", "bird"):
            drawn = heights(f"{LARRY} and a {kind}", seed)
            assert 0.25 < drawn[kind] / drawn["hedgehog"] < 0.65
        drawn = heights("a hedgehog holding a flower, an elephant", seed)
        assert drawn["elephant"] > 1.1 * drawn["hedgehog"]


def test_words_move_a_creature_along_the_classes():
    plain, little, tiny, giant = (sizes.stature("mouse", size) for size in (1.0, 0.85, 0.6, 1.4))

    assert tiny < little < plain < giant
    assert little > 0.7 * plain
    assert sizes.stature("ladybug", 0.6) == sizes.stature("ladybug")
    assert sizes.stature("elephant", 1.4) == pytest.approx(sizes.stature("elephant"))
    assert sizes.stature("croissant") == pytest.approx(1.0)
    ordinary, huge = heights(f"{LARRY}, a ladybird", 3), heights(f"{LARRY}, a giant ladybird", 3)
    assert huge["ladybug"] / huge["hedgehog"] > 2.5 * ordinary["ladybug"] / ordinary["hedgehog"]


def test_second_row_has_the_measure_of_the_first():
    tall, low = Box(-100, -400, 100, 0), Box(-30, -60, 30, 0)
    stations = [Station("tall", Figure("", tall), tall)] * 3 + [Station("low", Figure("", low), low)] * 3
    placed = rows(stations, Box(0, 0, 1000, 900), Chance.of(1), 500)

    assert len({round(p.scale, 6) for p in placed}) == 1


# -- the hero's face ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prompt", COMPANY)
def test_nothing_is_drawn_over_the_heros_face(prompt: str):
    for seed in range(30):
        for width, height in ((1024, 1024), (1536, 1024), (1024, 1536)):
            hall = hall_of(prompt, seed, width, height)
            placed = staged(hall)
            hero = hero_of(hall, placed)
            face = placed[hero].face
            assert face is not None
            assert not [p.name for p in placed[hero + 1 :] if p.box.meets(face)]


def test_hero_with_a_reference_comes_before_the_first_named():
    portrait = Portrait(3, read(LARRY))
    sheet = Sheet(read(f"a fox and {LARRY}"), 5, (portrait,), 1024, 1024)
    hall = hall_of(f"a fox and {LARRY}", 5, hero=hero_kind(sheet))
    placed = staged(hall)

    assert hero_kind(sheet) == "hedgehog"
    assert hero_kind(replace(sheet, portraits=())) == ""
    assert placed[hero_of(hall, placed)].name == "hedgehog"


boxes = st.builds(
    lambda x, y, w, h: Placed("one", Figure("", Box(-w / 2, -h, w / 2, 0)), x, y, 1.0),
    st.floats(0, 1000),
    st.floats(100, 1000),
    st.floats(10, 900),
    st.floats(10, 900),
)


@settings(max_examples=200)
@given(st.lists(boxes, max_size=6), st.integers(0, 6), st.floats(200, 800))
def test_face_is_freed_whatever_stands_there(others: list[Placed], at: int, x: float):
    hero = Placed("hero", Figure("", Box(-100, -300, 100, 0), face=Box(-60, -280, 60, -160)), x, 900, 1.0)
    at = min(at, len(others))
    freed = face_freed([*others[:at], hero, *others[at:]], at, Box(0, 0, 1000, 1000))
    where = freed.index(hero)

    assert len(freed) == len(others) + 1
    assert hero.face is not None
    assert not any(p.box.meets(hero.face) for p in freed[where + 1 :])


def test_scene_without_a_face_is_left_alone():
    one = Placed("stone", Figure("", Box(-10, -10, 10, 0)), 50, 50, 1.0)

    assert face_freed([one, one], 0, Box(0, 0, 100, 100)) == [one, one]
    assert staged(hall_of("", 1)) == []


# -- deeds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "prompt",
    [UMBRELLA, f"{LARRY} holding a leaf umbrella over a mouse", f"{LARRY} and a fox sharing a green umbrella"],
)
def test_umbrella_is_over_everybody(prompt: str):
    for seed in range(20):
        placed = staged(hall_of(prompt, seed))
        (roof,) = [p for p in placed if p.name == "shelter"]
        company = {a.kind for a in read(prompt).actors} | {t.kind for t in read(prompt).things}
        below = [p for p in placed if p.name in company]
        assert len(below) >= 2
        assert all(roof.box.left <= p.box.left and p.box.right <= roof.box.right for p in below)
        assert all(roof.box.top < p.box.top for p in below)
        assert roof.box.top > 0


def test_companions_stand_near_and_do_not_hide_the_hero():
    for seed in range(20):
        placed = staged(hall_of(f"{LARRY} being kind-hearted to a mouse", seed))
        hero = next(p for p in placed if p.name == "hedgehog")
        mouse = next(p for p in placed if p.name == "mouse")
        apart = max(mouse.box.left - hero.box.right, hero.box.left - mouse.box.right)
        assert -40 < apart < 260


def test_deed_takes_its_things_from_the_words():
    def deed(prompt: str) -> deeds.Deed | None:
        return deeds.deed_of(hall_of(prompt, 4))

    shared = deed(UMBRELLA)
    assert shared is not None
    assert (shared.given, [(a.kind, a.count) for a in shared.companions]) == ("umbrella", [("ladybug", 2)])
    held = deed("a kind fox holding a red umbrella and an apple, a mouse")
    assert held is not None
    assert (held.given, held.colour, held.hero.held) == ("umbrella", "red", ())
    assert deed("a fox and an owl") is None
    assert deed("an umbrella") is None
    assert deed("a fox with an umbrella") is None
    twins = deed("two kind foxes")
    assert twins is not None
    assert [(a.kind, a.count) for a in twins.companions] == [("fox", 1)]
    alone = deed("a kind mouse in the rain")
    assert alone is not None
    assert alone.given == "leaf-umbrella"
    assert "mouse" not in [a.kind for a in alone.companions]


def test_big_umbrella_is_a_cloth_or_a_leaf():
    paint_ = Paintbox(light.studio_light())
    cloth, leaf = (shelter(paint_, 600, 400, Anchor(50, -100), leaf=leaf) for leaf in (False, True))

    assert cloth.svg != leaf.svg
    assert shelter(paint_, 600, 400, Anchor(50, -100), colour="blue").svg != cloth.svg
    assert cloth.box.width > 600


# -- poses ----------------------------------------------------------------------------------------------------------


def test_waving_and_jumping_are_upright_and_differ():
    for seed in range(20):
        poses = {}
        for pose in ("waving", "jumping", None):
            role = cast.Role(Actor("hedgehog", pose=pose), Chance.of(seed), Chance.of(seed).under("scene"))
            if pose:
                assert not cast.is_sideways(role)
            poses[pose] = cast.figure_of(Paintbox(light.studio_light()), role)
        assert poses["jumping"].box.top < poses["waving"].box.top
        assert poses["jumping"].svg != poses["waving"].svg


def test_who_turns_to_somebody_gives_at_that_side():
    def carried(toward: int) -> Box:
        role = cast.Role(Actor("fox", held=(Held("balloon"),)), Chance.of(1), Chance.of(2), toward=toward)
        return cast.figure_of(Paintbox(light.studio_light()), role).box

    assert carried(1).right > 126 > -carried(1).left - 60
    assert carried(-1).left < -126
    for toward in (1, -1):
        role = cast.Role(Actor("fox"), Chance.of(1), Chance.of(2), helping=True, toward=toward)
        assert cast.figure_of(Paintbox(light.studio_light()), role).svg


STICKERS = ("waving", "holding a red heart", "jumping for joy", "fast asleep")


def test_stickers_of_four_poses_differ_and_are_centred():
    for seed in (1, 2, 3):
        drawn = []
        for pose in STICKERS:
            job = Job(f"Die-cut sticker of {LARRY}, {pose}", seed, 160, 160)
            pixels = np.asarray(Image.open(io.BytesIO(paint(job).png)), np.int16)
            alpha = pixels[..., 3] > 128
            ys, xs = np.nonzero(alpha)
            assert abs((xs.min() + xs.max()) / 2 - 80) < 12
            assert abs((ys.min() + ys.max()) / 2 - 80) < 12
            drawn.append(pixels)
        for i, one in enumerate(drawn):
            for other in drawn[i + 1 :]:
                assert (np.abs(one - other).max(2) > 40).mean() > 0.02


def test_thing_that_works_has_its_tool_beside_it():
    barber = read("a cactus barber").actors
    assert [(a.kind, a.held) for a in barber] == [("cactus", (Held("scissors"),))]
    assert [a.kind for a in read("a cake baker").actors] == ["person"]
    assert read("a snail knitting a scarf").actors[0].held == (Held("yarn"),)
    assert read("a robot watering a daffodil").actors[0].held == (Held("watering-can"),)
    assert read("knitting").actors == ()
    role = cast.Role(Actor("cactus", held=(Held("scissors"), Held("apple"))), Chance.of(1), Chance.of(2))
    bare = cast.figure_of(Paintbox(light.studio_light()), replace(role, actor=Actor("cactus")))
    busy = cast.figure_of(Paintbox(light.studio_light()), role)
    assert busy.box.left < bare.box.left
    assert busy.box.right > bare.box.right


# -- grids ----------------------------------------------------------------------------------------------------------


def family(scene: Scene, seed: int) -> tuple[object, ...]:
    """Return what makes two pictures look alike at a glance: pose, scale, side and hour."""
    chance = Chance.of(seed).under("scene")
    own = identity_of(Sheet(scene, seed, (), 1024, 1024))
    hall = Hall(scene, Paintbox(light.studio_light()), chance.under("stage"), own, 1024, 1024, 880)
    hero, role = staged(hall)[0], hall.role(scene.actors[0])
    sideways = cast.is_sideways(role)
    pose = ("side", hero.flip) if sideways else role.scene.pick(cast.GESTURES, "gesture")
    return pose, round(hero.box.height / 110), round(hero.x / 200), light.hour(scene, chance).name


def test_four_seeds_rarely_look_alike():
    draw = random.Random(5)  # a test's own dice
    scene = read(f"{LARRY}, standing in a garden, soft daylight")
    grids = [[family(scene, draw.randrange(2**31)) for _ in range(4)] for _ in range(150)]

    assert sum(len(set(grid)) < 4 for grid in grids) / len(grids) < 0.1


def test_beds_of_four_seeds_differ():
    svgs = [compose(Sheet(read(f"{LARRY} asleep in bed at night"), seed, (), 1024, 1024)) for seed in range(24)]
    beds = [staged(hall_of(f"{LARRY} asleep in bed", seed)) for seed in range(24)]

    assert len(set(svgs)) == 24
    assert len({(p[0].flip, round(p[0].scale, 1), p[-1].name) for p in beds}) >= 10


# -- backgrounds and lettering --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prompt", "tint"),
    [
        (f"{LARRY}, background green", "green"),
        (f"{LARRY} on a white background", "white"),
        (f"{LARRY}, the background is light blue", "blue"),
        (f"{LARRY} in a garden, background green", "green"),
        ("a fox with a plain pink background wearing a red hat", "pink"),
        ("초록색 배경의 고슴도치", "green"),
        (f"plain background, {LARRY}", None),
    ],
)
def test_background_is_plain_when_the_words_say_so(prompt: str, tint: str | None):
    scene = read(prompt)

    assert (scene.plain, scene.tint, place_of(scene, Chance.of(1))) == (True, tint, "plain")
    assert scene.actors[0].colour is None


@pytest.mark.parametrize("prompt", ["a cat with a green field in the background", "a cat, a background of green hills"])
def test_place_in_the_background_stays_a_place(prompt: str):
    scene = read(prompt)

    assert (scene.plain, scene.place, scene.actors[0].colour) == (False, "meadow", None)


def test_background_word_alone_says_nothing():
    assert not read("background").plain
    assert not read('"x" background "y"').plain
    assert not read("a fox in the background, green").plain


def test_plain_background_is_seen():
    def corner(prompt: str) -> tuple[int, ...]:
        pixel = Image.open(io.BytesIO(paint(Job(prompt, 3, 96, 96)).png)).convert("RGB").getpixel((48, 6))
        assert isinstance(pixel, tuple)
        return tuple(int(v) for v in pixel)

    red, green, blue = corner("a fox, background green")
    assert green > red + 20
    assert green > blue + 20
    assert min(corner("a fox on a white background")) > 215
    assert corner("a fox, plain background") != corner("a fox in a garden")
    assert read("a white fox on a green background wearing a red hat").actors[0].worn == (Worn("hat", "red"),)


@pytest.mark.parametrize("kind", [k for k in LETTERED if k in emoji.emblems()])
def test_writing_is_never_mirrored(kind: str):
    word = emoji.emblems()[kind].words[0]

    assert not any(p.flip for seed in range(12) for p in staged(hall_of(f"a {word}", seed)))


def test_large_things_are_not_drawn_in_a_room():
    assert all(place_of(read("a train"), Chance.of(seed)) != "room" for seed in range(40))
    assert any(place_of(read("an apple"), Chance.of(seed)) == "room" for seed in range(40))


def test_adjective_after_an_article_belongs_to_the_next_noun():
    house = read("the house of Larry, a cheerful hedgehog")
    assert ([(a.kind, a.mood) for a in house.actors], [t.kind for t in house.things]) == (
        [("hedgehog", "happy")],
        ["house"],
    )
    assert [(a.kind, a.mood) for a in read("a fox, a sad owl").actors] == [("fox", None), ("owl", "sad")]
    assert [a.pose for a in read("a croissant asleep on a cushion").actors] == ["asleep"]


def test_fog_lies_behind_and_below_the_subject():
    calm, foggy = (
        np.asarray(Image.open(io.BytesIO(paint(Job(f"a train{more}", 3, 128, 128)).png)).convert("RGB"), np.int16)
        for more in (" at noon", " at noon in fog")
    )
    changed = np.abs(calm - foggy).max(2)
    (train,) = staged(hall_of("a train", 3))

    assert changed[:30].mean() > 8
    assert train.box.bottom > 700
