/**
 * The open thread: messages in order, those on their way, where the reader is in it.
 * Called by main. Reads the store and the outbox.
 * @import {Message} from "../types.js"
 * @import {Parcel} from "../outbox.js"
 * @import {Store} from "../store.js"
 * @import {MessageActions} from "./message.js"
 */

import * as outbox from "../outbox.js";
import { dayWords, t } from "../strings.js";
import { announce } from "./announce.js";
import { byId, el } from "./dom.js";
import { authorName, createMessage } from "./message.js";
import { shorten } from "./text.js";
import { createWelcome } from "./welcome.js";

const NEAR_PX = 120;
const SPOKEN_CHARS = 600;

/**
 * @param {Store} store
 * @param {MessageActions} actions
 * @param {{say: (text: string) => void, older: () => Promise<void>, editAgain: (parcel: Parcel) => void}} more
 */
export function createConversation(store, actions, more) {
  const scroller = byId("scroller");
  const log = byId("log");
  const pending = byId("pending");
  const newest = byId("newest");
  const older = byId("older");
  const welcome = byId("welcome");
  /** @type {Map<string, ReturnType<typeof createMessage>>} */
  let views = new Map();
  let stuck = true;
  let lastDay = "";
  /** @type {string|null} */
  let marked = null;

  scroller.addEventListener("scroll", () => {
    stuck = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_PX;
    if (stuck) newest.hidden = true;
  });
  newest.addEventListener("click", () => toEnd());
  older.addEventListener("click", async () => {
    const height = scroller.scrollHeight;
    await more.older();
    scroller.scrollTop += scroller.scrollHeight - height;
  });
  // Pictures and streamed words change the height after a message was added; a growing message box, the view's.
  const watcher = new ResizeObserver(() => stuck && toEnd());
  watcher.observe(byId("thread"));
  watcher.observe(scroller);

  function toEnd() {
    stuck = true;
    newest.hidden = true;
    scroller.scrollTop = scroller.scrollHeight;
  }

  /** Show the open thread anew: another thread, another language, older messages. */
  function render() {
    views = new Map();
    lastDay = "";
    marked = store.selected();
    const nodes = store.messages().flatMap(nodesOf);
    log.replaceChildren(...nodes);
    older.hidden = store.thread === null || !store.hasOlder.has(store.thread);
    renderPending();
  }

  /** @param {Message} message @returns {HTMLElement[]} its element, behind a line for the day where one begins */
  function nodesOf(message) {
    const view = createMessage(message, actions);
    views.set(message.id, view);
    const day = dayWords(message.time_s);
    if (day === lastDay) return [view.element];
    lastDay = day;
    return [el("div", { class: "day" }, el("span", {}, day)), view.element];
  }

  /** @param {{message: Message, before: Message|null}} change */
  function take({ message, before }) {
    if (message.thread !== store.thread) return;
    const known = views.get(message.id);
    if (known) known.update(message);
    else log.append(...nodesOf(message));
    markSelected();
    renderPending();
    speak(message, before);
    if (stuck) toEnd();
    else if (!known) newest.hidden = false;
  }

  function markSelected() {
    const selected = store.selected();
    if (selected === marked) return;
    marked = selected;
    for (const view of views.values()) view.mark();
  }

  /** What one message sent is heard once: people's words when they come, the bot's when they are whole. */
  function speak(/** @type {Message} */ message, /** @type {Message|null} */ before) {
    const { reply } = message;
    if (!reply) {
      if (!before && !outbox.inThread(store.room, message.thread).some((one) => one.id === message.id)) {
        announce(t("said", { name: authorName(message), text: shorten(message.text, SPOKEN_CHARS) }));
      }
    } else if (reply.final && !before?.reply?.final) {
      const count = reply.cards.length;
      const pictures = count === 0 ? "" : count === 1 ? t("pictures_ready_one") : t("pictures_ready", { count });
      const words = [shorten(reply.text, SPOKEN_CHARS), pictures].filter(Boolean).join(" ");
      announce(t("said", { name: t("bot_name"), text: words }));
    } else if (!before) {
      announce(reply.progress?.stage ?? "");
    }
  }

  function renderPending() {
    const waiting = store.thread === null ? [] : outbox.inThread(store.room, store.thread);
    const missing = waiting.filter((one) => !views.has(one.id));
    pending.replaceChildren(...missing.map(pendingElement));
    renderWelcome(missing.length);
    if (stuck) toEnd();
  }

  /** @param {Parcel} parcel */
  function pendingElement(parcel) {
    const view = createMessage(asMessage(parcel), actions);
    view.element.classList.add("pending", parcel.stage);
    const words = { sending: t("sending"), waiting: t("waiting"), refused: parcel.error, accepted: "" }[parcel.stage];
    const again = el("button", { type: "button", class: "link", onclick: () => outbox.retry(parcel.id) }, t("again"));
    const edit = el("button", { type: "button", class: "link", onclick: () => more.editAgain(parcel) }, t("edit_again"));
    const drop = el("button", { type: "button", class: "link", onclick: () => outbox.drop(parcel.id) }, t("discard"));
    const status = el("div", { class: "delivery" }, el("span", { role: "status", dir: "auto" }, words));
    if (parcel.stage === "refused" || parcel.stage === "waiting") status.append(again, edit, drop);
    if (words) view.element.querySelector(".body")?.append(status);
    return view.element;
  }

  function renderWelcome(/** @type {number} */ waiting) {
    const loaded = store.thread === null || store.loaded.has(store.thread);
    const empty = loaded && waiting === 0 && store.messages().length === 0;
    welcome.hidden = !empty;
    byId("opening").hidden = loaded || !store.connected;
    if (empty) welcome.replaceChildren(createWelcome(more.say));
  }

  /** @param {Message} message */
  function jump(message) {
    const view = views.get(message.id);
    if (!view) return;
    view.element.scrollIntoView({ block: "center" });
    view.element.classList.remove("flash");
    requestAnimationFrame(() => view.element.classList.add("flash"));
  }

  /** Try pictures again that did not load while the server was away. */
  function reloadPictures() {
    for (const image of /** @type {NodeListOf<HTMLImageElement>} */ (log.querySelectorAll(".tile.gone img"))) {
      image.addEventListener(
        "load",
        () => {
          image.closest(".tile")?.classList.remove("gone");
          image.parentElement?.querySelector(".tile-gone")?.remove();
        },
        { once: true },
      );
      image.parentElement?.querySelectorAll(".tile-gone").forEach((one) => one.remove());
      image.src = image.getAttribute("src") ?? "";
    }
  }

  store.on("messages", (thread) => {
    if (thread === store.thread) render();
  });
  store.on("message", take);
  store.on("selection", markSelected);
  store.on("connection", (open) => open && reloadPictures());
  outbox.onOutbox(renderPending);
  return { render, jump, toEnd };
}

/** @param {Parcel} parcel @returns {Message} */
const asMessage = (parcel) => ({
  id: parcel.id,
  thread: parcel.thread,
  from: "person",
  author: parcel.author,
  time_s: parcel.time_s,
  text: parcel.text,
  reply_to: parcel.quote?.target ?? null,
  attachments: parcel.attachments,
  reply: null,
  edited: false,
});
