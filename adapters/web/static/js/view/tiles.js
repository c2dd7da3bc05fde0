/**
 * The pictures of one message: tiles that appear one by one and stay where they are.
 * Called by messages. Knows nothing of the server.
 * @import {Card, Progress, Shown} from "../types.js"
 */

import { blobUrl } from "../api.js";
import { t } from "../strings.js";
import { el, icon } from "./dom.js";
import { rove } from "./roving.js";

/** @param {Card} card @returns {Shown} */
export const shownCard = (card) => ({ ...card, select: card.select || null });

/** What a picture is called where there is no room for its description. @param {{label: string}} card */
export const pictureName = (card) => (card.label ? t("picture_n", { label: card.label }) : t("a_picture"));

/**
 * @typedef {object} TileActions
 * @property {(shown: Shown[], index: number, press: boolean) => void} enlarge
 * @property {(card: Card) => void} reply
 * @property {() => string|null} selected
 */

/** @param {TileActions} actions */
export function createTiles(actions) {
  const grid = el("div", { class: "tiles", role: "group", "aria-label": t("pictures_of"), hidden: true });
  const roving = rove(grid, ".tile-open");
  /** @type {Map<string, {element: HTMLElement, card: Card|null, mark(selected: boolean): void}>} */
  const tiles = new Map();
  /** @type {Card[]} */
  let cards = [];

  /** @param {Card[]} next @param {Progress|null} progress */
  function update(next, progress) {
    cards = next;
    const slots = slotsOf(next);
    for (let n = 1; n <= (progress?.total ?? 0); n += 1) if (!slots.has(String(n))) slots.set(String(n), null);
    const order = [...slots.keys()].sort((one, other) => Number(one) - Number(other));

    for (const [slot, tile] of tiles) if (!slots.has(slot)) discard(slot, tile);
    order.forEach((slot, index) => place(slot, slots.get(slot) ?? null, index, progress));

    grid.hidden = order.length === 0;
    grid.dataset.count = String(order.length);
    grid.dataset.large = String(next.some((card) => card.large));
    const first = next[0];
    grid.dataset.shape = first ? shapeOf(first) : (progress?.shape ?? "square");
    roving.refresh();
    mark();
  }

  /** @param {Card} card */
  const indexOf = (card) => cards.findIndex((one) => one.picture === card.picture);

  /** @param {string} slot @param {{element: HTMLElement}} tile */
  function discard(slot, tile) {
    tile.element.remove();
    tiles.delete(slot);
  }

  /** @param {string} slot @param {Card|null} card @param {number} index @param {Progress|null} progress */
  function place(slot, card, index, progress) {
    const known = tiles.get(slot);
    if (known && sameCard(known.card, card)) {
      if (grid.children[index] !== known.element) grid.insertBefore(known.element, grid.children[index] ?? null);
      return;
    }
    const tile = card ? pictureTile(card) : emptyTile(slot, progress?.shape ?? "square");
    if (known) known.element.replaceWith(tile.element);
    else grid.insertBefore(tile.element, grid.children[index] ?? null);
    tiles.set(slot, { ...tile, card });
  }

  /** @param {Card} card */
  function pictureTile(card) {
    const image = el("img", {
      src: blobUrl(card.blob),
      alt: card.alt || pictureName(card),
      width: card.width_px,
      height: card.height_px,
      dir: "auto",
      decoding: "async",
    });
    const open = el(
      "button",
      {
        class: "tile-open",
        type: "button",
        onclick: () => actions.enlarge(cards.map(shownCard), indexOf(card), true),
      },
      image,
      card.label && el("span", { class: "tile-number", "aria-hidden": "true" }, card.label),
    );
    const reply = el(
      "button",
      {
        class: "tile-reply",
        type: "button",
        "aria-label": card.label ? t("reply_to_picture", { label: card.label }) : t("reply_to_this_picture"),
        title: t("reply"),
        onclick: () => actions.reply(card),
      },
      icon("reply"),
    );
    const element = el("figure", { class: "tile", dataset: { picture: card.picture } }, open, reply);
    image.addEventListener("error", () => {
      element.classList.add("gone");
      open.append(el("span", { class: "tile-gone" }, t("gone")));
    });
    const mark = (/** @type {boolean} */ selected) => {
      element.classList.toggle("selected", selected);
      open.setAttribute("aria-pressed", String(selected));
      const words = selected || !card.select ? "enlarge_only" : "enlarge";
      open.setAttribute("aria-label", t(words, { name: pictureName(card), alt: card.alt }));
    };
    return { element, mark };
  }

  function mark() {
    const selected = actions.selected();
    for (const tile of tiles.values()) tile.mark(tile.card !== null && tile.card.picture === selected);
  }

  return { element: grid, update, mark };
}

/**
 * Return where each card belongs: its label is its place, as tiles are not finished in order.
 * @param {Card[]} cards @returns {Map<string, Card|null>}
 */
function slotsOf(cards) {
  const labels = new Set(cards.map((card) => card.label).filter((label) => /^[1-9][0-9]?$/.test(label)));
  const labelled = labels.size === cards.length;
  return new Map(cards.map((card, index) => [labelled ? card.label : String(index + 1), card]));
}

/** @param {string} slot @param {string} shape */
function emptyTile(slot, shape) {
  const pencil = el("span", { class: "scribble", "aria-hidden": "true" });
  const number = el("span", { class: "tile-number", "aria-hidden": "true" }, slot);
  const label = t("placeholder_n", { label: slot });
  const element = el("figure", { class: `tile empty ${shape}`, role: "img", "aria-label": label }, pencil, number);
  return { element, mark: () => {} };
}

/** @param {Card} card */
function shapeOf(card) {
  const ratio = card.width_px / card.height_px;
  if (ratio > 1.15) return "wide";
  return ratio < 0.87 ? "tall" : "square";
}

/** @param {Card|null} one @param {Card|null} other */
function sameCard(one, other) {
  if (one === null || other === null) return one === other;
  return one.picture === other.picture && one.blob === other.blob && one.alt === other.alt;
}
