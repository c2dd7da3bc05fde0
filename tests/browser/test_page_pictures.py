"""The page's pictures: attaching, enlarging, downloading, the album, the cast, how a picture was made."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from doubles.browser import ChatPage
from doubles.drawing_core import paint
from playwright.async_api import expect

from bot.errors import BadImage
from bot.events import Message, Press

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

_TRANSFER = """
const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
const files = new DataTransfer();
files.items.add(new File([bytes], name, { type }));
"""
_PASTE = (
    "([name, type, base64]) => {"
    + _TRANSFER
    + "document.querySelector('#message-box').dispatchEvent("
    + "new ClipboardEvent('paste', { clipboardData: files, bubbles: true, cancelable: true })); }"
)
_DROP = (
    "([name, type, base64]) => {"
    + _TRANSFER
    + "const zone = document.querySelector('#log');"
    + "for (const kind of ['dragenter', 'dragover', 'drop'])"
    + " zone.dispatchEvent(new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true })); }"
)


def _png() -> str:
    return base64.b64encode(paint(7)).decode()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "cat <b>.png"
    path.write_bytes(paint(7))
    return path


async def test_file_is_attached_shown_and_sent(house, page: ChatPage, picture: Path):
    await page.attach([picture])
    await page.say("draw 1 like this cat")
    await page.wait_for_turn()

    said = house.core.events[0]
    assert isinstance(said, Message)
    assert [one.name for one in said.attachments] == ["cat <b>.png"]
    shown = page.page.get_by_test_id("message-person").locator(".attachment img")
    await expect(shown).to_have_attribute("alt", "cat <b>.png")
    await expect(page.page.locator("#attachment-chips")).to_be_hidden()
    await page.page.get_by_role("button", name="cat <b>.png").click()
    await expect(page.lightbox.get_by_role("link", name="Download")).to_be_visible()
    await expect(page.lightbox.get_by_role("button", name="Reply")).to_have_count(0)


async def test_picture_alone_can_be_sent_without_words(house, page: ChatPage, picture: Path):
    await page.attach([picture])
    await page.page.get_by_role("button", name="Send").click()
    await page.wait_for_turn()

    assert isinstance(house.core.events[0], Message)
    assert len(house.core.events[0].attachments) == 1


async def test_pasted_and_dropped_pictures_are_attached_and_can_be_removed(house, page: ChatPage):
    chips = page.page.get_by_role("list", name="Attached pictures").get_by_role("listitem")
    await page.page.evaluate(_PASTE, ["paste.png", "image/png", _png()])
    await expect(chips).to_have_count(1)
    await page.page.evaluate(_DROP, ["drop.png", "image/png", _png()])
    await expect(chips).to_have_count(2)
    await expect(page.page.locator(".dropping")).to_have_count(0)
    await page.page.get_by_role("button", name="Remove paste.png").click()
    await expect(chips).to_have_count(1)
    await page.ask("draw 1 like this")

    assert isinstance(house.core.events[0], Message)
    assert [one.name for one in house.core.events[0].attachments] == ["drop.png"]


async def test_what_is_no_picture_is_not_attached(page: ChatPage):
    await page.page.evaluate(_PASTE, ["notes.txt", "text/plain", base64.b64encode(b"hello").decode()])

    await expect(page.page.get_by_role("alert")).to_contain_text("Only pictures can be attached.")
    await expect(page.page.locator("#attachment-chips")).to_be_hidden()


async def test_refused_picture_says_why_and_holds_the_message_back(house, page: ChatPage, picture: Path):
    page.failures_are_expected = True
    house.core.refuse = BadImage()
    await page.page.locator("#file-picker").set_input_files(picture)
    chip = page.page.locator("#attachment-chips .chip.failed")
    await expect(chip).to_contain_text("I cannot open that picture")
    await page.box.fill("draw 1 like this")
    await page.box.press("Enter")
    await expect(page.box).to_have_value("draw 1 like this")

    house.core.refuse = None
    await chip.get_by_role("button", name="Try again").click()
    await expect(page.page.locator("#attachment-chips .chip.ready")).to_have_count(1)
    await page.box.press("Enter")
    await page.wait_for_turn()
    assert isinstance(house.core.events[0], Message)
    assert len(house.core.events[0].attachments) == 1


async def test_lightbox_turns_pages_and_chooses(house, page: ChatPage):
    await page.ask("draw a fox")
    await page.click_picture(1, close=False)
    picture = page.lightbox.get_by_role("img")
    await expect(page.lightbox.get_by_role("button", name="Previous picture")).to_be_disabled()
    await page.lightbox.get_by_role("button", name="Next picture").click()
    await page.page.keyboard.press("ArrowRight")
    await expect(picture).to_have_attribute("alt", "draw a fox, version 4")
    await page.lightbox.get_by_role("button", name="Choose this one").click()
    await expect(page.lightbox.get_by_role("button", name="Choose this one")).to_have_count(0)
    await page.lightbox.get_by_role("button", name="Variations").click()
    await expect(page.lightbox).to_be_hidden()
    await page.wait_for_turn(4)

    presses = [event.button for event in house.core.events if isinstance(event, Press)]
    assert presses == ["pb1:select:pic-2", "pb1:select:pic-4", "pb1:vary:pic-4"]


async def test_form_opens_above_the_lightbox(page: ChatPage):
    await page.ask("draw 1 fox")
    await page.click_picture(1, close=False)
    await page.lightbox.get_by_role("button", name="Name…").click()
    await page.fill_form(name="Larry")

    await expect(page.lightbox).to_be_hidden()
    await page.wait_for_turn(2)
    assert await page.words() == "Hello, Larry!"


async def test_picture_is_downloaded_under_a_name(page: ChatPage):
    await page.ask("draw 1 fox")
    await page.click_picture(1, close=False)
    async with page.page.expect_download() as started:
        await page.lightbox.get_by_role("link", name="Download").click()

    download = await started.value
    assert download.suggested_filename == "picturebook-pic-1.png"
    assert Path(await download.path()).read_bytes() == paint(1)


async def test_details_tell_how_it_was_made_and_where_it_comes_from(page: ChatPage):
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.ask("draw 1 fox")
    await page.press("Edit…")
    await page.fill_form(words="a hat")
    await page.wait_for_turn(2)
    details = await page.details(1)

    for words in ("Storybook illustration: an edit (version 2)", "1002", "offline", "paper-1", "256 × 256", "Mina"):
        await expect(details).to_contain_text(words)
    await details.get_by_role("button", name="Copy Seed").click()
    assert await page.page.evaluate("navigator.clipboard.readText()") == "1002"
    tree = details.locator(".tree")
    await expect(tree.get_by_role("button")).to_have_count(2)
    await expect(tree.locator("[aria-current]")).to_contain_text("#2 an edit")
    await tree.get_by_role("button").first.click()
    await expect(page.lightbox.get_by_role("img").first).to_have_attribute("alt", "draw 1 fox, version 1")
    await expect(page.lightbox.locator(".details [aria-current]")).to_contain_text("#1 draw 1 fox")


async def test_details_as_a_message_lead_to_the_picture(page: ChatPage):
    await page.ask("draw 1 fox")
    await page.press("Details")
    answer = await page.wait_for_turn(2)
    await expect(answer.locator(".facts")).to_contain_text("Storybook illustration: draw 1 fox (version 1)")
    await answer.get_by_role("button", name="#1").click()

    await expect(page.lightbox.get_by_role("img")).to_have_attribute("alt", "draw 1 fox, version 1")


async def test_album_shows_the_rooms_pictures_and_moves_by_arrow_keys(page: ChatPage):
    await page.ask("draw a fox")
    album = await page.open_album()
    await expect(album).to_have_count(4)
    assert await album.first.locator("img").get_attribute("alt") == "draw a fox, version 4"
    assert await album.first.locator("img").get_attribute("loading") == "lazy"
    await album.first.get_by_role("button").focus()
    for key, place in (("ArrowRight", 1), ("ArrowDown", 3), ("ArrowLeft", 2), ("Home", 0), ("End", 3)):
        await page.page.keyboard.press(key)
        await expect(album.nth(place).get_by_role("button")).to_be_focused()
    await page.page.keyboard.press("Enter")
    await expect(page.lightbox.get_by_role("img")).to_have_attribute("alt", "draw a fox, version 1")


async def test_album_loads_older_pictures_and_grows_with_new_ones(page: ChatPage):
    for _ in range(16):
        await page.ask("draw a fox")
    album = await page.open_album()
    await expect(album).to_have_count(60)
    await page.page.get_by_role("button", name="Older pictures").click()
    await expect(album).to_have_count(64)
    await page.ask("draw 1 hare")

    await expect(album.first.locator("img")).to_have_attribute("alt", "draw 1 hare, version 65")


async def test_empty_cast_and_album_say_what_will_be_there(page: ChatPage):
    await page.open_cast()
    await expect(page.page.locator("#panel")).to_contain_text("Nobody has a name yet")
    await page.open_album()
    await expect(page.page.locator("#panel")).to_contain_text("The pictures of this room will hang here.")


async def test_cast_shows_name_and_face(page: ChatPage):
    await page.ask("draw 1 hedgehog")
    cast = await page.open_cast()
    await page.press("Name…")
    await page.fill_form(name="Larry")
    await expect(cast).to_have_count(1)
    await expect(cast.get_by_role("heading")).to_have_text("Larry")
    await cast.get_by_role("button", name="Enlarge").click()
    await expect(page.lightbox.get_by_role("img")).to_have_attribute("alt", "draw 1 hedgehog, version 1")


async def test_deleting_asks_first(house, page: ChatPage):
    answer = await page.ask("draw 1 fox")
    await answer.get_by_role("button", name="Delete").click()
    await expect(page.form).to_contain_text("Delete this picture?")
    await page.form.get_by_role("button", name="Cancel").click()
    assert not [event for event in house.core.events if isinstance(event, Press)]
    await page.press("Delete")
    await page.wait_for_turn(2)

    assert [event.button for event in house.core.events if isinstance(event, Press)] == ["pb1:delete:pic-1"]


async def test_picture_that_is_gone_says_so(house, page: ChatPage):
    await page.ask("draw 1 fox")
    house.core.blobs.clear()
    page.failures_are_expected = True
    await page.context.clear_cookies()
    cdp = await page.context.new_cdp_session(page.page)
    await cdp.send("Network.clearBrowserCache")
    await page.page.reload()

    await expect(page.last.locator(".tile")).to_contain_text("This picture is not here any more.")
