/**
 * Rooms and threads at the side, and the head of the page that says where we are. Called by main.
 * @import {Store} from "../store.js"
 * @import {ThreadSummary} from "../types.js"
 */

import { isPlace } from "../ids.js";
import { address, go } from "../route.js";
import { t, timeWords } from "../strings.js";
import { askText } from "./dialogs.js";
import { byId, el } from "./dom.js";
import { shorten } from "./text.js";

const TITLE_CHARS = 60;

/** @param {Store} store */
export function createSidebar(store) {
  const rooms = byId("rooms");
  const threads = byId("threads");

  function renderRooms() {
    const known = [...new Set([...store.rooms, store.room])].filter(Boolean).sort();
    rooms.replaceChildren(
      ...known.map((room) =>
        el("li", {}, el("a", { href: address(room), "aria-current": room === store.room ? "true" : null }, el("span", { class: "hash", "aria-hidden": "true" }, "#"), room)),
      ),
    );
    renderHead();
  }

  function renderThreads() {
    const known = [...store.threads.values()].sort((one, other) => other.last_s - one.last_s);
    threads.replaceChildren(
      ...(known.length ? known.map(threadElement) : [el("li", { class: "hint" }, t("no_threads"))]),
    );
    renderHead();
  }

  /** @param {ThreadSummary} one */
  function threadElement(one) {
    return el(
      "li",
      {},
      el(
        "a",
        { href: address(store.room, one.id), "aria-current": one.id === store.thread ? "page" : null },
        el("span", { class: "thread-title", dir: "auto" }, titleOf(one)),
        el("time", { datetime: new Date(one.last_s * 1000).toISOString(), title: timeWords(one.last_s, true) }, timeWords(one.last_s)),
      ),
    );
  }

  function renderHead() {
    const summary = store.thread ? store.threads.get(store.thread) : undefined;
    const title = summary ? titleOf(summary) : t("new_thread");
    byId("head-room").textContent = `# ${store.room}`;
    byId("head-title").textContent = title;
    document.title = `${title} · ${store.room} · ${t("brand")}`;
  }

  byId("new-thread").addEventListener("click", () => {
    go(store.room, null);
    byId("message-box").focus();
  });
  byId("add-room").addEventListener("click", () => {
    const question = {
      title: t("add_room"),
      label: t("room_name"),
      hint: t("room_hint"),
      yes: t("enter_room"),
      pattern: "[A-Za-z0-9][A-Za-z0-9_.\\-]{0,63}",
    };
    askText(question, (name) => {
      if (!isPlace(name)) return false;
      go(name, null);
      return true;
    });
  });

  store.on("rooms", renderRooms);
  store.on("threads", renderThreads);
  return {
    render() {
      renderRooms();
      renderThreads();
    },
  };
}

/** The server cuts titles at so many characters; where it did, say so. @param {ThreadSummary} one */
function titleOf(one) {
  const title = shorten(one.title, TITLE_CHARS);
  return [...title].length >= TITLE_CHARS && !title.endsWith("…") ? `${title}…` : title || t("untitled");
}
