"""The web page as a person uses it, in a real Chromium: for tests of the page and of whole conversations.

    async with open_browser() as browser:
        page = await ChatPage.open(browser, address)
        await page.say("draw a fox")
        await page.wait_for_turn()
        await page.click_picture(2)

Elements are found as people find them, by role and name. Whatever the page does behind their back, errors in the
console and refusals by the content security policy, is kept in `page.problems`.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: How long a turn may take on a busy machine; a turn that ends sooner is not waited for.
TURN_MS = 60_000
STEP_MS = 10_000
#: What the browser itself writes to the console when a request fails: no fault of the page.
_EXPECTED = "Failed to load resource: "


def find_browser() -> str:
    """Return the path of a Chromium, or skip the test; with PICTUREBOOK_REQUIRE_BROWSER=1 fail it instead."""
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    reason = f"no browser is installed: none of {', '.join(_NAMES)} is on PATH"
    if os.environ.get("PICTUREBOOK_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Yield a running Chromium."""
    path = find_browser()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class ChatPage:
    """One tab with the chat page in it. `page` and `context` are Playwright's own."""

    page: Page
    context: BrowserContext
    address: str
    problems: list[str] = field(default_factory=list)
    failures_are_expected: bool = False  # set while the server is away, or refuses, on purpose

    @classmethod
    async def open(
        cls,
        browser: Browser,
        address: str,
        *,
        name: str = "Mina",
        locale: str = "en-GB",
        size_px: tuple[int, int] = (1280, 900),
        path: str = "",
        dark: bool = False,
        touch: bool = False,
    ) -> ChatPage:
        """Open the page as the person `name`, in a browser of their own (nothing is shared with other pages)."""
        context = await browser.new_context(
            locale=locale,
            viewport={"width": size_px[0], "height": size_px[1]},
            color_scheme="dark" if dark else "light",
            has_touch=touch,
            reduced_motion="reduce",
        )
        person = [{"id": f"u-{name.encode().hex()[:20]}", "name": name, "hue": len(name) % 8}]
        kept = json.dumps(json.dumps(person))
        await context.add_init_script(
            f"if (!localStorage.getItem('picturebook.people')) localStorage.setItem('picturebook.people', {kept});"
        )
        chat = cls(await context.new_page(), context, address)
        chat._watch()
        await chat.page.goto(address + path)
        await chat.box.wait_for(timeout=STEP_MS)
        await expect(chat.page.locator("html")).to_have_attribute("data-ready", "true", timeout=STEP_MS)
        return chat

    def _watch(self) -> None:
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.page.on("console", lambda line: self._hear(line.type, line.text))

    def _hear(self, kind: str, text: str) -> None:
        if kind not in {"error", "warning"}:
            return
        if self.failures_are_expected and text.startswith(_EXPECTED):
            return
        self.problems.append(f"console {kind}: {text}")

    async def close(self) -> None:
        """Close the tab and everything it remembers."""
        await self.context.close()

    # Where things are.

    @property
    def box(self) -> Locator:
        """The message box."""
        return self.page.get_by_role("textbox", name="Message").or_(self.page.get_by_role("textbox", name="메시지"))

    @property
    def messages(self) -> Locator:
        """Every message of the open thread, those on their way included."""
        return self.page.locator("article.message")

    @property
    def answers(self) -> Locator:
        """The bot's messages."""
        return self.page.get_by_test_id("message-bot")

    @property
    def last(self) -> Locator:
        """The bot's last message."""
        return self.answers.last

    def pictures(self, message: Locator | None = None) -> Locator:
        """The pictures of a message, in reading order; of the bot's last message that has any when none is given."""
        within = self.answers.filter(has=self.page.locator(".tile[data-picture]")).last if message is None else message
        return within.locator(".tile[data-picture]")

    @property
    def lightbox(self) -> Locator:
        """The picture shown large."""
        return self.page.locator("dialog#lightbox")

    @property
    def form(self) -> Locator:
        """The open form."""
        return self.page.locator("dialog.form-dialog")

    @property
    def top(self) -> Locator:
        """The dialog above all others: a form may have been opened from another dialog."""
        return self.page.locator("dialog[open]").last

    @property
    def spoken(self) -> Locator:
        """What a screen reader was told last."""
        return self.page.locator("#announcer")

    @property
    def threads(self) -> Locator:
        """The threads in the list at the side."""
        return self.page.locator("#threads a")

    # What a person does.

    async def say(self, text: str) -> None:
        """Type `text` and send it; return when the server has it. Does not wait for the answer: see `wait_for_turn`."""
        await self.box.fill(text)
        await self.box.press("Enter")
        await expect(self.box).to_have_value("", timeout=STEP_MS)

    async def wait_for_turn(self, answers: int | None = None) -> Locator:
        """Wait until the bot has finished, and return its last message.

        `answers`: how many messages of the bot there must be then. Without it, the last thing in the thread must be a
        finished message of the bot, which suits an answer to something said; a press leaves no message of its own.
        """
        if answers is not None:
            await expect(self.answers).to_have_count(answers, timeout=TURN_MS)
        else:
            await expect(self.messages.last).to_have_attribute("data-testid", "message-bot", timeout=TURN_MS)
        await expect(self.last).to_have_attribute("data-final", "true", timeout=TURN_MS)
        # By its id: "the last one" is another message as soon as there is one more.
        return self.page.locator(f'[data-message="{await self.last.get_attribute("data-message")}"]')

    async def ask(self, text: str) -> Locator:
        """Say `text` and return the bot's finished answer to it."""
        before = await self.answers.count()
        await self.say(text)
        return await self.wait_for_turn(before + 1)

    async def words(self) -> str:
        """Return the words of the bot's last message."""
        return await self.last.locator(".words").inner_text()

    async def names_of_buttons(self, message: Locator | None = None) -> list[str]:
        """Return the labels of the buttons under a message (the bot's last)."""
        return await (message or self.last).locator(".buttons button").all_inner_texts()

    async def click_picture(self, number: int, *, close: bool = True) -> None:
        """Click picture `number` (from 1, reading order): it is enlarged and selected. `close` the lightbox again."""
        await self.pictures().nth(number - 1).locator(".tile-open").click()
        await expect(self.lightbox).to_be_visible(timeout=STEP_MS)
        if close:
            await self.page.keyboard.press("Escape")
            await expect(self.lightbox).to_be_hidden(timeout=STEP_MS)

    async def press(self, label: str, message: Locator | None = None) -> None:
        """Press the button `label` under a message (the last that has it); say yes if asked whether we are sure."""
        within = message or self.answers
        await within.locator(".buttons").get_by_role("button", name=label, exact=True).last.click()
        sure = self.form.locator("button.danger")
        if label in {"Delete", "지우기"}:
            await sure.click()

    async def fill_form(self, **values: str) -> None:
        """Fill the open form's fields by their names, send it, and see it close."""
        await expect(self.form).to_be_visible(timeout=STEP_MS)
        for name, value in values.items():
            field = self.form.locator(f'[name="{name}"]')
            if await field.first.get_attribute("type") == "radio":
                await self.form.locator(f'[name="{name}"][value="{value}"]').check()
            else:
                await field.fill(value)
        await self.form.locator("button[type=submit]").click()
        await expect(self.form).to_be_hidden(timeout=STEP_MS)

    async def reply_to_picture(self, number: int, text: str) -> None:
        """Reply with `text` to picture `number` of the last pictures."""
        tile = self.pictures().nth(number - 1)
        await tile.hover()
        await tile.locator(".tile-reply").click()
        await expect(self.page.locator("#quote-chip")).to_be_visible(timeout=STEP_MS)
        await self.say(text)

    async def reply_to(self, message: Locator, text: str) -> None:
        """Reply with `text` to a message of the bot."""
        await message.hover()
        await message.locator("button.reply").click()
        await self.say(text)

    async def attach(self, files: Sequence[Path]) -> None:
        """Choose files with the paperclip and wait until they are uploaded."""
        await self.page.locator("#file-picker").set_input_files(list(files))
        await expect(self.page.locator("#attachment-chips .chip.ready")).to_have_count(len(files), timeout=STEP_MS)

    async def speak_as(self, name: str) -> None:
        """Go on as another person, who is added when nobody here has that name."""
        await self.page.locator("#persona").click()
        menu = self.page.locator("#persona-menu")
        known = menu.locator(".menu-person").filter(has_text=name)
        if await known.count():
            await known.first.click()
            return
        await menu.locator(".menu-add").click()
        await self.form.get_by_role("textbox").fill(name)
        await self.form.locator("button[type=submit]").click()
        await expect(self.form).to_be_hidden(timeout=STEP_MS)

    async def open_cast(self) -> Locator:
        """Open the cast and return its entries."""
        return await self._open_panel("cast")

    async def open_album(self) -> Locator:
        """Open the album and return its pictures."""
        return await self._open_panel("album")

    async def _open_panel(self, side: str) -> Locator:
        opener = self.page.locator(f"#open-{side}")
        if await opener.get_attribute("aria-expanded") != "true":
            await opener.click()
        await expect(self.page.locator("#panel")).to_be_visible(timeout=STEP_MS)
        return self.page.locator(f"#panel-content .{side} > li")

    async def search_album(self, words: str) -> Locator:
        """Search the open album and return the pictures that it shows then."""
        await self.page.locator("#panel").get_by_role("searchbox", name="Search the album").fill(words)
        return self.page.locator("#panel-content .album > li:not([hidden])")

    async def open_character(self, name: str, what: str) -> Locator:
        """Press a button of a character in the open cast ("Change", "Use", "Merge", "Remove"); return the dialog."""
        entry = self.page.locator(".cast > li").filter(has=self.page.get_by_role("heading", name=name, exact=True))
        await entry.get_by_role("button", name=what).click()
        await expect(self.top).to_be_visible(timeout=STEP_MS)
        return self.top

    async def open_room(self) -> Locator:
        """Open the room's dialog, wait until its settings are there, and return it."""
        await self.page.locator("#open-room").click()
        await expect(self.top.locator("form.settings")).to_have_attribute("aria-busy", "false", timeout=STEP_MS)
        return self.page.locator("dialog.room-dialog")

    async def save_settings(self, **values: str) -> None:
        """Fill the open room's settings by the first words of their labels (underscores: spaces), and save them."""
        form = self.page.locator("form.settings")
        for label, value in values.items():
            control = form.get_by_label(label.replace("_", " "))
            if await control.evaluate("(one) => one.tagName") == "SELECT":
                await control.select_option(value)
            else:
                await control.fill(value)
        await form.get_by_role("button", name="Save").click()
        await expect(form).to_have_attribute("aria-busy", "false", timeout=STEP_MS)

    async def another_tab(self, path: str | None = None) -> ChatPage:
        """Open a second tab of the same browser behind this one, at the same place unless told otherwise."""
        tab = ChatPage(await self.context.new_page(), self.context, self.address)
        tab._watch()
        await tab.page.goto(self.page.url if path is None else self.address + path)
        await expect(tab.page.locator("html")).to_have_attribute("data-ready", "true", timeout=STEP_MS)
        await self.page.bring_to_front()  # a tab in the background draws, and takes clicks, every second or so
        return tab

    async def close_panel(self) -> None:
        """Close the cast or the album."""
        await self.page.locator("#close-panel").click()

    async def details(self, number: int) -> Locator:
        """Open picture `number` of the last pictures with its details, and return the details."""
        await self.click_picture(number, close=False)
        await self.lightbox.locator(".lightbox-tools button[aria-expanded]").click()
        details = self.lightbox.locator(".details")
        await expect(details).to_have_attribute("aria-busy", "false", timeout=STEP_MS)
        return details

    async def screenshot(self, path: Path) -> None:
        """Keep what is seen now, once every picture in view has loaded."""
        # Asked again and again from here: the page's policy lets no waiting script be evaluated in it.
        async with asyncio.timeout(STEP_MS / 1000):
            while not await self.page.evaluate(
                "[...document.images].every((one) => one.loading === 'lazy' || one.complete)"
            ):
                await asyncio.sleep(0.05)
        await self.page.screenshot(path=path)

    async def is_wider_than_screen(self) -> bool:
        """Return whether the page can be scrolled sideways, which it never should."""
        script = "document.scrollingElement.scrollWidth > window.innerWidth"
        return bool(await self.page.evaluate(script))
