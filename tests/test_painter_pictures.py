"""Pictures: the same Larry in every scene, small edits, other compositions, and that everything can be drawn."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.painter.offline import cast, light
from bot.painter.offline.chance import Chance
from bot.painter.offline.colour import mix, multiply, parts
from bot.painter.offline.compose import Portrait, Sheet, compose, identity_of, with_portraits
from bot.painter.offline.figures import emoji, face, lettering, things, wear
from bot.painter.offline.figures.looks import NAMED, looks_of
from bot.painter.offline.figures.species import all_species
from bot.painter.offline.finishes.styles import STYLES
from bot.painter.offline.hall import Hall
from bot.painter.offline.jobs import Job, Print
from bot.painter.offline.layout import Placed, bounds
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.places import PLACES
from bot.painter.offline.reading import read
from bot.painter.offline.render import SOFTWARE, paint, rasterised, scene_of
from bot.painter.offline.scene import Actor, Held, Scene, Thing, Worn
from bot.painter.offline.stage import staged
from bot.painter.offline.svg import Box, Figure
from bot.plans import STYLES as PLANNED_STYLES

LARRY = "a hedgehog whose quills are sunflower petals"
GARDEN = f"Storybook illustration of {LARRY}, standing in a garden, soft daylight"


def parsed(svg: str) -> None:
    """Check that what we drew is XML."""
    ET.fromstring(svg)  # noqa: S314  # our own


def drawn(
    prompt: str,
    seed: int = 1,
    size: tuple[float, float] = (1024, 1024),
    portraits: tuple[Portrait, ...] = (),
    **more: object,
) -> str:
    """Return the SVG of a prompt, checked to be XML."""
    svg = compose(Sheet(replace(read(prompt), **more), seed, portraits, *size))
    parsed(svg)
    assert "nan" not in svg
    return svg


def pixels(printed: Print) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(printed.png)).convert("RGB"), np.int16)


def placed(prompt: str, seed: int = 1, width: float = 1024, height: float = 1024) -> list[Placed]:
    """Return what stands in a picture."""
    scene = read(prompt)
    sheet = Sheet(scene, seed, (), width, height)
    hall = Hall(
        scene, Paintbox(light.studio_light()), Chance.of(seed), identity_of(sheet), width, height, height * 0.87
    )
    return staged(hall)


def share_changed(one: Print, other: Print) -> float:
    return float((np.abs(pixels(one) - pixels(other)).max(2) > 2).mean())


# -- seeds, edits and characters ------------------------------------------------------------------------------------


def test_small_edit_with_the_same_seed_is_a_small_change():
    for seed in range(6):
        plain = paint(Job(GARDEN, seed, 256, 256))
        hatted = paint(Job(f"{GARDEN}, wearing a red hat", seed, 256, 256, portraits=((GARDEN, seed),)))

        assert 0 < share_changed(plain, hatted) < 0.12


def test_another_seed_is_another_composition():
    pictures = [paint(Job(GARDEN, seed, 128, 128)) for seed in (1, 2, 3, 4)]

    for i, one in enumerate(pictures):
        for other in pictures[i + 1 :]:
            assert share_changed(one, other) > 0.5


def test_character_looks_the_same_in_another_scene():
    portrait = Portrait(11, read(GARDEN))
    scene = read(f"{LARRY} asleep in bed at night")
    own = identity_of(Sheet(scene, 999, (portrait,), 1024, 1024))(scene.actors[0])

    there = identity_of(Sheet(portrait.scene, 11, (), 1024, 1024))(portrait.scene.actors[0])
    assert looks_of(scene.actors[0], own) == looks_of(portrait.scene.actors[0], there)


def test_stranger_is_not_drawn_by_somebody_elses_portrait():
    portrait = Portrait(11, read(GARDEN))
    scene = read("a fox")

    assert identity_of(Sheet(scene, 5, (portrait,), 1, 1))(scene.actors[0]) == Chance.of(5).under("who", "fox")


def test_character_keeps_its_petals_and_clothes():
    portrait = Portrait(11, read(f"{LARRY} wearing a red scarf and glasses"))
    (larry,) = with_portraits(read("a hedgehog in the snow, without glasses"), 12, (portrait,)).actors

    assert (larry.traits, larry.worn) == (("petals",), (Worn("scarf", "red"),))


def test_edit_takes_clothes_off():
    portrait = Portrait(11, read(f"{LARRY} wearing a red hat"))
    (larry,) = with_portraits(read(LARRY), 11, (portrait,)).actors

    assert (larry.traits, larry.worn) == (("petals",), ())


def test_scene_without_anybody_shows_the_portrayed():
    portrait = Portrait(11, read(LARRY))

    assert with_portraits(read("at night in the snow"), 5, (portrait,)).actors == portrait.scene.actors
    assert with_portraits(read("a castle"), 5, (portrait,)).actors == ()
    assert with_portraits(read("a fox"), 5, (portrait,)).actors == (Actor("fox"),)


def test_seed_decides_petals():
    tints = {looks_of(Actor("hedgehog", traits=("petals",)), Chance.of(seed)).petals for seed in range(40)}

    assert len(tints) == 5


# -- everything can be drawn ----------------------------------------------------------------------------------------

#: Four pictures of each are enough to meet most of what chance can do.
SEEDS = range(3)


@pytest.mark.parametrize("kind", sorted(all_species()))
def test_every_creature_can_be_drawn(kind: str):
    word = all_species()[kind].words[0]
    for seed, manner in enumerate(
        ("", "asleep", "waving", "sad", "winking", "worried", "angry", "surprised", "laughing")
    ):
        drawn(f"a {manner} {word} holding a flower" if manner == "" else f"a {manner} {word}", seed)
    drawn(f"a {word} asleep in bed, a {word} in a boat")
    drawn(f"a {word} on a boat", portraits=(Portrait(1, read(word)),))


@pytest.mark.parametrize("place", sorted(PLACES))
def test_every_place_can_be_drawn_at_every_hour(place: str):
    for seed in range(6):
        for time in ("day", "sunset", "night", None):
            drawn("a fox", seed, (1536, 1024), place=place, time=time)


@pytest.mark.parametrize("kind", sorted([*things.own_things(), *emoji.emblems()]))
def test_every_thing_can_be_drawn(kind: str):
    scene = Scene(things=(Thing(kind, 1, "purple", words="A & B"),))
    for seed in SEEDS:
        parsed(compose(Sheet(scene, seed, (), 1024, 1024)))
    held = Scene(actors=(Actor("fox", held=(Held(kind),)), Actor(kind, mood="happy")))
    parsed(compose(Sheet(held, 1, (), 1024, 1024)))


ON_BODY = ("apron", "backpack", "cape", "coat", "dress", "sweater", "vest", "wings")
ON_HEAD_OR_NECK = (*wear.HATS, *wear.FACES, "bow", "bow tie", "necklace", "scarf", "tie")


def differs(actor: Actor, worn: Worn, seed: int) -> bool:
    """Tell whether wearing something shows."""
    sheet = Sheet(Scene(actors=(actor,)), seed, (), 1024, 1024)
    return compose(sheet) != compose(replace(sheet, scene=Scene(actors=(replace(actor, worn=(worn,)),))))


@pytest.mark.parametrize("kind", sorted(ON_BODY + ON_HEAD_OR_NECK))
def test_everything_can_be_worn(kind: str):
    for wearer in ("hedgehog", "fox"):
        for seed in SEEDS:
            assert differs(Actor(wearer, traits=("petals",)), Worn(kind, "blue"), seed)


@pytest.mark.parametrize("kind", sorted(ON_HEAD_OR_NECK))
def test_sleepers_and_living_things_wear_what_is_on_head_and_neck(kind: str):
    for actor in (Actor("hedgehog", pose="asleep"), Actor("fox", pose="asleep"), Actor("croissant", pose="waving")):
        assert differs(actor, Worn(kind), 1)


@pytest.mark.parametrize(
    "weather",
    [
        "rain",
        "storm",
        "snowfall",
        "rainbow",
        "fog",
        "clouds",
        "confetti",
        "fireflies",
        "fireworks",
        "aurora",
        "butterflies",
    ],
)
def test_every_weather_is_seen(weather: str):
    calm = drawn("a fox in a meadow", 3, time="day")

    assert drawn("a fox in a meadow", 3, time="day", weather=(weather,)) != calm


@pytest.mark.parametrize("season", ["autumn", "spring", "christmas"])
def test_every_season_is_seen(season: str):
    assert drawn("a fox", 3) != drawn("a fox", 3, season=season)


@pytest.mark.parametrize("absent", ["sun", "clouds", "flower", "butterfly"])
def test_what_is_refused_is_not_drawn(absent: str):
    with_it = [drawn("a fox in a garden", seed, time="day") for seed in range(8)]
    without = [drawn("a fox in a garden", seed, time="day", absent=(absent,)) for seed in range(8)]

    assert with_it != without


def test_refused_night_things_are_not_drawn():
    assert drawn("a fox", 3, time="night") != drawn("a fox", 3, time="night", absent=("stars", "moon"))
    assert drawn("a fox in rain", 3) != drawn("a fox in rain", 3, absent=("rain",))


@pytest.mark.parametrize("colour", sorted(NAMED))
def test_every_colour_can_be_asked_for(colour: str):
    for kind in ("hedgehog", "fox", "girl"):
        plain = looks_of(Actor(kind), Chance.of(1))
        assert looks_of(Actor(kind, colour=colour), Chance.of(1)) != plain
    assert looks_of(Actor("hedgehog", colour=colour, traits=("petals",)), Chance.of(1)).petals[1] == NAMED[colour]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_larry_conversation_is_drawn(language: str):
    portrait = Portrait(11, read(GARDEN))
    name = {"en": "LARRY", "ko": "래리"}[language]
    for seed in range(12):
        drawn(GARDEN, seed)
        house = drawn(f'the house of Larry, {LARRY}, with a mailbox lettered "{name}"', seed, portraits=(portrait,))
        assert f">{name}<" in house
        drawn(f"Larry, {LARRY}, being kind-hearted to small animals", seed, portraits=(portrait,))
        drawn(f"Larry, {LARRY}, asleep in his bed at night", seed, portraits=(portrait,))


@pytest.mark.parametrize(
    "prompt",
    [
        "a fox and an owl having tea with a cake and a guitar",
        "an owl having tea",
        "three foxes and five mice in the snow",
        "a bear and a rabbit having a picnic with a sandwich",
        "a kind hedgehog giving a gift to a bird in the rain",
        "a kind mouse with an apple",
        "a kind fox with a mouse, an acorn",
        "a cat on a chair",
        "a cat on a sofa with a dog and a table",
        "a squirrel riding a train",
        "a cat in a car",
        "a plane, a kite and a balloon in the sky",
        "a rocket",
        "a house, a tree and a castle",
        "a castle, a fox, a dog and a tree",
        "a cake",
        "an apple and a pear and a cup",
        "a bed",
        "a croissant asleep in bed",
        "an apple asleep in bed",
        "a bear in bed",
        "a fox, an owl, a cat and a dog on a boat",
        "a snail on a boat",
        "a close-up of a fox",
        "a waving croissant",
        "a whale wearing a top hat",
        "an eagle in an eyrie with a raccoon, a koala and a fox asleep in bed",
        'a fox saying "hello" beside a "long way to a far away place" sign',
        'a sky "HELLO"',
        'the words "안녕하세요 여러분"',
        "a waving hedgehog",
        "a kind hedgehog",
        "nothing",
        "",
    ],
)
def test_arrangements_are_drawn_in_every_shape(prompt: str):
    for seed in range(6):
        for size in ((1024, 1024), (1536, 1024), (1024, 1536)):
            drawn(prompt, seed, size)
            drawn(prompt, seed, size, cutout=True)


def test_subjects_stay_inside_the_frame():
    for prompt in (
        "a fox wearing a wizard hat",
        f"a huge {LARRY}",
        "three rabbits and a house",
        "a cat on a boat",
        "a fox asleep in bed",
    ):
        for seed in range(10):
            for width, height in ((1024, 1024), (1536, 1024), (1024, 1536)):
                box = bounds(placed(prompt, seed, width, height))
                assert box.left >= -1
                assert box.top >= -1
                assert box.right <= width + 1
                assert box.bottom <= height + 1


def test_subjects_in_a_row_do_not_cover_each_other():
    for seed in range(10):
        boxes = [p.box for p in placed("a fox and an owl and a bear", seed)]
        middles = sorted((b.left + b.right) / 2 for b in boxes)

        assert all(right - left > 100 for left, right in pairwise(middles))


def test_sticker_fits_its_frame():
    for seed in range(6):
        image = Image.open(io.BytesIO(paint(Job(f"Die-cut sticker of {LARRY}, waving", seed, 200, 200)).png))
        alpha = np.asarray(image.getchannel("A"))

        assert not alpha[0].any()
        assert not alpha[-1].any()
        assert not alpha[:, 0].any()
        assert not alpha[:, -1].any()
        assert alpha[100].max() == 255


def test_sticker_has_a_white_border():
    image = Image.open(io.BytesIO(paint(Job("Die-cut sticker of a fox", 1, 256, 256)).png))
    row = np.asarray(image)[128]
    first = int(np.argmax(row[:, 3] > 250))

    assert row[first + 2, :3].min() > 240


# -- styles, words and bytes ----------------------------------------------------------------------------------------


def test_styles_are_those_that_planners_know():
    assert set(STYLES) == set(PLANNED_STYLES)


@pytest.mark.parametrize("style", sorted(STYLES))
def test_every_style_can_be_cut_out(style: str):
    for size in ((96, 96), (144, 96), (33, 50)):
        whole = paint(Job("a fox", 3, *size, style=style))
        cut = Image.open(io.BytesIO(paint(Job("a fox", 3, *size, style=style, transparent=True)).png))

        assert Image.open(io.BytesIO(whole.png)).size == size
        assert cut.mode == "RGBA"
        assert cut.getpixel((0, 0))[3] == 0


def test_ordered_style_wins_over_the_words():
    assert scene_of(Job("watercolour of a fox", 1, 64, 64, style="pencil")).style == "pencil"
    assert scene_of(Job("watercolour of a fox", 1, 64, 64, style="fresco")).style == "watercolour"


def test_styles_differ():
    assert len({paint(Job("a fox", 3, 96, 96, style=style)).png for style in STYLES}) == len(STYLES)


def test_picture_names_its_program_and_nothing_else():
    image = Image.open(io.BytesIO(paint(Job("a secret fox", 1, 64, 64)).png))

    assert image.info == {"Software": SOFTWARE}


def test_drawing_of_another_aspect_is_fitted():
    assert rasterised('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>', 20, 31).size == (20, 31)


def test_lettering_is_data():
    svg = drawn('a sign lettered "<script>&\u0007"')

    assert "<script" not in svg
    assert "&lt;script&gt;&amp;" in svg


def test_lettering_is_fitted_and_cut():
    assert len(lettering.tidy("a " * 100)) <= lettering.MAX_CHARS
    assert lettering.lines_of("one two three four five six", 1) == ["one two three four five six"]
    assert len(lettering.lines_of("one two three four five six", 3)) in (2, 3)
    size = re.compile(r'font-size="([\d.]+)"')
    sizes = [float(size.findall(lettering.set_text("W" * n, 200, 80, "#000"))[0]) for n in (2, 10, 40)]
    assert sizes == sorted(sizes, reverse=True)
    assert lettering.width_of("가") > lettering.width_of("i")
    assert lettering.font_of("LARRY") == lettering.LATIN
    assert lettering.font_of("래리") == lettering.KOREAN


def test_lettering_in_both_scripts_leaves_ink():
    for words in ("LARRY", "래리"):
        blank = paint(Job("a mailbox", 3, 256, 256))
        lettered = paint(Job(f'a mailbox lettered "{words}"', 3, 256, 256))
        assert share_changed(blank, lettered) > 0.003


@settings(max_examples=60)
@given(st.text(max_size=300), st.integers(0, 2**31 - 1))
def test_any_text_can_be_composed(prompt: str, seed: int):
    drawn(prompt, seed)
    drawn(f'a fox saying "{prompt}" with a sign "{prompt}"', seed)


def test_any_text_can_be_painted():
    for prompt in ("", "<svg/>", "\x00", "🦔🌻", "\ud800", "x" * 10**5, "\u202e", "]]>", '"' * 50):
        assert paint(Job(prompt, 1, 48, 48)).png


def test_unknown_subject_is_lettered_and_never_another_animal():
    svg = drawn("a flurble with zebs")

    assert "flurble" in svg
    assert paint(Job("a flurble with zebs", 1, 64, 64)).unknown == ("flurble with zebs",)
    assert paint(Job("a fox with zebs", 1, 64, 64)).unknown == ()


# -- small parts ----------------------------------------------------------------------------------------------------


def test_chance_depends_on_seed_and_slot_alone():
    chance = Chance.of(5)

    assert chance.share("a") == Chance.of(5).share("a") != chance.share("b")
    assert Chance.of(6).share("a") != chance.share("a")
    assert {chance.whole(1, 3, i) for i in range(60)} == {1, 2, 3}
    assert sorted(chance.some("abcd", 4, "x")) == list("abcd")
    assert all(2 <= chance.between(2, 3, i) < 3 for i in range(50))


def test_colours_mix():
    assert parts("#f80") == (255, 136, 0)
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert multiply("#ff8000", "#808080") == "#804000"


def test_lights_are_told_by_time_and_weather():
    assert light.hour(replace(Scene(), weather=("storm",)), Chance.of(1)).time == "storm"
    assert light.hour(replace(Scene(), weather=("rain",)), Chance.of(1)).time == "rain"
    assert light.hour(replace(Scene(), time="night"), Chance.of(1)).dark
    assert {light.hour(Scene(), Chance.of(seed)).time for seed in range(60)} == {"day", "sunset"}


def test_emoji_boxes_are_what_the_art_fills():
    for emblem in emoji.emblems().values():
        square = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36" width="36" height="36"'
        svg = f"<svg {square}>{emoji.art(emblem.emoji)}</svg>"
        filled = rasterised(svg, 180, 180).getchannel("A").getbbox()
        assert filled is not None
        assert [v / 5 for v in filled] == pytest.approx(emblem.box, abs=0.45)


def test_colourless_art_keeps_its_colours():
    assert emoji.recoloured('<path d="M0,0"/>', "#ff0000") == '<path d="M0,0"/>'
    assert "#ff0000" in emoji.recoloured('<path fill="#3355dd"/>', "#ff0000")


def test_emoji_with_a_face_gets_no_second_one():
    paint_ = Paintbox(light.studio_light())
    role = cast.Role(Actor("whale", mood="happy"), Chance.of(1), Chance.of(2))

    assert cast.figure_of(paint_, role).svg == emoji.emblem(paint_, "whale").svg
    assert not emoji.has_face("cake")
    assert not emoji.has_face("house")


def test_gestures_reach_both_hands():
    role = cast.Role(Actor("fox", held=(Held("balloon"), Held("apple"))), Chance.of(1), Chance.of(2))
    both = cast.figure_of(Paintbox(light.studio_light()), role)
    one = cast.figure_of(Paintbox(light.studio_light()), replace(role, actor=Actor("fox", held=(Held("balloon"),))))

    assert both.svg != one.svg
    assert both.box.left < -126 < 126 < both.box.right


def test_moods_change_the_face():
    paint_ = Paintbox(light.studio_light())
    moods = ("", "happy", "sad", "angry", "worried", "surprised", "asleep", "laughing", "wink", "content")

    assert len({face.eyes(paint_, mood, 0, 0, 40) + face.mouth(paint_, mood, 0, 0) for mood in moods}) == len(moods)


def test_box_moves_with_its_figure():
    box = Box(-10, -40, 30, 0)

    assert box.placed(100, 50, 2, flip=True) == Box(40, -30, 120, 50)
    assert bounds([Placed("a", Figure("", box), 0, 0, 1), Placed("b", Figure("", box), 50, 0, 1)]) == Box(
        -10, -40, 80, 0
    )
