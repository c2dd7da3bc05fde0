/**
 * The room's pictures, newest first and a page at a time, and a search among those that are here.
 * Called by the panel, and where another picture is chosen for a character.
 * @import {CastMember, PictureDetails} from "../types.js"
 */

import * as api from "../api.js";
import { newId } from "../ids.js";
import { t, timeWords } from "../strings.js";
import { noteError } from "./announce.js";
import { el } from "./dom.js";
import { rove } from "./roving.js";

const PAGE = 60;
/** The server hands out at most so many at once. */
const LARGEST_PAGE = 200;

/**
 * Return an album that is empty until it is refreshed.
 * @param {string} room
 * @param {{label: (picture: PictureDetails) => string, pick: (pictures: PictureDetails[], index: number) => void}} actions
 *   label: what a picture's button is called; pick: one was clicked, among those that are shown
 */
export function createAlbum(room, { label, pick }) {
  const grid = el("ul", { class: "album" });
  const roving = rove(grid, "li:not([hidden]) > .album-picture");
  const search = createSearch(show);
  const empty = el("p", { class: "hint", hidden: true }, t("no_album"));
  const more = el("button", { class: "action", type: "button", hidden: true, onclick: loadOlder }, t("more_pictures"));
  const element = el("div", {}, search.element, empty, grid, more);
  /** @type {PictureDetails[]} */
  let pictures = [];
  /** @type {Map<string, HTMLLIElement>} */
  const items = new Map();
  let hasMore = false;

  /** Fetch anew as many as were here, at least a page. Rejects with an ApiError. */
  async function refresh() {
    const oldest_s = pictures.length > PAGE ? pictures[pictures.length - 1].time_s : Infinity;
    const limit = pictures.length > PAGE ? LARGEST_PAGE : PAGE;
    const [found, cast] = await Promise.all([fetchSince(room, oldest_s, limit), api.cast(room)]);
    pictures = found.pictures;
    hasMore = found.hasMore;
    search.meet(cast);
    show();
  }

  async function loadOlder() {
    try {
      const older = await api.album(room, pictures[pictures.length - 1].time_s, PAGE);
      const fresh = older.filter((one) => !pictures.some((other) => other.id === one.id));
      pictures = [...pictures, ...fresh];
      hasMore = older.length >= PAGE;
      show();
      // The button that was pressed is gone: go on where the new ones begin.
      const first = fresh.find((one) => items.get(one.id)?.hidden === false);
      if (!hasMore) items.get(first?.id ?? "")?.querySelector("button")?.focus();
    } catch (error) {
      noteError(error);
    }
  }

  /** Put every picture where it belongs, moving none that is there already, and hide what the search leaves out. */
  function show() {
    const shown = search.among(pictures, hasMore);
    const kept = new Set(pictures.map((one) => one.id));
    for (const [id, item] of items) {
      if (kept.has(id)) continue;
      item.remove();
      items.delete(id);
    }
    pictures.forEach((one, index) => {
      const item = items.get(one.id) ?? albumItem(one, label(one), () => open(one.id));
      items.set(one.id, item);
      if (grid.children[index] !== item) grid.insertBefore(item, grid.children[index] ?? null);
      item.hidden = !shown.has(one);
    });
    empty.hidden = pictures.length > 0;
    search.element.hidden = pictures.length === 0;
    more.hidden = !hasMore;
    roving.refresh();
  }

  /** @param {string} id not the record: that is another one after every fetch */
  function open(id) {
    const shown = pictures.filter((one) => items.get(one.id)?.hidden === false);
    pick(
      shown,
      shown.findIndex((one) => one.id === id),
    );
  }

  return { element, refresh };
}

/**
 * Fetch the newest pictures: a page, and so many more that those of `oldest_s` are among them.
 * @param {string} room @param {number} oldest_s @param {number} limit
 */
async function fetchSince(room, oldest_s, limit) {
  /** @type {PictureDetails[]} */
  const pictures = [];
  for (;;) {
    const before_s = pictures.length ? pictures[pictures.length - 1].time_s : null;
    const some = await api.album(room, before_s, limit);
    pictures.push(...some);
    const hasMore = some.length >= limit;
    if (!hasMore || some[some.length - 1].time_s <= oldest_s) return { pictures, hasMore };
  }
}

/** The field that searches, and what it finds. @param {() => void} onChange */
function createSearch(onChange) {
  const id = newId("f");
  const box = el("input", { id, type: "search", dir: "auto", autocomplete: "off", placeholder: t("search_hint"), oninput: onChange });
  const found = el("p", { class: "hint", role: "status" });
  const label = el("label", { class: "visually-hidden", for: id }, t("search_album"));
  const element = el("div", { class: "album-search", role: "search", hidden: true }, label, box, found);
  /** Names by the id of who is called so, and by that of the picture that shows them. @type {Map<string, string>} */
  let names = new Map();

  /** @param {PictureDetails} one */
  const wordsOf = (one) =>
    flat([one.prompt, one.alt, one.author, one.style, ...[one.id, ...one.characters].map((id) => names.get(id))].join("\n"));

  /** Return those that hold every word, and say how many. @param {PictureDetails[]} pictures @param {boolean} hasMore */
  function among(pictures, hasMore) {
    const words = flat(box.value).split(/\s+/).filter(Boolean);
    const shown = new Set(pictures.filter((one) => words.every((word) => wordsOf(one).includes(word))));
    const outcome = shown.size ? "search_found" : "search_none";
    const sentence = t(hasMore ? `${outcome}_loaded` : outcome, { shown: shown.size, count: pictures.length });
    found.textContent = words.length ? sentence : "";
    return shown;
  }

  return {
    element,
    among,
    /** Learn who is called what. @param {CastMember[]} cast */
    meet(cast) {
      names = new Map();
      for (const { id, picture, name, aliases } of cast) {
        const words = [name, ...aliases].join("\n");
        names.set(id, words);
        // Who was named on a picture is on it, though it was made when nobody knew the name.
        if (picture !== null) names.set(picture, [names.get(picture), words].join("\n"));
      }
    },
  };
}

/** @param {string} text */
const flat = (text) => text.normalize("NFC").toLocaleLowerCase();

/** @param {PictureDetails} one @param {string} label @param {() => void} open */
function albumItem(one, label, open) {
  const image = el("img", {
    src: api.blobUrl(one.blob),
    alt: one.alt,
    width: one.width_px,
    height: one.height_px,
    loading: "lazy",
    decoding: "async",
  });
  const title = timeWords(one.time_s, true);
  return el(
    "li",
    {},
    el("button", { class: "album-picture", type: "button", "aria-label": label, title, onclick: open }, image),
  );
}
