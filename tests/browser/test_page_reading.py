"""The page for everybody: by keyboard alone, heard instead of seen, in the dark, on a phone, in Korean."""

from __future__ import annotations

import asyncio

import pytest
from doubles.browser import ChatPage
from doubles.page_checks import FAINT, UNNAMED, WITHOUT_ALT
from playwright.async_api import expect

from bot.events import Message

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def _check_names(page: ChatPage) -> None:
    assert await page.page.evaluate(UNNAMED) == []
    assert await page.page.evaluate(WITHOUT_ALT) == []


async def test_whole_conversation_by_keyboard_alone(house, page: ChatPage):
    keys = page.page.keyboard
    await expect(page.box).to_be_focused()
    await keys.type("draw a fox")
    await keys.press("Enter")
    await page.wait_for_turn()
    # Backwards from the message box: the composer's persona, the answer's buttons, then its pictures.
    for _ in range(40):
        await keys.press("Shift+Tab")
        if await page.page.evaluate("document.activeElement.matches('.tile-open')"):
            break
    await keys.press("Home")
    await keys.press("ArrowRight")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(page.lightbox.get_by_role("img")).to_have_attribute("alt", "draw a fox, version 3")
    await page.wait_for_turn(2)
    await keys.press("Escape")
    await expect(page.pictures(page.answers.first).nth(3).locator(".tile-open")).to_be_focused()
    for _ in range(40):
        await keys.press("Tab")
        if await page.page.evaluate("document.activeElement.textContent === 'Name…'"):
            break
    await keys.press("Enter")
    await expect(page.form.get_by_role("textbox")).to_be_focused()
    await keys.type("Larry")
    await keys.press("Enter")
    await page.wait_for_turn(3)

    assert house.core.members["web/playroom"][0].name == "Larry"


async def test_tab_stops_are_visible_and_skip_leads_to_the_box(page: ChatPage):
    skip = page.page.get_by_role("link", name="Skip to the message box")
    await expect(skip).not_to_be_in_viewport()
    await skip.focus()
    await expect(skip).to_be_in_viewport()
    await page.page.keyboard.press("Enter")
    await expect(page.box).to_be_focused()
    await page.page.keyboard.press("Shift+Tab")
    assert await page.page.evaluate("getComputedStyle(document.activeElement).boxShadow") != "none"


async def test_enter_while_composing_a_syllable_does_not_send(house, page: ChatPage):
    await page.box.fill("래")
    composing = "(box) => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true}))"
    await page.box.evaluate(composing)
    await expect(page.box).to_have_value("래")
    await page.box.press("Shift+Enter")
    await page.page.keyboard.insert_text("리")
    await page.box.press("Enter")
    await page.wait_for_turn()

    assert [event.text for event in house.core.events if isinstance(event, Message)] == ["래\n리"]


async def test_everything_has_a_name_and_pictures_have_alt(house, page: ChatPage):
    await _check_names(page)
    house.core.gate = asyncio.Semaphore(3)
    await page.say("draw a fox")
    await expect(page.pictures(page.last)).to_have_count(1)
    await _check_names(page)
    house.core.gate = None
    await page.press("Stop")
    await page.open_album()
    await _check_names(page)
    await page.ask("draw a fox")
    await page.details(1)
    await _check_names(page)
    for role in ("navigation", "main", "complementary"):
        assert (
            await page.page.locator({"navigation": "nav", "main": "main", "complementary": "aside"}[role]).count() == 1
        )


async def test_answer_is_announced_once_when_it_is_whole(house, page: ChatPage):
    spoken = page.page.locator("#announcer")
    house.core.gate = asyncio.Semaphore(0)
    await page.say("draw 2 foxes")
    await expect(spoken).to_have_text("Thinking…")
    house.core.gate.release()
    await expect(page.last.locator(".words")).to_have_text("Here are s")
    await expect(page.last).to_have_attribute("aria-busy", "true")
    await expect(spoken).to_have_text("Thinking…")
    for _ in range(5):
        house.core.gate.release()
    await page.wait_for_turn()
    await expect(spoken).to_have_text("picturebook: Here are some ideas! 2 pictures")
    await expect(page.last).to_have_attribute("aria-busy", "false")


@pytest.mark.parametrize("dark", [False, True])
async def test_words_stand_out_by_day_and_by_night(open_page, dark: bool):
    page = await open_page(dark=dark)
    assert await page.page.evaluate(FAINT) == []
    await page.ask("draw a fox")
    await page.press("Details", await page.ask("draw 1 fox"))
    await page.wait_for_turn(3)
    await page.open_album()
    await page.page.locator("#persona").click()
    assert await page.page.evaluate(FAINT) == []


async def test_theme_follows_the_device_until_it_is_chosen(open_page):
    page = await open_page(dark=True)
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    night = await page.page.evaluate(paper)
    await page.page.get_by_role("button", name="Theme: as the device").click()
    day = await page.page.evaluate(paper)
    assert day != night
    await page.page.reload()
    assert await page.page.evaluate(paper) == day
    await page.page.get_by_role("button", name="Theme: light").click()
    assert await page.page.evaluate(paper) == night


@pytest.mark.parametrize("width_px", [360, 390, 768, 1024])
async def test_narrow_screens_show_drawers_and_never_scroll_sideways(open_page, width_px: int):
    page = await open_page(size_px=(width_px, 800), touch=True)
    await page.ask("draw a fox with a very long and winding name")
    assert not await page.is_wider_than_screen()
    if width_px < 760:
        nav = page.page.get_by_role("navigation")
        await expect(nav).to_be_hidden()
        await page.page.get_by_role("button", name="Open rooms and threads").click()
        await expect(nav).to_be_visible()
        await page.page.keyboard.press("Escape")
        await expect(nav).to_be_hidden()
        await expect(page.page.get_by_role("button", name="Open rooms and threads")).to_be_focused()
    await page.open_album()
    assert not await page.is_wider_than_screen()
    await page.page.locator("#backdrop").click(position={"x": 4, "y": 400})
    await expect(page.page.locator("#panel")).to_be_hidden()
    await page.details(2)
    assert not await page.is_wider_than_screen()
    await page.page.keyboard.press("Escape")
    await page.ask("tell me a story")


async def test_reply_is_within_reach_on_a_touch_screen(open_page):
    page = await open_page(size_px=(390, 844), touch=True)
    await page.page.emulate_media()
    await page.ask("draw a fox")
    for one in await page.last.locator(".tile-reply, .tile-open").all():
        box = await one.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24


async def test_page_speaks_korean_to_a_korean_browser(house, open_page):
    page = await open_page(name="민아", locale="ko-KR")
    await expect(page.page.get_by_role("heading", name="무엇을 그려 볼까요?")).to_be_visible()
    await expect(page.page.locator("html")).to_have_attribute("lang", "ko")
    await page.ask("해바라기 고슴도치 그려 줘")
    assert house.core.events[0].locale == "ko-KR"
    await page.page.get_by_role("button", name="English").click()
    await expect(page.page.get_by_role("button", name="New thread")).to_be_visible()
    await expect(page.page.get_by_role("button", name="Picture 1: 해바라기")).to_be_visible()
    await page.ask("a story")
    assert house.core.events[1].locale == "en"
    await page.page.reload()
    await expect(page.page.get_by_role("button", name="New thread")).to_be_visible()
