"""The Larry conversation with a scripted model, through the whole bot: what model and painter were shown."""

# ruff: noqa: E501 - an answer is read in one line
from __future__ import annotations

import asyncio
import base64
import io
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

import pytest
from doubles.asking import planner_on
from doubles.house import House, house
from doubles.model_server import Asked, ModelServerDouble, Reply, Says
from PIL import Image

from bot.adapter import CharacterChange
from bot.buttons import ButtonId, Verb
from bot.events import Author
from bot.memory.blobs import open_blobs
from bot.phrases import phrase
from bot.planner.language_model.sight import Eyes
from bot.replies import Reply as Shown
from bot.valkey import StoreServer

CARD = "a small round hedgehog whose quills are bright sunflower petals"
PROMPT = f"Storybook illustration of {CARD}, take {{}}. He stands in a field of tall sunflowers in warm morning light."


def four() -> list[dict[str, Any]]:
    return [{"prompt": PROMPT.format(n), "alt": f"Larry, take {n}"} for n in (1, 2, 3, 4)]


ENGLISH: dict[str, Reply] = {
    "what does it look like": Says("A super-duper sunflower hedgehog? Like this, I think!", [("draw", {"pictures": four()})]),
    "the second one. its name is Larry": Says("Hello, Larry!", [("select", {"picture": 2}), ("name", {"names": [{"name": "Larry", "picture": 2, "card": CARD}]})]),
    "more like this": Says("More of Larry:", [("more", {"picture": 2})]),
    "show me Larry's house": Says(
        "Larry lives here:",
        [("draw", {"pictures": [{"prompt": "Storybook illustration of {Larry}'s cosy house inside a giant sunflower, with a mailbox lettered \"LARRY\".", "alt": "Larry's house", "who": ["Larry"], "shape": "wide"}]})],
    ),
    "what makes him so super-duper": Says("His petals glow whenever he is kind, and he shares every seed he finds."),
    "being kind hearted": Says(
        "Here he shares his seeds:",
        [("draw", {"pictures": [{"prompt": "Storybook illustration of {Larry} sharing seeds with small birds, his petals glowing. {Larry} smiles.", "alt": "Larry shares", "who": ["Larry"]}]})],
    ),
    "some stickers": Says(
        "Stickers of Larry!",
        [("draw", {"pictures": [{"prompt": f"Die-cut sticker of {{Larry}} {deed}, thick white border, plain background", "alt": deed, "who": ["Larry"], "style": "sticker", "transparent": True} for deed in ("waving", "asleep")]})],
    ),
    "that last house at night": Says("Night falls:", [("edit", {"pictures": [{"picture": 9, "prompt": "the same, at night", "alt": "Larry's house at night"}]})]),
    "same seed but purple": Says("Purple:", [("edit", {"pictures": [{"picture": 2, "prompt": "the same, purple", "alt": "Purple Larry", "seed": "same"}]})]),
    "a bedtime story about him and a picture": Says("Once upon a time Larry could not sleep...", [("draw", {"pictures": [{"prompt": "Watercolour of {Larry} in bed", "alt": "Larry in bed", "who": ["Larry"]}], "with_text": True})]),
}  # fmt: skip
KOREAN: dict[str, Reply] = {
    "어떻게 생겼을까": Says("초특급 해바라기 고슴도치는 이렇게 생겼을 것 같아요!", [("draw", {"pictures": four()})]),
    "두 번째로 할래. 이름은 래리야": Says("안녕, 래리!", [("name", {"names": [{"name": "래리", "picture": 2, "card": CARD}]}), ("select", {"picture": 2})]),
    "래리네 집 보여줘": Says("래리는 여기 살아요:", [("draw", {"pictures": [{"prompt": "Storybook illustration of {래리} in front of his house", "alt": "래리의 집", "who": ["래리"]}]})]),
    "왜 그렇게 초특급이야": Says("래리는 착한 일을 할 때마다 꽃잎이 빛나요."),
    "파란 모자 씌워줘": Says("파란 모자를 씌웠어요:", [("edit", {"pictures": [{"picture": 2, "prompt": PROMPT.format(2) + " He wears a blue hat.", "alt": "파란 모자를 쓴 래리"}]})]),
}  # fmt: skip


def model(answers: dict[str, Reply]) -> Callable[[Asked], Reply]:
    """Answer by what was said; anything else with a few words."""
    return lambda asked: next((reply for said, reply in answers.items() if said in asked.said), Says("I see!"))


@pytest.fixture
def double() -> Iterator[ModelServerDouble]:
    with ModelServerDouble(model(ENGLISH | KOREAN)).serving() as one:
        yield one


@pytest.fixture
async def bot(store: StoreServer, tmp_path: Path, double: ModelServerDouble) -> AsyncIterator[House]:
    eyes = Eyes(open_blobs(str(tmp_path / "blobs")).get, 64)
    planner = planner_on(double, eyes=eyes)
    async with house(store, tmp_path, planner=planner) as one:
        yield one


async def recipes(bot: House, reply: Shown) -> list[Any]:
    return [await bot.app.core.details(bot.thread.room_key, card.picture) for card in reply.cards]


async def bytes_of(bot: House, picture: str) -> bytes:
    details = await bot.app.core.details(bot.thread.room_key, picture)
    return (await bot.app.core.blob(details.blob)).data


async def test_larry_in_english(bot: House, double: ModelServerDouble) -> None:
    grid = await bot.say("My 5 year-old keeps talking about a super-duper sunflower hedgehog, what does it look like?")
    assert (grid.text, len(grid.cards)) == ("A super-duper sunflower hedgehog? Like this, I think!", 4)
    drawn = await recipes(bot, grid)
    assert len({one.seed for one in drawn}) == 4

    named = await bot.say("I like the second one. its name is Larry")
    second = drawn[1]
    (larry,) = await bot.app.core.cast(bot.thread.room_key)
    assert (larry.name, larry.picture, larry.description) == ("Larry", second.id, CARD)
    assert (named.text, [card.picture for card in named.cards]) == ("Hello, Larry!", [second.id])
    # The model saw the grid with its places, and where the words point.
    shown = double.asked[-1].text
    assert "#2 (2 of 4, top right) square, seed " in shown
    assert "The words may point at: #2" in shown

    more = await recipes(bot, await bot.say("more like this"))
    assert {one.prompt for one in more} == {second.prompt}
    assert not {one.seed for one in more} & {one.seed for one in drawn}
    assert {one.parents for one in more} == {(second.id,)}
    assert "Selected: #2" in double.asked[-1].text
    assert f'{{Larry}} #2 "{CARD}"' in double.asked[-1].text

    (home,) = await recipes(bot, await bot.say("Can you show me Larry's house?"))
    assert home.characters == (larry.id,)
    assert home.prompt.count(CARD) == 1
    assert 'lettered "LARRY"' in home.prompt
    assert "{" not in home.prompt
    order = bot.painter.orders[-1]
    assert order.shape == "wide"
    assert [one.picture for one in order.references] == [second.id]
    assert order.references[0].data == await bytes_of(bot, second.id)
    assert order.seed not in {one.seed for one in (*drawn, *more)}

    words = await bot.say("Larry is cute, what makes him so super-duper?")
    assert (words.text, words.cards) == ("His petals glow whenever he is kind, and he shares every seed he finds.", ())

    (kind,) = await recipes(bot, await bot.say("Awwww... can you show me Larry being kind hearted?"))
    assert 'you [text]: "His petals glow whenever he is kind' in double.asked[-1].text
    assert kind.prompt.startswith(f"Storybook illustration of {CARD} sharing seeds")
    assert kind.prompt.endswith("The small round hedgehog smiles.") or "the small round hedgehog smiles" in kind.prompt

    stickers = await recipes(bot, await bot.say("Can you design some stickers?"))
    assert [one.style for one in stickers] == ["sticker", "sticker"]
    assert all(order.transparent for order in bot.painter.orders[-2:])
    assert all(CARD in one.prompt for one in stickers)

    (night,) = await recipes(bot, await bot.say("that last house at night"))
    assert (night.seed, night.parents, night.characters) == (home.seed, (home.id,), (larry.id,))
    order = bot.painter.orders[-1]
    assert order.seed == home.seed
    # The canonical portrait first, then what is edited, each with its own bytes.
    assert [one.picture for one in order.references] == [second.id, home.id]
    assert order.references[1].data == await bytes_of(bot, home.id)

    (purple,) = await recipes(bot, await bot.say("same seed but purple"))
    assert purple.seed == second.seed

    both = await bot.say("Tell me a bedtime story about him and a picture")
    assert both.text.startswith("Once upon a time")
    assert len(both.cards) == 1

    lines = await bot.app.memory.lines(bot.thread)
    assert {line.model_calls for line in lines if line.author is None} == {1}
    assert len(double.asked) == 10


async def test_larry_in_korean(bot: House, double: ModelServerDouble) -> None:
    bot.locale = "ko"
    grid = await bot.say("다섯 살 아이가 초특급 해바라기 고슴도치 얘기를 해요. 어떻게 생겼을까요?")
    drawn = await recipes(bot, grid)
    assert grid.language == "ko"
    await bot.say("두 번째로 할래. 이름은 래리야")
    assert "The words may point at: #2" in double.asked[-1].text
    (larry,) = await bot.app.core.cast(bot.thread.room_key)
    assert (larry.name, larry.picture) == ("래리", drawn[1].id)
    home = await bot.say("래리네 집 보여줘")
    (made,) = await recipes(bot, home)
    assert (home.text, made.alt) == ("래리는 여기 살아요:", "래리의 집")
    assert CARD in made.prompt
    assert [one.picture for one in bot.painter.orders[-1].references] == [drawn[1].id]
    words = await bot.say("래리는 왜 그렇게 초특급이야?")
    assert words.text == "래리는 착한 일을 할 때마다 꽃잎이 빛나요."
    (hat,) = await recipes(bot, await bot.say("래리한테 파란 모자 씌워줘"))
    assert (hat.seed, hat.parents) == (drawn[1].seed, (drawn[1].id,))
    assert hat.prompt == PROMPT.format(2) + " He wears a blue hat."


async def test_edit_form_and_reply_tell_the_model_which_picture(bot: House, double: ModelServerDouble) -> None:
    grid = await bot.say("what does it look like")
    third = grid.cards[2].picture
    double.then(Says("Red:", [("edit", {"pictures": [{"prompt": "Red one", "alt": "red"}]})]))
    edited = await bot.submit(str(ButtonId(Verb.EDIT, third)), text="make it red")
    assert "The button or form was under: #3" in double.asked[-1].text
    assert (await recipes(bot, edited))[0].parents == (third,)
    double.then(Says("Blue:", [("edit", {"pictures": [{"change": "painted blue"}]})]))
    again = await bot.say("this one in blue", reply_to=grid.cards[3].picture)
    assert "Replied to: #4" in double.asked[-1].text
    (made,) = await recipes(bot, again)
    assert made.parents == (grid.cards[3].picture,)
    assert made.prompt.startswith("Storybook illustration of")
    assert "painted blue" in made.prompt


async def test_question_is_answered_by_a_tap(bot: House, double: ModelServerDouble) -> None:
    await bot.say("what does it look like")
    choices = [{"label": "The first", "picture": 1}, {"label": "The second", "picture": 2}]
    double.then(Says("", [("ask", {"question": "Which one do you mean?", "choices": choices})]))
    asked = await bot.say("make it blue, no, the other")
    assert asked.text == "Which one do you mean?"
    (row,) = asked.buttons
    assert [button.label for button in row] == ["The first", "The second"]
    double.then(Says("Blue:", [("edit", {"pictures": [{"prompt": "Blue one", "alt": "blue"}]})]))
    picked = await bot.press(row[1].id)
    text = double.asked[-1].text
    assert 'You asked, with the choices "The first", "The second"' in text
    assert "The button or form was under: #2" in text
    assert '[pick]: "The second"' in text
    (made,) = await recipes(bot, picked)
    assert made.parents == ((await bot.app.memory.board(bot.thread, [2])).picture(2).id,)  # type: ignore[union-attr]


async def test_people_are_left_to_talk_to_each_other(bot: House, double: ModelServerDouble) -> None:
    double.then(Says("", [("stay_silent", {})]))
    event = bot.message("@ben two loaves left!")
    await bot.accept(event)
    await bot.settled()
    assert await bot.shown() == []
    assert len(double.asked) == 1


async def test_story_streams_into_the_thread_and_can_be_stopped(bot: House, double: ModelServerDouble) -> None:
    double.then(Says("Once upon a time there was an owl", fault="stall", after=5))
    event = bot.message("tell me a story")
    await bot.accept(event)
    async with asyncio.timeout(10):
        while not any("Once upon a time" in one.reply.text for one in await bot.shown()):
            await asyncio.sleep(0.01)
    (shown,) = await bot.shown()
    assert not shown.reply.is_final
    await bot.app.core.accept(bot.message("stop"))
    stopped = await bot.answer(event.id)
    assert phrase("stopped") in stopped.text
    assert (await bot.say("thank you")).text == "I see!"


async def test_others_pictures_are_not_deleted_by_words(bot: House, double: ModelServerDouble) -> None:
    grid = await bot.say("what does it look like")
    double.then(Says("Gone.", [("remove", {"pictures": [1, 2]})]))
    ben = bot.message("delete the first two", author=Author("u-ben", "Ben"))
    reply = await bot.take(ben)
    assert "Only Mina" in reply.text
    assert len(await bot.app.core.album(bot.thread.room_key)) == 4
    double.then(Says("Gone.", [("remove", {"pictures": [1, 2]})]))
    await bot.say("delete the first two")
    left = {one.id for one in await bot.app.core.album(bot.thread.room_key)}
    assert left == {grid.cards[2].picture, grid.cards[3].picture}


async def test_photo_is_seen_small_and_can_be_drawn_from(bot: House, double: ModelServerDouble) -> None:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "brown").save(out, "PNG")
    photo = out.getvalue()
    dog = await bot.app.core.attach(bot.thread.room_key, photo, "dog.png")
    double.then(
        Says(
            "Here he is as a knight:",
            [
                (
                    "edit",
                    {"pictures": [{"photo": 1, "prompt": "Watercolour of a brown dog in armour", "alt": "Our dog"}]},
                )
            ],
        )
    )
    reply = await bot.say("make our dog like this but a knight", attachments=(dog,))
    asked = double.asked[-1]
    (url,) = asked.pictures
    with Image.open(io.BytesIO(_decoded(url))) as seen:
        assert (seen.format, seen.size) == ("JPEG", (64, 48))
    assert "Photo 1: sent now" in asked.text
    (made,) = await recipes(bot, reply)
    assert made.parents == ()
    (reference,) = bot.painter.orders[-1].references
    assert (reference.data, reference.media_type) == (photo, "image/png")
    # It stands in the talk, and can be drawn from again; it is looked at while it is fresh.
    double.then(Says("Two:", [("draw", {"pictures": [{"prompt": "Photo of a brown dog", "alt": "x", "photo": 1}]})]))
    await bot.say("and one by the sea")
    assert "Photo 1: sent before by Mina" in double.asked[-1].text
    assert "[with a photo]" in double.asked[-1].text
    assert len(double.asked[-1].pictures) == 1
    assert bot.painter.orders[-1].references[0].data == photo
    for _ in range(3):
        await bot.say("nice")
    assert double.asked[-1].pictures == []


def _decoded(url: str) -> bytes:
    head, _, data = url.partition(",")
    assert head == "data:image/jpeg;base64"
    return base64.b64decode(data)


# What the model is shown in the long run


def tokens_in(asked: Asked) -> int:
    """Count a request's tokens, tools and all: words by length, other letters one by one; no code of the bot's."""
    text = json.dumps(asked.body["tools"], separators=(",", ":")) + "".join(one["content"] for one in asked.messages)
    pieces = re.findall(r" ?[A-Za-z]+|\d{1,3}|[!-/:-@\[-`{-~]+|[^\x00-\x7f]", text)
    return sum(1 + (len(piece) - 1) // 12 for piece in pieces)


TALK = ("what does it look like", "the second one. its name is Larry", "show me Larry's house", "what makes him so super-duper", "thank you so much", "haha, lovely")  # fmt: skip


async def test_thread_of_200_turns_costs_as_much_as_one_of_20(bot: House, double: ModelServerDouble) -> None:
    for turn in range(200):
        await bot.say(f"{TALK[turn % len(TALK)]}, please ({turn})")
    costs = [tokens_in(asked) for asked in double.asked]
    assert len(costs) == 200
    assert max(costs) <= 2_500
    assert max(costs[180:]) <= max(costs[20:60]) * 1.1
    assert len({asked.system for asked in double.asked}) == 1
    assert len({json.dumps(asked.body["tools"]) for asked in double.asked}) == 1


async def test_beginning_of_what_is_shown_stays_from_turn_to_turn(bot: House, double: ModelServerDouble) -> None:
    await bot.say("what does it look like")
    await bot.say("the second one. its name is Larry")
    for turn in range(30):
        await bot.say(f"{TALK[2 + turn % 4]} ({turn})")
    texts = ["".join(str(one["content"]) for one in asked.messages) for asked in double.asked[2:]]
    system = len(double.asked[0].system)
    kept = 0
    for before, after in pairwise(texts):
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
        assert same > system + len("CAST\n{Larry}")  # the prompt, the tools before it, the cast
        kept += same >= before.index("\n\nNOW")  # all but what was true only then
    assert kept >= 20  # old talk is let go four turns at a time


async def test_renamed_character_is_shown_by_its_new_name(bot: House, double: ModelServerDouble) -> None:
    await bot.say("what does it look like")
    await bot.say("the second one. its name is Larry")
    (larry,) = await bot.app.core.cast(bot.thread.room_key)
    await bot.app.core.change_character(bot.thread.room_key, larry.id, CharacterChange(name="Barry"))
    await bot.say("thank you")
    assert "{Barry} #2" in double.asked[-1].text
