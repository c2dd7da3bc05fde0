"""The room as a whole on the page: settings, taking it along, forgetting, who is who, searching the album.

What must be true in the end is tried on the real bot; what can go wrong on the way, on the core that plays turns.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
import pytest_asyncio
from doubles.browser import ChatPage
from doubles.page_checks import FAINT, UNNAMED, WITHOUT_ALT
from doubles.process import BotProcess, bot_process
from playwright.async_api import Browser, expect

from bot.errors import CharacterGone, RoomBusy, StoreError
from bot.events import Author

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

OpenRoom = Callable[[str], Awaitable[ChatPage]]
ONE_FOX = "draw a fox in the snow, just one"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BotProcess]:
    async with bot_process(tmp_path_factory.mktemp("room")) as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def open_room(browser: Browser, bot: BotProcess) -> AsyncIterator[OpenRoom]:
    """Open rooms of the real bot; whatever the pages complained of fails the test."""
    pages: list[ChatPage] = []

    async def one(room: str) -> ChatPage:
        pages.append(await ChatPage.open(browser, bot.address, path=f"#/{room}"))
        return pages[-1]

    yield one
    problems = [problem for page in pages for problem in page.problems]
    for page in pages:
        await page.close()
    assert problems == []


async def name_last(page: ChatPage, name: str) -> None:
    """Name the last picture by its button."""
    answers = await page.answers.count()
    await page.press("Name…")
    await page.fill_form(**{await page.form.get_by_role("textbox").get_attribute("name") or "": name})
    await page.wait_for_turn(answers + 1)


# On the real bot.


async def test_settings_are_kept_and_hold_from_then_on(open_room: OpenRoom):
    page = await open_room("settings")
    room = await page.open_room()
    await expect(room).to_contain_text("90 days unless")
    page.failures_are_expected = True
    await page.save_settings(Kept="many")
    await expect(room.get_by_role("alert")).to_contain_text("days from 1 to 36500, 0 for ever")
    await expect(room.get_by_label("Kept")).to_have_value("many")
    await page.save_settings(
        Pictures_for="1",
        Who_draws="general",
        Language="en",
        Kept="30",
        Pictures_a_day_for_each="7",
        How_pictures="final",
        Who_paints="offline",
    )
    await expect(room.locator("form.settings").get_by_role("status")).to_have_text(
        "The settings of this room are saved."
    )
    await expect(room.get_by_role("alert")).to_be_hidden()
    await page.page.reload()
    await page.open_room()
    kept = {"Pictures for": "1", "Who draws": "general", "Language": "en", "Kept": "30"}
    for label, value in (kept | {"How pictures": "final", "Who paints": "offline"}).items():
        await expect(room.get_by_label(label)).to_have_value(value)
    await page.save_settings(Kept="")
    await expect(room.get_by_label("Kept")).to_have_value("")
    await room.get_by_role("button", name="Close").click()

    assert await page.pictures(await page.ask("draw four foxes")).count() == 1


async def test_everything_of_a_room_is_downloaded(open_room: OpenRoom):
    page = await open_room("export")
    await page.ask(ONE_FOX)
    room = await page.open_room()
    async with page.page.expect_download() as started:
        await room.get_by_role("link", name="Download everything").click()
    download = await started.value
    assert download.suggested_filename == "picturebook export.zip"
    with ZipFile(Path(await download.path())) as archive:
        names = archive.namelist()
        conversation = next(name for name in names if re.fullmatch(r"conversations/.*\.md", name))
        assert ONE_FOX in archive.read(conversation).decode()
    assert len([name for name in names if re.fullmatch(r"pictures/.*\.png", name)]) == 1
    await expect(room.get_by_text("as soon as everything is packed")).to_be_visible()


async def test_forgetting_a_person_leaves_the_others_in_every_tab(open_room: OpenRoom):
    page = await open_room("person")
    await page.ask(ONE_FOX)
    await page.speak_as("Ben")
    await page.ask("draw a cat by the sea, just one")
    other = await page.another_tab()
    await expect(other.messages).to_have_count(4)
    await page.speak_as("Mina")
    await page.open_album()

    room = await page.open_room()
    await room.get_by_role("button", name="Forget Mina here").click()
    await expect(page.top).to_contain_text("what Mina said and what I answered")
    await expect(page.top).to_contain_text("cannot be undone")
    await expect(page.top.get_by_role("button", name="Cancel")).to_be_focused()
    await page.top.get_by_role("button", name="Forget Mina here").click()

    await expect(page.page.get_by_role("alert")).to_contain_text("Forgotten. Lines: 2, pictures: 1")
    for tab in (page, other):
        await expect(tab.messages).to_have_count(2)
        await expect(tab.messages.first).to_contain_text("draw a cat")
        await expect(tab.threads).to_contain_text(["draw a cat"])
    await expect(await page.open_album()).to_have_count(1)
    await page.ask("make it night")


async def test_forgetting_a_room_needs_its_name_and_empties_every_tab(open_room: OpenRoom):
    page = await open_room("gone")
    await page.ask(ONE_FOX)
    await page.box.fill("half a thou")
    other = await page.another_tab()
    await other.click_picture(1, close=False)
    await page.open_album()
    room = await page.open_room()
    await room.get_by_role("button", name="Forget this room").click()
    await expect(page.top.get_by_role("textbox")).to_be_focused()
    await page.page.keyboard.type("going")
    await page.page.keyboard.press("Enter")
    await expect(page.top.get_by_role("alert")).to_contain_text("Nothing was forgotten; type gone")
    await page.top.get_by_role("textbox").fill("gone")
    await page.page.keyboard.press("Enter")

    for tab in (page, other):
        await expect(tab.page.get_by_role("heading", name="What shall we draw?")).to_be_visible()
        await expect(tab.messages).to_have_count(0)
        await expect(tab.page).to_have_url(re.compile("#/gone$"))
    await expect(room).to_be_hidden()
    await expect(other.lightbox).to_be_hidden()
    await expect(page.box).to_have_value("")
    await expect(await page.open_album()).to_have_count(0)
    await page.page.reload()
    await expect(page.messages).to_have_count(0)
    await page.ask(ONE_FOX)


async def test_cast_is_changed_recast_merged_and_emptied(open_room: OpenRoom):
    page = await open_room("cast")
    await page.ask(ONE_FOX)
    await name_last(page, "Foxy")
    await page.ask("draw a cat by the sea, just one")
    await name_last(page, "Tom")
    other = await page.another_tab()
    await other.open_cast()
    cast = await page.open_cast()
    await expect(cast).to_have_count(2)

    page.failures_are_expected = True
    form = await page.open_character("Foxy", "Change")
    await form.get_by_label("Name", exact=True).fill("Tom")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_role("alert")).to_contain_text("Somebody here is called Tom already")
    await form.get_by_label("Name", exact=True).fill("Rufus")
    await form.get_by_label("Other names").fill("Ruf\n\nthe red one")
    await form.get_by_label("Description").fill("a red fox with white paws")
    await page.page.keyboard.press("Tab")
    await page.page.keyboard.press("Tab")
    await page.page.keyboard.press("Enter")
    await expect(page.form).to_be_hidden()
    await expect(page.spoken).to_have_text("Rufus is saved.")
    for tab in (page, other):
        rufus = tab.page.locator(".cast > li").first
        await expect(rufus).to_contain_text("Rufus")
        await expect(rufus).to_contain_text("also Ruf, the red one")
        await expect(rufus).to_contain_text("a red fox with white paws")

    face = cast.first.locator(".portrait img")
    before = await face.get_attribute("src")
    await page.open_character("Rufus", "Use another picture")
    await page.top.get_by_role("button", name="Use the selected picture").click()
    await expect(page.spoken).to_have_text("Rufus has another picture now.")
    await expect(face).not_to_have_attribute("src", before or "")
    await expect(cast.first.get_by_role("button", name="Use another picture for Rufus")).to_be_focused()
    await page.open_character("Rufus", "Use another picture")
    await page.top.locator(".album-picture").last.click()
    await expect(face).to_have_attribute("src", before or "")

    form = await page.open_character("Rufus", "Merge")
    await form.get_by_role("radio", name="Tom").check()
    await form.get_by_role("button", name="Make them one").click()
    await expect(cast).to_have_count(1)
    await expect(cast).to_contain_text("also Ruf, the red one, Tom")
    await expect(cast.get_by_role("button", name="Merge")).to_have_count(0)

    album = await page.open_album()
    await expect(album).to_have_count(2)
    found = await page.search_album("sea CAT")
    await expect(found).to_have_count(1)
    await expect(page.page.locator("#panel").get_by_role("status")).to_have_text("1 of 2 pictures")
    await page.search_album("rufus")
    await expect(found).to_have_count(1)

    await page.open_cast()
    await (await page.open_character("Rufus", "Remove")).get_by_role("button", name="Remove").click()
    await expect(cast).to_have_count(0)
    await expect(page.page.locator("#panel").get_by_role("button", name="Close")).to_be_focused()
    await expect(other.page.locator("#panel")).to_contain_text("Nobody has a name yet")


# On the core that plays turns: what can go wrong, and what needs many pictures.


async def _meet(page: ChatPage, *names: str) -> None:
    for name in names:
        before = await page.answers.count()
        await page.ask("draw 1 hedgehog")
        await page.press("Name…")
        await page.fill_form(name=name)
        await page.wait_for_turn(before + 2)


async def test_refused_change_leaves_the_cast_as_it_was(house, page: ChatPage):
    await _meet(page, "Larry", "Lily")
    cast = await page.open_cast()
    page.failures_are_expected = True
    form = await page.open_character("Larry", "Change")
    await form.get_by_label("Name", exact=True).fill("Lily")
    await form.get_by_label("Description").fill("a hedgehog of few words")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_role("alert")).to_contain_text("Somebody here is called Lily already")
    await expect(form.get_by_label("Description")).to_have_value("a hedgehog of few words")
    await expect(cast.first).to_contain_text("Larry")
    await form.get_by_role("button", name="Cancel").click()

    house.core.refuse = StoreError("gone for a moment")
    await page.open_character("Larry", "Use another picture")
    await page.top.locator(".album-picture").first.click()
    await expect(page.top.get_by_role("alert")).to_contain_text("My memory does not answer")
    await page.page.keyboard.press("Escape")
    house.core.refuse = CharacterGone()
    await (await page.open_character("Larry", "Remove")).get_by_role("button", name="Remove").click()
    await expect(page.page.get_by_role("alert")).to_contain_text("There is nobody like that here any more")
    await expect(cast).to_have_count(2)


async def test_form_that_changes_nothing_sends_nothing(house, page: ChatPage):
    await _meet(page, "Larry")
    await page.open_cast()
    house.core.refuse = StoreError("must not be asked")
    form = await page.open_character("Larry", "Change")
    await form.get_by_role("button", name="Save").click()
    await expect(page.form).to_be_hidden()


async def test_album_that_does_not_load_closes_the_choice(page: ChatPage):
    await _meet(page, "Larry")
    await page.open_cast()
    page.failures_are_expected = True
    await page.page.route(re.compile("/album"), lambda route: route.abort())
    await page.page.locator(".cast-tool").nth(1).click()

    await expect(page.page.get_by_role("alert")).to_contain_text("No answer from the server.")
    await expect(page.form).to_be_hidden()


async def test_settings_send_only_what_was_changed(house, page: ChatPage):
    room = await page.open_room()
    await page.save_settings(Kept="0", Pictures_a_day_for_the="2.5")
    await page.save_settings()

    await expect(room.get_by_text("Nothing to save")).to_be_visible()
    assert house.core.setting_changes == [{"retention_days": 0, "pictures_per_day_room": "2.5"}]


async def test_settings_that_cannot_be_read_are_not_overwritten(house, page: ChatPage):
    page.failures_are_expected = True
    house.core.refuse = StoreError("gone for a moment")
    room = await page.open_room()

    await expect(room.get_by_role("alert")).to_contain_text("My memory does not answer")
    await expect(room.get_by_role("button", name="Save")).to_be_disabled()


async def test_forgetting_that_is_refused_says_why_and_can_be_tried_again(house, page: ChatPage):
    await page.ask("tell me a story")
    page.failures_are_expected = True
    house.core.refuse = RoomBusy()
    room = await page.open_room()
    await room.get_by_role("button", name="Forget Mina here").click()
    await page.top.get_by_role("button", name="Forget Mina here").click()
    await expect(page.top.get_by_role("alert")).to_contain_text("nothing was forgotten")
    await expect(page.messages).to_have_count(2)
    house.core.refuse = None
    await page.top.get_by_role("button", name="Forget Mina here").click()

    await expect(page.messages).to_have_count(0)
    await expect(page.threads).to_have_count(0)
    await expect(page.page.locator("#open-room")).to_be_focused()


async def test_message_on_its_way_is_forgotten_too(house, page: ChatPage):
    await page.ask("tell me a story")
    page.failures_are_expected = True
    await page.page.route(re.compile("/messages$"), lambda route: route.abort())
    await page.say("and one more")
    await expect(page.messages.last).to_contain_text("Not sent yet")
    room = await page.open_room()
    await room.get_by_role("button", name="Forget Mina here").click()
    await page.top.get_by_role("button", name="Forget Mina here").click()
    await expect(page.messages).to_have_count(0)
    await page.page.unroute_all()
    await page.page.reload()
    await page.ask("hello, a story")

    assert [event.text for event in house.core.events] == ["tell me a story", "hello, a story"]


async def test_tab_that_is_looked_at_again_shows_what_others_have_forgotten(house, open_page):
    page, other = await open_page(), await open_page(name="Ben")
    await page.ask("tell me a story")
    await other.page.goto(page.page.url)
    await other.page.reload()
    await expect(other.messages).to_have_count(2)
    await other.ask("a story for Ben")
    await expect(page.messages).to_have_count(4)
    ben = house.core.events[1].author
    assert isinstance(ben, Author)
    await house.core.forget_person("web", ben.id, "web/playroom")
    await page.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    await expect(page.messages).to_have_count(2)
    await expect(other.messages).to_have_count(2)  # told by the stream
    await page.ask("another story")
    await expect(other.messages).to_have_count(4)  # two of hers, and the new two
    await expect(other.messages.nth(2)).to_contain_text("another story")


async def test_forgotten_room_lists_no_threads(house, page: ChatPage):
    await page.ask("tell me a story")
    await house.core.forget_room("web/playroom")
    await page.page.reload()
    await page.page.wait_for_timeout(500)  # whatever is told comes with the first words of the stream

    await expect(page.threads).to_have_count(0, timeout=500)


async def test_forgotten_room_is_empty_in_other_browsers_at_once(house, page: ChatPage):
    await page.ask("tell me a story")
    await house.core.forget_room("web/playroom")

    await expect(page.messages).to_have_count(0, timeout=1_000)


async def test_search_keeps_to_itself_while_older_and_newer_pictures_come(page: ChatPage):
    await page.ask("draw 2 hares")
    for _ in range(16):
        await page.ask("draw a fox")
    album = await page.open_album()
    await expect(album).to_have_count(60)
    found = await page.search_album("hares")
    status = page.page.locator("#panel").get_by_role("status")
    await expect(status).to_have_text("None of the 60 newest pictures fits. Older ones may.")
    await page.page.get_by_role("button", name="Older pictures").click()
    await expect(found).to_have_count(2)
    await expect(found.first.get_by_role("button")).to_be_focused()
    await expect(status).to_have_text("2 of 66 pictures")
    await page.ask("draw 1 hares")
    await expect(found).to_have_count(3)
    await expect(status).to_have_text("3 of 67 pictures")
    await expect(found.first.locator("img")).to_have_attribute("alt", "draw 1 hares, version 67")
    await found.nth(1).get_by_role("button").click()
    await page.lightbox.get_by_role("button", name="Next picture").click()
    await expect(page.lightbox.get_by_role("img")).to_have_attribute("alt", "draw 2 hares, version 1")
    await page.page.keyboard.press("Escape")
    await page.search_album("")
    await expect(found).to_have_count(67)
    await expect(status).to_have_text("")


@pytest.mark.parametrize(("dark", "width_px"), [(False, 390), (True, 1280)])
async def test_dialogs_have_names_stand_out_and_fit(open_page, dark: bool, width_px: int):
    page = await open_page(dark=dark, size_px=(width_px, 800), touch=width_px < 500)
    await _meet(page, "Larry", "Lily of the very long and winding name that goes on")

    async def check() -> None:
        assert await page.page.evaluate(UNNAMED) == []
        assert await page.page.evaluate(WITHOUT_ALT) == []
        assert await page.page.evaluate(FAINT) == []
        assert not await page.is_wider_than_screen()
        assert not await page.top.evaluate("(one) => one.scrollWidth > one.clientWidth")

    await page.open_cast()
    for what in ("Change", "Use", "Merge", "Remove"):
        await page.open_character("Larry", what)
        await check()
        await page.page.keyboard.press("Escape")
        await expect(page.form).to_be_hidden()
    await page.close_panel()
    room = await page.open_room()
    await check()
    await room.get_by_role("button", name="Forget this room").click()
    await check()


async def test_room_speaks_korean(house, open_page):
    page = await open_page(name="민아", locale="ko-KR")
    await page.page.get_by_role("button", name="방 설정").click()
    room = page.page.locator("dialog.room-dialog")
    await expect(room.get_by_role("link", name="모두 내려받기")).to_be_visible()
    await expect(room.get_by_label("보관하는 날수")).to_have_value("")
    page.failures_are_expected = True
    house.core.refuse = RoomBusy()
    await room.get_by_role("button", name="여기서 민아 잊기").click()
    await page.top.get_by_role("button", name="여기서 민아 잊기").click()
    await expect(page.top.get_by_role("alert")).to_contain_text(re.compile("[가-힣]"))
