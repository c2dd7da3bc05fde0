"""Answers as models of different servers have them: words and calls of every kind, some of them impossible.

`recorded` picks one for a text, always the same; a model that is shown its mistake then answers in plain words.
"""

# ruff: noqa: E501 - an answer is read in one line
from __future__ import annotations

import re
from zlib import crc32

from doubles.model_server import Asked, Reply, Says, Whole

HEDGEHOG = "Storybook illustration of a small hedgehog with a red hat, standing in a sunny garden full of tulips. Soft morning light, warm colours."
STORY = "Once there was an owl called Pip who was too shy to hoot. Every night he whispered to the moon, until the moon whispered back."

#: What each kind of answer looks like; numbers are of the board of the contract suite, or of none.
ANSWERS: tuple[Reply, ...] = (
    Says("Here you are!", [("draw", {"pictures": [{"prompt": HEDGEHOG, "alt": "A hedgehog in a garden"}] * 4})]),
    Says("", [("draw", {"pictures": [{"prompt": HEDGEHOG}]})], shape="vllm"),
    Says("Blue it is.", [("edit", {"pictures": [{"picture": 2, "prompt": HEDGEHOG.replace("red", "blue"), "alt": "Blue hat"}]})], shape="ollama"),
    Says("Like so?", [("edit", {"pictures": [{"change": "with a blue hat", "seed": "same"}, {"change": "at night"}]})], shape="gemini"),
    Says("More of him.", [("more", {"picture": 3, "count": 3})], shape="object"),
    Says("Hello Larry!", [("name", {"names": [{"name": "Larry", "picture": 2, "card": "a small hedgehog with a red hat"}]})]),
    Says("Nice to meet you.", [("name", {"names": {"name": "Pip"}})], shape="vllm"),
    Says("That one, then.", [("select", {"picture": "#2"}), ("note", {})], shape="ollama"),
    Says("", [("select", {"picture": 99})]),
    Says("", [("ask", {"question": "Which one do you mean?", "choices": [{"label": "The first", "picture": 1}, {"label": "The second", "picture": 2}]})]),
    Says("Which?", [("ask", {})], shape="gemini"),
    Says("", [("refuse", {"guideline": "public person", "words": "I don't draw real people, but I can make somebody up."})]),
    Says("Gone.", [("remove", {"pictures": [1, 2]})]),
    Says("", [("note", {})]),
    Says("", [("stay_silent", {})]),
    Says(STORY),
    Says("<think>They want a story. I write one.</think>" + STORY),
    Says(STORY, [("draw", {"pictures": [{"prompt": "Watercolour of {Larry} and an owl", "who": ["Larry"]}], "with_text": True})], shape="ollama"),
    Says("", [("draw", {"pictures": [{"prompt": "{Nobody} in the rain", "who": ["Nobody"]}]})]),
    Says("", [("draw", '{"pictures": [{"prompt": "Watercolour of a cat", "alt": "A ca')]),
    Says("", [("fly", {"to": "the moon"})]),
    Says("", [("draw", {"pictures": "four hedgehogs"})]),
    Says("", [("draw", {"pictures": [{"prompt": "Photo of a cat", "seed": 99999999999999999999, "shape": "round", "style": "cubism", "like": 2}]})]),
    Says(""),
    Whole("Here!", [("draw", {"pictures": [{"prompt": HEDGEHOG, "alt": "x", "shape": "portrait", "style": "sticker"}]})]),
)  # fmt: skip


def recorded(asked: Asked) -> Reply:
    """Answer as a model would that knows the contract suite's conversation, and anything else somehow."""
    if asked.repairs:
        return Says("Let me put it in words: tell me which picture you mean.")
    text = asked.said
    if text.startswith("draw a hedgehog"):
        return ANSWERS[0]
    if "its name is Larry" in text:
        return ANSWERS[5]
    if text == "make the hat blue":
        return ANSWERS[2]
    if re.search("story", text):
        return ANSWERS[15]
    return ANSWERS[crc32(asked.text.encode()) % len(ANSWERS)]
