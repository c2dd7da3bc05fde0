"""The Larry conversation, typed and clicked in a real browser on the real bot: `picturebook run`, nothing scripted."""

from __future__ import annotations

import io
import os
import re
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from doubles.browser import ChatPage
from doubles.process import BotProcess, bot_process
from PIL import Image
from playwright.async_api import Browser, Locator, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.asyncio(loop_scope="module")]


@dataclass(frozen=True)
class Script:
    """What is said, and what must be found, in one language."""

    locale: str
    name: str
    question: str
    naming: str
    house: str
    lettering: str
    why: str
    because: str
    kind: str
    stickers: str
    story: str
    story_chars: int
    asleep: str


ENGLISH = Script(
    locale="en-GB",
    name="Larry",
    question="my daughter keeps talking about a super-duper sunflower hedgehog, what does it look like?",
    naming="my daughter says its name is Larry, can I see more like this?",
    house="show me Larry's house",
    lettering='"LARRY"',
    why="what makes him so super-duper?",
    because="petals|kind",
    kind="can you show me Larry being kind-hearted?",
    stickers="design some stickers for her backpack",
    story="make up a bedtime story about him",
    story_chars=600,
    asleep="can I see Larry asleep?",
)
KOREAN = Script(
    locale="ko-KR",
    name="래리",
    question="우리 딸이 자꾸 슈퍼두퍼 해바라기 고슴도치 얘기를 하는데, 어떻게 생겼을까?",
    naming="딸이 그러는데 이름이 래리래. 이런 거 더 볼 수 있을까?",
    house="래리네 집 보여줘",
    lettering='"래리"',
    why="래리는 뭐가 그렇게 특별해?",
    because="꽃잎|착|친절|마음",
    kind="래리가 착한 일을 하는 모습도 보여줄래?",
    stickers="딸 책가방에 붙일 스티커 만들어줘",
    story="래리가 나오는 잠자리 동화 하나 지어줘",
    story_chars=250,
    asleep="래리 자는 모습 볼 수 있어?",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BotProcess]:
    async with bot_process(tmp_path_factory.mktemp("larry")) as one:
        yield one


async def open_room(browser: Browser, bot: BotProcess, room: str, script: Script, name: str = "Mina") -> ChatPage:
    return await ChatPage.open(browser, bot.address, name=name, locale=script.locale, path=f"#/{room}")


async def prompts_of(page: ChatPage, message: Locator) -> list[str]:
    """Return the prompts of a message's pictures, as the bot keeps them."""
    found = []
    for one in await page.pictures(message).all():
        identity = await one.get_attribute("data-picture")
        room = re.search(r"#/([a-z]+)", page.page.url)
        assert room
        details = await page.page.request.get(f"{page.address}api/rooms/{room[1]}/pictures/{identity}")
        found.append((await details.json())["prompt"])
    return found


async def picture_bytes(page: ChatPage, message: Locator, number: int) -> Image.Image:
    """Return picture `number` (from 1) of a message, fetched and decoded."""
    source = await page.pictures(message).nth(number - 1).locator("img").get_attribute("src")
    assert source
    answer = await page.page.request.get(page.address.rstrip("/") + source)
    return Image.open(io.BytesIO(await answer.body()))


async def look(page: ChatPage, name: str) -> None:
    """Keep a screenshot when a directory for them is named."""
    if directory := os.environ.get("SCREENSHOTS"):
        await page.screenshot(Path(directory) / f"{name}.png")


@pytest.mark.parametrize("script", [ENGLISH, KOREAN], ids=["english", "korean"])
async def test_larry_conversation(browser: Browser, bot: BotProcess, script: Script) -> None:
    page = await open_room(browser, bot, f"larry{script.locale[:2]}", script)

    grid = await page.ask(script.question)
    await look(page, f"{script.locale}-1-question")
    assert await page.pictures(grid).count() == 4
    for prompt in await prompts_of(page, grid):
        assert "hedgehog" in prompt
        assert "sunflower" in prompt
    for image in await page.pictures(grid).locator("img").all():
        assert len(await image.get_attribute("alt") or "") > 10
    assert len({(await picture_bytes(page, grid, n)).tobytes() for n in (1, 2, 3, 4)}) == 4

    await page.click_picture(2)  # top right
    chosen = await page.wait_for_turn(2)
    assert await page.pictures(chosen).count() == 1

    more = await page.ask(script.naming)
    await look(page, f"{script.locale}-2-more")
    assert await page.pictures(more).count() == 4
    larry = await page.open_cast()
    await expect(larry).to_have_count(1)
    assert script.name in await larry.inner_text()
    await expect(larry.locator("img").first).to_be_visible()
    await page.close_panel()

    house = await page.ask(script.house)
    await look(page, f"{script.locale}-3-house")
    for prompt in await prompts_of(page, house):
        assert "house" in prompt
        assert script.lettering in prompt

    why = await page.ask(script.why)
    await look(page, f"{script.locale}-4-why")
    assert await page.pictures(why).count() == 0
    assert re.search(script.because, await page.words())
    assert script.name in await page.words()

    kind = await page.ask(script.kind)
    await look(page, f"{script.locale}-5-kind")
    assert await page.pictures(kind).count() >= 1
    assert all("hedgehog" in prompt for prompt in await prompts_of(page, kind))

    stickers = await page.ask(script.stickers)
    await look(page, f"{script.locale}-6-stickers")
    assert await page.pictures(stickers).count() >= 2
    assert all("hedgehog" in prompt for prompt in await prompts_of(page, stickers))
    sticker = await picture_bytes(page, stickers, 1)
    assert sticker.mode == "RGBA"
    assert sticker.getpixel((2, 2)) == (*sticker.getpixel((2, 2))[:3], 0)  # type: ignore[index]  # RGBA

    await page.ask(script.story)
    await look(page, f"{script.locale}-7-story")
    story = await page.words()
    assert len(story) > script.story_chars
    assert story.count(script.name) >= 3

    asleep = await page.ask(script.asleep)
    await look(page, f"{script.locale}-8-asleep")
    assert await page.pictures(asleep).count() >= 1
    assert script.name in await page.words()
    for prompt in await prompts_of(page, asleep):
        assert "hedgehog" in prompt
        assert "sleep" in prompt
    assert page.problems == []
    await page.close()


async def test_buttons_work_after_the_server_was_killed_and_started_again(browser: Browser, bot: BotProcess) -> None:
    page = await open_room(browser, bot, "restart", ENGLISH)
    await page.ask(ENGLISH.question)
    await page.click_picture(2)
    chosen = await page.wait_for_turn(2)

    page.failures_are_expected = True
    await bot.end(signal.SIGKILL)
    await bot.start()

    await page.press("Variations", chosen)
    variations = await page.wait_for_turn(3)
    assert await page.pictures(variations).count() == 4
    old, new = await prompts_of(page, chosen), await prompts_of(page, variations)
    assert new == old * 4
    await page.close()


async def test_turn_that_was_running_when_the_server_was_killed_is_finished(browser: Browser, bot: BotProcess) -> None:
    page = await open_room(browser, bot, "killed", ENGLISH)
    await page.say(ENGLISH.question)
    page.failures_are_expected = True
    await bot.end(signal.SIGKILL)
    await bot.start()
    grid = await page.wait_for_turn(1)
    assert await page.pictures(grid).count() == 4
    await page.close()


async def test_two_browsers_see_the_same_thread_live(browser: Browser, bot: BotProcess) -> None:
    mina = await open_room(browser, bot, "together", ENGLISH)
    await mina.ask("draw a fox in the snow, just one")
    await expect(mina.page).to_have_url(re.compile("#/together/"))
    thread = mina.page.url.partition("#")[2]
    ben = await ChatPage.open(browser, bot.address, name="Ben", locale="en-GB", path=f"#{thread}")
    assert await ben.pictures().count() == 1

    await ben.say("make it night")
    await mina.wait_for_turn(2)
    assert "make it night" in await mina.messages.nth(2).inner_text()
    assert "Ben" in await mina.messages.nth(2).inner_text()
    assert await mina.pictures().count() == 1
    await ben.wait_for_turn(2)
    assert await prompts_of(mina, mina.last) == await prompts_of(ben, ben.last)
    assert mina.problems + ben.problems == []
    for page in (mina, ben):
        await page.close()


async def test_ctrl_c_ends_it_cleanly(bot: BotProcess) -> None:
    assert await bot.end(signal.SIGINT) == 0
    await bot.start()
