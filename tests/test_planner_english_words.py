"""English ways of naming, choosing, asking and chatting, one construction a line."""

from __future__ import annotations

import pytest
from doubles.grammar import check

NAMES = [
    (("an otter on a surfboard", "2", "Kelp. that's her name"), "note", "", "name Kelp"),
    (("an otter on a surfboard", "2", "let's name her Kelp"), "note", "", "name Kelp"),
    (("an otter on a surfboard", "2", "i hereby christen thee Kelp"), "note", "", "name Kelp"),
    (("an otter on a surfboard", "2", "Kelp it is"), "note", "", "name Kelp"),
    (("an otter on a surfboard", "2", "she looks like a Kelp"), "note", "", "name Kelp"),
    (("an otter on a surfboard", "2", "everyone meet Captain Kelp"), "note", "", "name Captain Kelp"),
    (("an otter on a surfboard", "the third is obviously Kelp"), "note", "", "name Kelp"),
    (("an otter on a surfboard", "3 → Kelp"), "note", "", "name Kelp"),
    (("an otter on a surfboard", "number 3 shall be known as Kelp"), "note", "", "name Kelp"),
    (("an otter on a surfboard", "2", "his name shall be Sir Floats-a-lot"), "note", "", "name Sir Floats-a-lot"),
    (("an otter on a surfboard", "2", "my daughter wants to call it Kelp"), "note", "", "name Kelp"),
    (("an otter on a surfboard", "2", "she decided he's a Kelp"), "note", "", "name Kelp"),
    (("an otter on a surfboard", "2", "name suggestion: Kelp"), "note", "", "name Kelp"),
    (("an otter on a surfboard", "2", "Kelp would suit him"), "note", "", "name Kelp"),
    (("a paper boat on a puddle", "2", "name's Puddlejumper"), "note", "", "name Puddlejumper"),
    (("a paper boat on a puddle", "2", "call this boat the Mary Rose"), "note", "", "name Mary Rose"),
    (("a paper boat on a puddle", "2", "and his name? Bartholomew."), "note", "", "name Bartholomew"),
    (("a paper boat on a puddle", "2", "she shall be called Duchess"), "note", "", "name Duchess"),
    (("a paper boat on a puddle", "2", 'let\'s call him "Old Soggy"'), "note", "", "name Old Soggy"),
    (("a paper boat on a puddle", "2", "i think Wanda fits"), "note", "", "name Wanda"),
    (("a paper boat on a puddle", "2", "Wanda!! obviously"), "note", "", "name Wanda"),
    (("a paper boat on a puddle", "2", "her name is wanda"), "note", "", "name wanda"),
    (("a paper boat on a puddle", "2", "ladies and gentlemen: Wanda"), "note", "", "name Wanda"),
    (("a paper boat on a puddle", "2", "that one's Wanda"), "note", "", "name Wanda"),
    (("a paper boat on a puddle", "2", "can we call it Wanda?"), "note", "", "name Wanda"),
    (("a paper boat on a puddle", "2", "how about Wanda for a name"), "note", "", "name Wanda"),
    (("a paper boat on a puddle", "the 3rd is Wanda, the 4th is Otto"), "note", "", "name Otto"),
    (("a paper boat on a puddle", "2", "she's called Wanda, after my aunt"), "note", "", "name Wanda"),
    (("a paper boat on a puddle", "2", "Wanda is her name, don't wear it out"), "note", "", "name Wanda"),
    (("a paper boat on a puddle", "2", "rename her: Wilma"), "note", "", "name Wilma"),
    (("a paper boat on a puddle", "2", "call him wanda", "actually call him Otto"), "note", "", "name Otto"),
]

NOTES = [
    (("an otter on a surfboard", "the last one made me snort"), "note", "", "sel pic-4"),
    (("an otter on a surfboard", "my vote goes to the third"), "note", "", "sel pic-3"),
    (("an otter on a surfboard", "definitely #2"), "note", "", "sel pic-2"),
    (("an otter on a surfboard", "top left wins"), "note", "", "sel pic-1"),
    (("an otter on a surfboard", "ooh the second otter has attitude"), "note", "", "sel pic-2"),
    (("an otter on a surfboard", "we're going with number one"), "note", "", "sel pic-1"),
    (("an otter on a surfboard", "can we use the third for the flyer"), "note|text", "", "sel pic-3"),
    (("an otter on a surfboard", "2", "add a hat", "undo that"), "note|edit", "", "sel pic-2"),
    (("an otter on a surfboard", "2", "add a hat", "actually it was better before"), "note|edit", "", "sel pic-2"),
    (("an otter on a surfboard", "2", "add a hat", "nah, lose that change"), "note|edit", "", ""),
    (("an otter on a surfboard", "2", "add a hat", "i prefer the one without the hat"), "note|edit", "", ""),
    (("an otter on a surfboard", "thanks, that's all for today"), "note|text|none", "", ""),
    (("make it blue",), "ask", "", ""),
    (("the second one please",), "ask|note", "", ""),
    (("can you add a hat?",), "ask", "", ""),
    (("an otter on a surfboard", "the other one"), "ask|note", "", ""),
    (("an otter on a surfboard", "2", "the other otter should be smaller"), "ask|edit", "", ""),
    (("a paper boat on a puddle", "@@bob i'm team 4"), "note", "", "sel pic-4"),
    (("a paper boat on a puddle", "@@bob 4 for me"), "note", "", "sel pic-4"),
    (("a paper boat on a puddle", "3 please"), "note", "", "sel pic-3"),
    (("a paper boat on a puddle", "the upper right one is so calm"), "note", "", "sel pic-2"),
    (("a paper boat on a puddle", "first! first! first!"), "note", "", "sel pic-1"),
    (("a paper boat on a puddle", "we'll take the bottom right"), "note", "", "sel pic-4"),
    (("a paper boat on a puddle", "let's use option 2"), "note", "", "sel pic-2"),
    (("a paper boat on a puddle", "can't decide between 1 and 3"), "note|text|ask", "", ""),
    (("a paper boat on a puddle", "second from the left"), "note|ask", "", ""),
    (("hi bot",), "note|text", "", ""),
]

TEXTS = [
    (("an otter on a surfboard", "2", "what's the seed of this one?"), "text", "seed", ""),
    (("an otter on a surfboard", "2", "what prompt did you use?"), "text", "otter", ""),
    (("how do otters sleep?",), "text", "otter", ""),
    (("an otter on a surfboard", "do they hold hands when they sleep"), "text", "", ""),
    (("five puns about otters pls",), "text", "", ""),
    (("a limerick about a surfing otter",), "text", "otter", ""),
    (("write me a caption for it",), "text", "", ""),
    (("an otter on a surfboard", "2", "short backstory for him please, no picture"), "text", "", ""),
    (("an otter on a surfboard", "2", "what should i call him?"), "text", "", ""),
    (("tell a bedtime story about an otter and draw the last scene",), "both", "otter", ""),
    (("write a haiku about rain and illustrate it",), "both", "rain", ""),
    (("explain how tides work and show it as a diagram",), "both", "tide", ""),
    (("an otter on a surfboard", "2", "a poem about him with a matching picture"), "both", "otter", ""),
    (("a paper boat on a puddle", "which one is your favourite?"), "text", "", ""),
    (("a paper boat on a puddle", "what's the difference between 1 and 2?"), "text", "", ""),
    (("a paper boat on a puddle", "how did you make the third?"), "text", "boat", ""),
    (("a paper boat on a puddle", "which model drew these"), "text", "", ""),
    (("a paper boat on a puddle", "can you make videos too?"), "text", "", ""),
    (("a paper boat on a puddle", "how many pictures can you make at once"), "text", "", ""),
    (("a paper boat on a puddle", "what size are these?"), "text", "", ""),
    (("a paper boat on a puddle", "can i use these for my shop?"), "text", "", ""),
    (("a paper boat on a puddle", "who asked for this?"), "text", "", ""),
    (("a paper boat on a puddle", "2", "she's Wanda", "who is wanda again?"), "text", "boat", ""),
    (("a paper boat on a puddle", "2", "she's Wanda", "tell us a story about wanda"), "text", "wanda", ""),
    (("are you a real person?",), "text", "", ""),
    (("what can you do?",), "text", "", ""),
    (("write three slogans for a bakery",), "text", "", ""),
    (("i need a rhyme for my nephew's birthday card",), "text", "", ""),
    (("give me ten names for a pirate parrot",), "text", "", ""),
    (("recommend a colour palette for a seaside cafe",), "text", "", ""),
    (("translate 'good night' into korean",), "text", "", ""),
    (("a paper boat on a puddle", "describe the second one for a screen reader"), "text", "boat", ""),
    (("what rhymes with orange",), "text", "orange", ""),
    (("is a tomato a fruit",), "text", "tomato", ""),
    (("why do cats knead",), "text", "", ""),
    (("who painted the starry night",), "text", "", ""),
    (("write a story about a lost mitten, then draw it",), "both", "mitten", ""),
    (("a short poem about fog plus a picture",), "both", "fog", ""),
    (("tell me about axolotls and show me one",), "both", "axolotl", ""),
    (("a fable with a drawing: the crow and the lamp",), "both", "crow", ""),
    (("write a dialogue between a fork and a spoon",), "text", "fork", ""),
    (("a paper boat on a puddle", "2", "tell its story"), "text", "", ""),
    (("a paper boat on a puddle", "2", "tell its story and paint the last page"), "both", "", ""),
]

CHATTER = [
    (("an otter on a surfboard", "@@bob lol my dog would never"), "none|note|text", "", ""),
    (("an otter on a surfboard", "@@bob did anyone order lunch yet"), "none|note|text", "", ""),
    (("our bus is late again, so annoying",), "none|note|text", "", ""),
    (("an otter on a surfboard", "@@bob that's hilarious"), "none|note|text", "", ""),
    (("an otter on a surfboard", "@@bob reminds me of my uncle at the lake"), "none|note|text", "", ""),
    (("an otter on a surfboard", "@@bob i saw one at the zoo once, it stole a sandwich"), "none|note|text", "", ""),
    (("an otter on a surfboard", "@@bob who's bringing the cake on friday?"), "none|note|text", "", ""),
    (("an otter on a surfboard", "@@bob ann you are a genius"), "none|note|text", "", ""),
    (("an otter on a surfboard", "great, printing it now"), "none|note|text", "", ""),
    (("we adopted a puppy yesterday!",), "none|note|text", "", ""),
    (("a paper boat on a puddle", "@@bob is it raining where you are, ann?"), "none|note|text", "", ""),
    (("a paper boat on a puddle", "@@bob my train leaves in ten"), "none|note|text", "", ""),
    (("a paper boat on a puddle", "@@bob haha same"), "none|note|text", "", ""),
    (("a paper boat on a puddle", "@@bob brb coffee"), "none|note|text", "", ""),
    (("a paper boat on a puddle", "@@bob wow, so cute"), "none|note|text", "", ""),
    (("a paper boat on a puddle", "@@bob i used to fold those with my grandpa every autumn"), "none|note|text", "", ""),
    (("a paper boat on a puddle", "@@bob nobody told me we had a bot in here"), "none|note|text", "", ""),
    (("a paper boat on a puddle", "@@bob can someone send me the agenda"), "none|note|text", "", ""),
    (("a paper boat on a puddle", "@@bob no way"), "none|note|text", "", ""),
    (("a paper boat on a puddle", "@@bob the printer is out of paper again"), "none|note|text", "", ""),
    (("a paper boat on a puddle", "@@bob meeting moved to 3 btw"), "none|note|text", "", ""),
    (("a paper boat on a puddle", "@@bob that puddle gives me anxiety"), "none|note|text", "", ""),
    (("a paper boat on a puddle", "@@bob you two and your boats"), "none|note|text", "", ""),
    (("a paper boat on a puddle", "@@bob ok ok i'm convinced"), "none|note|text", "", ""),
    (("a paper boat on a puddle", "@@bob not sure about the colours tbh"), "none|note|text|ask|edit", "", ""),
    (("good morning everyone, coffee's ready",), "none|note|text", "", ""),
    (("a paper boat on a puddle", "sorry, wrong channel"), "none|note|text", "", ""),
]


@pytest.mark.parametrize(("turns", "actions", "words", "fact"), NAMES)
def test_english_gives_a_name(turns: tuple[str, ...], actions: str, words: str, fact: str) -> None:
    check(turns, actions, words, fact)


@pytest.mark.parametrize(("turns", "actions", "words", "fact"), NOTES)
def test_english_is_noted(turns: tuple[str, ...], actions: str, words: str, fact: str) -> None:
    check(turns, actions, words, fact)


@pytest.mark.parametrize(("turns", "actions", "words", "fact"), TEXTS)
def test_english_is_answered_in_words(turns: tuple[str, ...], actions: str, words: str, fact: str) -> None:
    check(turns, actions, words, fact)


@pytest.mark.parametrize(("turns", "actions", "words", "fact"), CHATTER)
def test_english_leaves_people_alone(turns: tuple[str, ...], actions: str, words: str, fact: str) -> None:
    check(turns, actions, words, fact)
