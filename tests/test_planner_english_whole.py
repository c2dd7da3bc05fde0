"""Nothing that an English message describes is missing from the prompts, and nothing around it gets in."""

from __future__ import annotations

# ruff: noqa: E501 - an example is read in one line
import pytest
from doubles.grammar import play

DRAWN = [
    # what comes before or after the sentence with the subject
    (("planning a leaflet for the dog walkers. my terrier stood on a barrel in a tiny cape??",), "terrier|barrel|cape", "leaflet"),
    (("A fox cub at its first violin lesson, holding it upside down. Soft pastel, please.",), "fox|violin|upside", ""),
    (("roman mosaic but the guy on it is surfing. tiny blue stones on white",), "mosaic|surfing|blue stones", ""),
    (("our chess club wants a mascot!! owl whose beak is a rook. badge with a red border",), "owl|rook|red border", "wants"),
    (("Could a heron wait at a bus stop? in the rain, at dusk",), "heron|rain|dusk", "could"),
    (("hen with a megaphone. Pen and ink please, as we print in black and white",), "hen|megaphone|ink", "please"),
    (("zine cover!! its called Slow Boats. two crabs in scarves sharing an oar, title on it",), "crabs|Slow Boats", ""),
    (
        (
            "Hello, my nephew has set this up for me and I have my tea beside me. I was telling him about the mill, which is a supermarket now. I would dearly love to see that mill at sunrise with swans on the pond.",
        ),
        "mill|sunrise|swans",
        "nephew|tea|supermarket",
    ),
    (("a hen by a gate, in watercolour if you do watercolour",), "watercolour|hen", "if you"),
    (("Ms. Crane hiding a clock, a dozen separate pics of it",), "Ms. Crane|clock", "dozen|separate"),
    # what speaks of the pictures is no part of them
    (("neon street, android baker selling glowing bread. two pics",), "baker|bread", "pictures|two"),
    (("a crab in a top hat, portrait format",), "crab|top hat", "portrait format"),
    (("ooops. a badger on a tandem, in a raincoat",), "badger|raincoat", "ooops"),
]  # fmt: skip

AFTER = [
    # (thread, what the newest prompts hold, what they do not)
    (("60s comic of a skinny postman in a cape", "1", "a lonely giant button by itself, drawn the same way"), "comic|button", "same way"),
    (("a red tractor driven by a dog through poppies", "1", "i want a goat driving instead"), "goat|poppies", "instead"),
    (("a coat sewn out of old maps", "2", "could i see that coat on a runway? pouring rain"), "maps|runway|rain", ""),
    (("a scarecrow dancing in the rain, one pic", "Could he have a bow tie? And wellingtons."), "bow tie|wellingtons", ""),
    (("a robot brushing a crocodile's teeth, one pic", "take the hat away, tiny mirror instead"), "mirror", "hat away"),
    (("hedgehogs running a post office, one pic", "hide a letter in it that says HAPPY 80TH"), '"HAPPY 80TH"', "no letter"),
    (("game box: meeples rowing a boat, title FJORD RAGE in big letters, one pic", "oh no typo. it should read FJORD RAGS"), "FJORD RAGS", "RAGE"),
    (("a night market, only phone torches for light, one pic", "candles, not phones"), "candles", "phone"),
    (("a goat's face in a postage stamp frame, one pic", "get rid of the frame on the icon"), "goat", "frame"),
    (("a man up a ladder by an apple tree, one pic", "bin the ladder so he's just hanging off a branch"), "hanging off a branch", "ladder"),
    (("a greeting card: two storks, with the words \"LINA\" below, one pic", "without the names"), "storks", "lina"),
    (("a snail with a lighthouse for a shell, one pic", "can the lamp be on"), "lamp on", "on lamp"),
    (("a pattern of sardines and lemons", "1", "What would an apron in that pattern look like?"), "apron|sardines", "that pattern"),
    (("a lighthouse in fog, one pic", "brilliant. a rowing boat below it, and the lamp lit"), "rowing boat|lamp", "brilliant"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "held", "free"), [*DRAWN, *AFTER])
def test_prompts_hold_what_is_described_and_nothing_else(said: tuple[str, ...], held: str, free: str) -> None:
    _, plan = play(said)
    prompts = "\n".join(d.prompt for d in plan.drawings)
    assert prompts
    missing = [w for w in held.split("|") if w.casefold() not in prompts.casefold()]
    leaked = [w for w in free.split("|") if w and w.casefold() in prompts.casefold()]
    assert (missing, leaked) == ([], []), prompts


@pytest.mark.parametrize(
    ("said", "shape"),
    [
        ("a mural: hair that turns into a river. landscape.", "wide"),
        ("a fox on a vending machine, tall so it fits my phone", "tall"),
        ("a ship in a gale. Landscape, if you please.", "wide"),
        ("a wide river at dawn", "square"),
    ],
)
def test_a_shape_is_heard_where_it_stands_alone(said: str, shape: str) -> None:
    _, plan = play((said,))
    assert plan.drawings[0].shape == shape


def test_one_is_plenty_means_one() -> None:
    _, plan = play(("can my friend get a portrait? dwarf cleric, songbirds in his beard. one's plenty",))
    assert len(plan.drawings) == 1
