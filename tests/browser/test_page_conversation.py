"""The page's conversation: saying, streaming, drawing, selecting, forms, replies, people."""

from __future__ import annotations

import asyncio
import re

import pytest
from doubles.browser import ChatPage
from playwright.async_api import expect

from bot.errors import InboxFull
from bot.events import Message, Press, Submit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script> & </p> "
    "javascript:alert(1) \u202eevil\u202c @everyone **<b>bold</b>**"
)


async def test_message_is_sent_and_answered_with_four_tiles_in_reading_order(house, page: ChatPage):
    answer = await page.ask("draw a fox in the snow")

    assert [type(event) for event in house.core.events] == [Message]
    event = house.core.events[0]
    assert isinstance(event, Message)
    assert (event.text, event.author.name, event.locale) == ("draw a fox in the snow", "Mina", "en-GB")
    numbers = await page.pictures(answer).locator(".tile-number").all_inner_texts()
    assert numbers == ["1", "2", "3", "4"]
    boxes = [await tile.bounding_box() for tile in await page.pictures(answer).all()]
    assert len({round(box["x"]) for box in boxes}) == len({round(box["y"]) for box in boxes}) == 2  # a 2x2 grid
    assert await page.names_of_buttons() == ["1", "2", "3", "4", "More like this", "Redraw", "Edit…", "Name…"]
    await expect(page.page).to_have_title(re.compile("draw a fox in the snow"))


async def test_answer_streams_words_then_tiles_fill_in_one_by_one(house, page: ChatPage):
    house.core.gate = asyncio.Semaphore(0)
    await page.say("draw a fox")
    progress = page.last.get_by_test_id("progress")

    await expect(progress).to_contain_text("Thinking…")
    house.core.gate.release()
    await expect(page.last.locator(".words")).to_have_text("Here are s")
    house.core.gate.release()
    await expect(page.last.locator(".words")).to_have_text("Here are some ideas!")
    await expect(page.last.get_by_role("img", name="is being drawn")).to_have_count(4)
    for done in range(1, 4):
        house.core.gate.release()
        await expect(page.pictures(page.last)).to_have_count(done)
        await expect(page.last.locator(".tile")).to_have_count(4)
        await expect(progress).to_contain_text(f"{done} of 4 painted")
        await expect(page.last.get_by_role("progressbar")).to_have_js_property("value", done)
    house.core.gate.release()
    await page.wait_for_turn()
    await expect(progress).to_be_hidden()
    await expect(page.pictures(page.last)).to_have_count(4)


async def test_tile_that_is_there_stays_the_same_element(house, page: ChatPage):
    house.core.gate = asyncio.Semaphore(3)
    await page.say("draw a fox")
    first = await page.pictures(page.last).first.element_handle()
    for _ in range(3):
        house.core.gate.release()
    await page.wait_for_turn()

    assert await first.evaluate("(one) => one.isConnected")


@pytest.mark.parametrize("count", [1, 2, 3])
async def test_fewer_pictures_make_a_sensible_grid(page: ChatPage, count: int):
    answer = await page.ask(f"draw {count} foxes")

    boxes = [await tile.bounding_box() for tile in await page.pictures(answer).all()]
    assert len(boxes) == count
    assert len({round(box["y"]) for box in boxes}) == 1
    assert not await page.is_wider_than_screen()


async def test_stop_ends_the_turn_and_keeps_what_is_there(house, page: ChatPage):
    house.core.gate = asyncio.Semaphore(3)
    await page.say("draw a fox")
    await expect(page.pictures(page.last)).to_have_count(1)
    await page.press("Stop")
    answer = await page.wait_for_turn()

    await expect(answer.locator(".words")).to_have_text("Stopped. What was finished stays.")
    await expect(answer.locator(".tile")).to_have_count(1)


async def test_click_on_a_picture_enlarges_and_selects_it(house, page: ChatPage):
    answer = await page.ask("draw a fox")
    await page.click_picture(2, close=False)

    await expect(page.lightbox.get_by_role("img")).to_have_attribute("alt", "draw a fox, version 1")
    await expect(page.lightbox.get_by_role("button", name="Choose this one")).to_have_count(0)
    await page.page.keyboard.press("Escape")
    await page.wait_for_turn(2)
    assert [event.button for event in house.core.events if isinstance(event, Press)] == ["pb1:select:pic-1"]
    await expect(page.pictures(answer).nth(1).locator(".tile-open")).to_have_attribute("aria-pressed", "true")
    await expect(page.pictures(answer).nth(0).locator(".tile-open")).to_have_attribute("aria-pressed", "false")


async def test_selected_picture_is_not_selected_again(house, page: ChatPage):
    await page.ask("draw a fox")
    await page.click_picture(1)
    await page.wait_for_turn(2)
    await page.click_picture(1)

    assert len([event for event in house.core.events if isinstance(event, Press)]) == 1


async def test_buttons_below_choose_and_go_on(house, page: ChatPage):
    answer = await page.ask("draw a fox")
    await page.press("3", answer)
    await page.wait_for_turn(2)
    await page.press("Variations")
    await page.wait_for_turn(3)

    presses = [event.button for event in house.core.events if isinstance(event, Press)]
    assert presses == ["pb1:select:pic-4", "pb1:vary:pic-4"]
    await expect(page.pictures(page.last)).to_have_count(4)


async def test_form_asks_keeps_the_focus_inside_and_sends_every_field(house, page: ChatPage):
    await page.ask("draw 1 fox")
    await page.press("Edit…")
    await expect(page.form).to_be_visible()
    await expect(page.form.get_by_role("heading")).to_have_text("Edit this picture")
    for _ in range(12):
        await page.page.keyboard.press("Tab")
        inside = "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        assert await page.page.evaluate(inside)
    await page.page.keyboard.press("Escape")
    await expect(page.form).to_have_count(0)
    await expect(page.last.get_by_role("button", name="Edit…")).to_be_focused()

    await page.press("Edit…")
    await page.fill_form(words="give it a hat", style="watercolour")
    await page.wait_for_turn(2)
    submits = [event for event in house.core.events if isinstance(event, Submit)]
    assert [(one.form, dict(one.values)) for one in submits] == [
        ("pb1:edit:pic-1", {"words": "give it a hat", "style": "watercolour"})
    ]


async def test_form_that_is_refused_keeps_what_was_typed(house, page: ChatPage):
    await page.ask("draw 1 fox")
    await page.press("Name…")
    await page.form.get_by_role("textbox").fill("Larry")
    house.core.refuse = InboxFull()
    page.failures_are_expected = True  # the browser itself logs the refusal
    await page.form.get_by_role("button", name="Keep").click()

    await expect(page.form.get_by_role("alert")).to_contain_text("already many messages")
    await expect(page.form.get_by_role("textbox")).to_have_value("Larry")
    house.core.refuse = None
    await page.form.get_by_role("button", name="Keep").click()
    await expect(page.form).to_have_count(0)
    await page.wait_for_turn(2)
    assert await page.words() == "Hello, Larry!"


async def test_reply_to_a_picture_names_it_and_shows_a_quote(house, page: ChatPage):
    await page.ask("draw a fox")
    await page.reply_to_picture(3, "this one with a hat")
    await page.wait_for_turn(2)

    said = [event for event in house.core.events if isinstance(event, Message)][-1]
    assert said.reply_to == "pic-4"
    quote = page.page.get_by_test_id("message-person").last.locator(".quote")
    await expect(quote).to_contain_text("Picture 3 · draw a fox, version 4")
    await expect(page.page.locator("#quote-chip")).to_be_hidden()


async def test_reply_to_words_of_the_bot_can_be_taken_back(house, page: ChatPage):
    answer = await page.ask("tell me a story")
    await page.reply_to(answer, "and then?")
    await page.wait_for_turn(2)
    await page.last.hover()
    await page.last.get_by_role("button", name="Reply to this message").click()
    await page.page.get_by_role("button", name="Cancel the reply").click()
    await page.ask("something else")

    said = [event for event in house.core.events if isinstance(event, Message)]
    assert [one.reply_to for one in said] == [None, said[0].id, None]


async def test_several_people_can_be_played_and_renamed(house, page: ChatPage):
    await page.ask("tell me a story")
    await page.speak_as("Jonas")
    await page.ask("a story for me too")
    await page.speak_as("Mina")
    await page.page.locator("#persona").click()
    await page.page.get_by_role("button", name="Rename Jonas").click()
    await page.form.get_by_role("textbox").fill("Joni")
    await page.form.get_by_role("button", name="Save").click()
    await page.speak_as("Joni")
    await page.ask("last story")

    people = [(event.author.name, event.author.id) for event in house.core.events]
    assert [name for name, _ in people] == ["Mina", "Jonas", "Joni"]
    assert people[1][1] == people[2][1] != people[0][1]
    await page.page.reload()
    await expect(page.page.get_by_role("button", name="Speaking as Joni")).to_be_visible()


async def test_two_pages_see_the_same_thread_live(house, open_page):
    mina = await open_page(name="Mina")
    await mina.ask("draw a fox")
    jonas = await open_page(name="Jonas", path=mina.page.url.removeprefix(house.address))
    await expect(jonas.pictures()).to_have_count(4)
    house.core.gate = asyncio.Semaphore(3)
    await jonas.say("draw 2 hares")

    for one in (mina, jonas):
        await expect(one.page.get_by_test_id("message-person").last).to_contain_text("Jonas")
        await expect(one.pictures(one.last)).to_have_count(1)
    house.core.gate.release()
    await mina.wait_for_turn()
    await expect(mina.pictures(mina.last)).to_have_count(2)


async def test_threads_and_rooms_have_addresses(house, page: ChatPage):
    await page.ask("tell me a story about foxes")
    first = page.page.url
    await page.page.get_by_role("button", name="New thread").click()
    await expect(page.messages).to_have_count(0)
    await page.ask("a story about hares")
    assert page.page.url != first
    await page.page.get_by_role("link", name="tell me a story about foxes").click()
    await expect(page.messages).to_have_count(2)
    assert page.page.url == first
    await page.page.go_back()
    await expect(page.messages.first).to_contain_text("hares")

    await page.page.get_by_role("button", name="New room").click()
    await page.form.get_by_role("textbox").fill("kitchen")
    await page.form.get_by_role("button", name="Enter").click()
    await expect(page.messages).to_have_count(0)
    await page.ask("a kitchen story")
    assert house.core.events[-1].thread.room == "kitchen"
    await page.page.get_by_role("link", name="playroom").click()
    await expect(page.page.locator("#threads a")).to_have_count(2)


async def test_welcome_examples_start_a_thread(house, page: ChatPage):
    await expect(page.page.get_by_role("heading", name="What shall we draw?")).to_be_visible()
    await page.page.get_by_role("list", name="For a start").get_by_role("button").first.click()
    await page.wait_for_turn()

    assert isinstance(house.core.events[0], Message)
    assert "sunflower hedgehog" in house.core.events[0].text
    await expect(page.page.locator("#welcome")).to_be_hidden()


async def test_hostile_words_are_only_words(house, open_page):
    page = await open_page(name="<img src=x onerror=alert(1)>")
    house.core.say = house.core.story = HOSTILE
    await page.ask(f"story {HOSTILE}")
    await page.ask(f"draw 1 {HOSTILE}")
    await page.details(1)

    assert await page.page.locator("#log img[src='x'], #log script, dialog script, dialog img[src='x']").count() == 0
    assert "owned" not in await page.page.evaluate("document.title.replace(/document.title='owned'/g, '')")
    strong = page.answers.first.locator("strong")
    await expect(strong).to_have_text("<b>bold</b>")


async def test_right_to_left_and_endless_words_stay_inside(house, page: ChatPage):
    house.core.story = "שלום עולם, סיפור על קיפוד.\n\n" + "w" * 2000
    await page.ask("story مرحبا بالعالم " + "x" * 1500)

    assert not await page.is_wider_than_screen()
    directions = "[...document.querySelectorAll('.bot .words p')].map((one) => getComputedStyle(one).direction)"
    assert await page.page.evaluate(directions) == ["rtl", "ltr"]
