"""The page when the way to the server is cut, and when the server says no: nothing is lost, nothing arrives twice."""

from __future__ import annotations

import re

import pytest
from doubles.browser import STEP_MS, ChatPage
from playwright.async_api import expect

from bot.errors import InboxFull, MessageTooLong, PictureGone
from bot.events import Message
from bot.replies import Reply

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_page_goes_on_after_the_server_was_restarted(house, page: ChatPage):
    await page.ask("draw a fox")
    page.failures_are_expected = True
    await house.shut()
    await expect(page.page.get_by_role("status").filter(has_text="Reconnecting…")).to_be_visible()
    await house.open()
    await expect(page.page.locator("#connection")).to_be_hidden(timeout=STEP_MS)

    await page.ask("tell me a story")
    await page.press("2", page.answers.first)
    await page.wait_for_turn(3)
    await expect(page.messages).to_have_count(5)


async def test_what_was_said_meanwhile_is_caught_up(house, open_page):
    mina = await open_page(name="Mina")
    await mina.ask("tell me a story")
    jonas = await open_page(name="Jonas", path=mina.page.url.removeprefix(house.address))
    mina.failures_are_expected = True
    await mina.context.set_offline(True)
    await jonas.ask("and another story")
    await mina.context.set_offline(False)

    await expect(mina.messages).to_have_count(4)
    await expect(mina.page.locator("#connection")).to_be_hidden()


async def test_message_to_a_dead_server_is_kept_and_sent_once_it_is_back(house, page: ChatPage):
    await page.ask("tell me a story")
    page.failures_are_expected = True
    await house.shut()
    await page.say("another story, please")
    await expect(page.messages.last).to_contain_text("Not sent yet. It is kept")
    await house.open()
    await page.wait_for_turn(2)

    assert [event.text for event in house.core.events if isinstance(event, Message)] == [
        "tell me a story",
        "another story, please",
    ]
    await expect(page.page.locator("#pending article")).to_have_count(0)


async def test_message_survives_a_reload_before_it_was_sent(house, page: ChatPage):
    await page.ask("tell me a story")
    page.failures_are_expected = True
    await page.page.route(re.compile("/messages$"), lambda route: route.abort())
    await page.say("another story, please")
    await expect(page.messages.last).to_contain_text("Not sent yet")
    await page.page.unroute_all()
    await page.page.reload()
    await page.wait_for_turn(2)

    assert len([event for event in house.core.events if isinstance(event, Message)]) == 2


async def test_answer_that_got_lost_makes_no_second_message(house, page: ChatPage):
    page.failures_are_expected = True
    lost: list[str] = []

    async def lose_first(route) -> None:
        if lost:
            await route.continue_()
            return
        lost.append(route.request.url)
        await route.fetch()  # the server takes it, its answer never arrives
        await route.abort()

    await page.page.route(re.compile("/messages$"), lose_first)
    await page.say("tell me a story")
    await page.wait_for_turn()
    await expect(page.page.locator("#pending article")).to_have_count(0)

    assert len(lost) == 1
    assert len([event for event in house.core.events if isinstance(event, Message)]) == 1
    await expect(page.messages).to_have_count(2)


async def test_refused_message_says_why_and_comes_back_to_be_edited(house, page: ChatPage):
    page.failures_are_expected = True
    house.core.refuse = MessageTooLong(limit=4000)
    await page.say("much too long")
    await expect(page.messages.last).to_contain_text("longer than I can read (4000 characters)")
    house.core.refuse = None
    await page.page.get_by_role("button", name="Edit", exact=True).click()
    await expect(page.box).to_have_value("much too long")
    await expect(page.messages).to_have_count(0)
    await page.ask("short story")

    assert [event.text for event in house.core.events if isinstance(event, Message)] == ["short story"]


async def test_refused_message_can_be_tried_again_or_discarded(house, page: ChatPage):
    page.failures_are_expected = True
    house.core.refuse = InboxFull()
    await page.say("story one")
    await page.say("story two")
    await expect(page.page.locator("#pending .refused")).to_have_count(2)
    house.core.refuse = None
    await page.page.get_by_role("button", name="Discard").first.click()
    await page.page.get_by_role("button", name="Try again").click()
    await page.wait_for_turn()

    assert [event.text for event in house.core.events if isinstance(event, Message)] == ["story two"]


async def test_refused_press_says_why_and_selects_nothing(house, page: ChatPage):
    answer = await page.ask("draw a fox")
    page.failures_are_expected = True
    house.core.refuse = PictureGone()
    await page.press("1")

    await expect(page.page.get_by_role("alert")).to_contain_text("That picture is not here any more")
    await expect(answer.locator(".tile.selected")).to_have_count(0)
    await page.page.get_by_role("alert").get_by_role("button", name="Close").click()
    await expect(page.page.get_by_role("alert")).to_have_count(0)


async def test_draft_is_there_after_a_reload(page: ChatPage):
    await page.box.fill("half a thou")
    await page.page.reload()

    await expect(page.box).to_have_value("half a thou")
    await page.ask("a whole story")
    await page.page.get_by_role("button", name="New thread").click()
    await expect(page.box).to_have_value("")


async def test_long_thread_shows_its_end_and_loads_what_was_before(house, page: ChatPage):
    await page.ask("tell me a story")
    thread = house.core.events[0].thread
    for number in range(220):
        await house.core.adapter.post(thread, f"extra-{number}", Reply(f"extra-{number}", f"Line {number}"))
    await page.page.reload()
    await expect(page.messages).to_have_count(200)
    await expect(page.messages.last).to_be_in_viewport()
    await page.page.get_by_role("button", name="Earlier messages").click()

    await expect(page.messages).to_have_count(222)
    await expect(page.messages.first).to_contain_text("tell me a story")
    await expect(page.page.get_by_role("button", name="Earlier messages")).to_be_hidden()


async def test_stream_that_was_trimmed_loads_the_room_again(house, page: ChatPage):
    await page.ask("tell me a story")
    page.failures_are_expected = True
    await house.shut()
    await house.redis.xtrim("web1:{web/playroom}:stream", maxlen=0)
    await house.open()
    await page.ask("another story")

    await expect(page.messages).to_have_count(4)
