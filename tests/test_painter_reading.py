"""Reading: what the words of a prompt become, in English and in Korean, and that no text makes it raise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.painter.offline.chance import Chance
from bot.painter.offline.figures.species import all_species
from bot.painter.offline.figures.things import own_things, place_of
from bot.painter.offline.homes import homes
from bot.painter.offline.homes import place_of as home_of
from bot.painter.offline.places import PLACES
from bot.painter.offline.reading import read
from bot.painter.offline.scene import Held, Thing, Worn
from bot.painter.offline.words import READ_CHARS, compound, lexicon, plain_text, singular, stems

LARRY = "a hedgehog whose quills are sunflower petals"


def kinds(prompt: str) -> list[str]:
    return [actor.kind for actor in read(prompt).actors]


def test_reading_joins_what_is_said_of_one_creature():
    scene = read(
        "Storybook illustration of a super-duper sunflower hedgehog: a cheerful hedgehog whose quills are sunflower "
        "petals, standing in a garden, soft daylight"
    )

    (larry,) = scene.actors
    assert (larry.kind, larry.traits, larry.mood) == ("hedgehog", ("petals",), "happy")
    assert (scene.place, scene.time, scene.style, scene.things) == ("garden", "day", "storybook", ())


def test_reading_gives_adjectives_to_their_nouns():
    (fox,) = read("a tiny blue fox wearing a red scarf and a green hat").actors

    assert (fox.colour, fox.size) == ("blue", 0.6)
    assert fox.worn == (Worn("scarf", "red"), Worn("hat", "green"))


def test_reading_gives_late_colours_to_the_noun_before():
    assert read("a cat that is blue").actors[0].colour == "blue"
    assert read("a blue cat in a red hat").actors[0].colour == "blue"


@pytest.mark.parametrize(
    ("prompt", "counts"),
    [
        ("three foxes and five mice", [3, 5]),
        ("3 foxes", [3]),
        ("mice in a field", [3]),
        ("고양이 두 마리", [1]),
        ("두 고양이", [2]),
        ("99999999999 cats", [9]),
        ("a pair of owls", [2]),
    ],
)
def test_reading_counts(prompt: str, counts: list[int]):
    assert [actor.count for actor in read(prompt).actors] == counts


@pytest.mark.parametrize(
    ("prompt", "pose"),
    [
        ("a waving bear", "waving"),
        ("a bear, fast asleep", "asleep"),
        ("sleeping, a bear", "asleep"),
        ("자고 있는 곰", "asleep"),
    ],
)
def test_reading_takes_poses_before_and_after(prompt: str, pose: str):
    assert read(prompt).actors[0].pose == pose


def test_reading_puts_things_into_paws():
    assert read("a rabbit holding a red balloon").actors[0].held == (Held("balloon", "red"),)
    assert read("a dragon reading a book").actors[0].held == (Held("book"),)
    assert read("an otter with a printer").things == (Thing("printer"),)
    three = read("a cat holding a cup, holding a book, holding an apple")
    assert len(three.actors[0].held) == 2


def test_reading_dresses_who_has_a_role():
    assert [w.kind for w in read("a dinosaur barista").actors[0].worn] == ["apron"]
    assert [w.kind for w in read("a pirate cat").actors[0].worn] == ["pirate hat", "eyepatch"]
    assert read("a robot gardener").actors[0].held == (Held("watering-can"),)
    assert [w.kind for w in read("a wizard wearing a wizard hat").actors[0].worn] == ["wizard hat", "cape"]


def test_reading_makes_a_person_of_a_role_alone():
    assert kinds("a wizard and a dragon") == ["person", "dragon"]
    assert read("a happy king").actors[0].mood == "happy"
    assert kinds("a sleepy king") == ["person"]


def test_reading_honours_negation():
    scene = read("a cat without a hat or scarf, no clouds, a tree")

    (cat,) = scene.actors
    assert (cat.worn, cat.refused) == ((), ("hat", "scarf"))
    assert scene.absent == ("hat", "scarf", "clouds")
    assert scene.weather == ()
    assert [t.kind for t in scene.things] == ["tree"]


def test_reading_takes_back_what_is_negated_later():
    assert read("a cat wearing a hat, no hat").actors[0].worn == ()
    assert read("a cat holding an apple, no apple").actors[0].held == ()
    assert read("a castle and a tree, no castle").things == (Thing("tree"),)
    assert read("rain over a hill, no rain").weather == ()
    assert read("no dogs but a cat").actors[0].kind == "cat"


def test_reading_honours_korean_negation():
    scene = read("모자 없이 서 있는 고양이")

    assert scene.absent == ("hat",)
    assert read("없이").absent == ()


def test_reading_knows_korean_nouns_with_particles():
    scene = read('해바라기 고슴도치가 정원에서 자고 있는 모습, 우체통에 "래리"')

    assert kinds("해바라기고슴도치") == ["hedgehog"]
    assert (scene.actors[0].traits, scene.actors[0].pose) == (("petals",), "asleep")
    assert (scene.place, scene.things) == ("garden", (Thing("mailbox", words="래리"),))
    assert read("빨간 모자를 쓴 고양이").actors[0].worn == (Worn("hat", "red"),)


@pytest.mark.parametrize(
    ("prompt", "things", "board", "spoken"),
    [
        ('a house with a mailbox lettered "LARRY"', {"house": "", "mailbox": "LARRY"}, "", ""),
        ('the words "LARRY" on a mailbox', {"mailbox": ""}, "LARRY", ""),
        ('a "HELLO" sign', {"sign": "HELLO"}, "", ""),
        ("a fox and “good morning”", {}, "good morning", ""),
        ('a fox saying "hi"', {}, "", "hi"),
        ('a cake "one" "two"', {"cake": "one"}, "two", ""),
    ],
)
def test_reading_puts_lettering_where_it_belongs(prompt: str, things: dict[str, str], board: str, spoken: str):
    scene = read(prompt)

    assert ({t.kind: t.words for t in scene.things}, scene.board, scene.spoken) == (things, board, spoken)


def test_reading_seats_who_is_in_or_on_something():
    assert read("a cat on a boat at sunset").seat == "boat"
    assert read("Larry the hedgehog asleep in his bed").seat == "bed"
    assert read("a mouse riding a train").seat == "train"
    assert read("a boat in the sea").seat is None


def test_reading_brings_things_to_life_that_act():
    scene = read("a croissant asleep on a velvet cushion")

    assert [(a.kind, a.pose) for a in scene.actors] == [("croissant", "asleep")]
    assert scene.seat == "cushion"
    assert [(a.kind, a.mood) for a in read("a laughing avocado").actors] == [("avocado", "laughing")]
    assert read("a cozy cake, a happy birthday cake").actors == ()
    assert read("a cake wearing a crown").actors[0].worn == (Worn("crown"),)


def test_reading_leaves_out_what_a_sticker_is_for():
    scene = read("Sticker of a fox for a backpack")

    assert (scene.style, scene.things, scene.actors[0].worn) == ("sticker", (), ())
    assert read("a red backpack").things == (Thing("backpack-thing", colour="red"),)
    assert read("a fox wearing a red backpack").actors[0].worn == (Worn("backpack", "red"),)


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("Watercolour of a fox", "watercolour"),
        ("pixel art fox", "pixel art"),
        ("pencil sketch of a fox", "pencil"),
        ("Die-cut sticker of a fox", "sticker"),
        ("a fox", "storybook"),
        ("여우 수채화", "watercolour"),
    ],
)
def test_reading_knows_styles(prompt: str, style: str):
    assert read(prompt).style == style


def test_reading_tells_what_it_does_not_know():
    assert read("a flurble with zebs").unknown == ("flurble with zebs",)
    assert read("a flurble, zebs").unknown == ("flurble", "zebs")
    assert read("a").unknown == ()


def test_reading_keeps_two_of_a_kind_apart_by_colour():
    assert [a.colour for a in read("a red cat and a blue cat").actors] == ["red", "blue"]
    assert [a.colour for a in read("a red cat. the red cat").actors] == ["red"]


def test_reading_stops_at_what_fits_in_a_picture():
    everybody = ", ".join(f"a {name}" for name in all_species())
    everything = ", ".join(f"a {name}" for name in own_things())

    assert len(read(everybody).actors) == 6
    assert len(read(everything).things) <= 10
    assert len(read(f"{everybody}, a wizard").actors) == 6


def test_reading_takes_portraits_and_plain_grounds():
    scene = read("close-up of an owl, plain background")

    assert (scene.close, scene.plain) == (True, True)


def test_reading_stops_after_what_anybody_means():
    assert kinds("x" * READ_CHARS + " a fox") == []
    assert len(plain_text("a" * 10**5)) == READ_CHARS


def test_reading_ignores_what_parts_are_coloured():
    (cat,) = read("a cat with green eyes").actors

    assert cat.colour is None
    assert read("a green-eyed cat").actors[0].kind == "cat"


@pytest.mark.parametrize(
    ("word", "one"),
    [
        ("mice", "mouse"),
        ("foxes", "fox"),
        ("berries", "berry"),
        ("glass", "glass"),
        ("집들", "집들"),
        ("cats", "cat"),
        ("tomatoes", "tomato"),
    ],
)
def test_words_have_singulars(word: str, one: str):
    assert singular(word) == one


def test_words_shed_particles():
    assert "cookie" in stems("cookies")
    assert "고슴도치" in stems("고슴도치들이")
    assert compound("알수없는말") == ()
    assert compound("castle") == ()


def test_every_word_means_something_that_can_be_drawn():
    for concept in lexicon().values():
        if concept.kind == "actor":
            assert concept.name in all_species()
        if concept.kind == "thing":
            assert place_of(concept.name) in {"ground", "sky", "water", "hand", "table", "seat", "big"}
        if concept.kind == "place":
            assert concept.name in PLACES


def test_every_home_is_a_place():
    assert {place for table in homes().values() for place in table.values()} <= set(PLACES)


@pytest.mark.parametrize(
    ("prompt", "place"),
    [
        ("a fox asleep in bed", "bedroom"),
        ("a cat on a boat in a field", "sea"),
        ("a penguin", "snow"),
        ("a chef", "kitchen"),
        ("a christmas fox", "snow"),
        ("a fox in the desert", "desert"),
    ],
)
def test_subjects_are_at_home_somewhere(prompt: str, place: str):
    assert home_of(read(prompt), Chance.of(1)) == place


def test_small_things_are_sometimes_in_a_room():
    assert {home_of(read("a cake"), Chance.of(seed)) for seed in range(40)} >= {"room", "garden", "meadow"}


@given(st.text(max_size=400))
def test_reading_never_raises(prompt: str):
    assert read(prompt).style


@given(st.lists(st.sampled_from([*(" ".join(key) for key in lexicon()), ",", ".", '"', "2", "and"]), max_size=24))
def test_reading_never_raises_on_known_words(words: list[str]):
    scene = read(" ".join(words))

    assert len(scene.actors) <= 6
