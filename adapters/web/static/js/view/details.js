/**
 * How a picture was made: its words, seed, painter, who is in it, and the family it comes from.
 * Called by the lightbox.
 * @import {PictureDetails} from "../types.js"
 */

import * as api from "../api.js";
import { t, timeWords } from "../strings.js";
import { announce } from "./announce.js";
import { el, icon } from "./dom.js";

/**
 * Return a panel that fills itself.
 * @param {string} room @param {string} picture @param {(details: PictureDetails) => void} open shows a relative
 */
export function createDetails(room, picture, open) {
  const panel = el("section", { class: "details", "aria-label": t("details"), "aria-busy": "true" });
  void fill(panel, room, picture, open);
  return panel;
}

/** @param {HTMLElement} panel @param {string} room @param {string} picture @param {(details: PictureDetails) => void} open */
async function fill(panel, room, picture, open) {
  try {
    const [details, family, cast] = await Promise.all([
      api.details(room, picture),
      api.family(room, picture),
      api.cast(room),
    ]);
    const names = details.characters.map((id) => cast.find((one) => one.id === id)?.name ?? id);
    panel.replaceChildren(recipe(details, names), familySection(family, picture, open));
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
    panel.replaceChildren(el("p", { class: "problem", role: "alert" }, error.message || t("panel_failed")));
  } finally {
    panel.setAttribute("aria-busy", "false");
  }
}

/** @param {PictureDetails} details @param {string[]} names */
function recipe(details, names) {
  const list = el("dl", { class: "recipe" });
  const row = (/** @type {string} */ label, /** @type {(Node|string|null)[]} */ ...value) =>
    list.append(el("div", {}, el("dt", {}, label), el("dd", { dir: "auto" }, ...value)));
  row(t("prompt"), el("span", { class: "prompt" }, details.prompt), copyButton(t("prompt"), details.prompt));
  if (details.seed === null) row(t("seed"), t("no_seed"));
  else row(t("seed"), el("code", {}, String(details.seed)), copyButton(t("seed"), String(details.seed)));
  row(t("painter"), details.painter);
  if (details.model && details.model !== details.painter) row(t("model"), details.model);
  if (details.style) row(t("style"), details.style);
  row(t("size"), `${details.width_px} × ${details.height_px}`);
  if (names.length) row(t("characters"), names.join(", "));
  row(t("cost"), costWords(details.cost_usd));
  row(t("by"), details.author);
  row(t("made"), timeWords(details.time_s, true));
  if (details.notes.length) row(t("notes"), ...details.notes.map((note) => el("p", { dir: "auto" }, note)));
  return list;
}

/** @param {number|null} cost_usd */
function costWords(cost_usd) {
  if (cost_usd === null) return t("cost_unknown");
  return cost_usd ? `$${cost_usd.toFixed(6).replace(/0{1,4}$/, "")}` : t("cost_free");
}

/** @param {string} what @param {string} text */
function copyButton(what, text) {
  const words = el("span", {}, t("copy"));
  const copy = async () => {
    await copyText(text);
    words.textContent = t("copied");
    announce(t("copied"));
    setTimeout(() => (words.textContent = t("copy")), 2_000);
  };
  return el(
    "button",
    { class: "copy", type: "button", "aria-label": t("copy_what", { what }), onclick: copy },
    icon("copy"),
    words,
  );
}

/** Copy, also on plain http, where there is no clipboard interface. @param {string} text */
async function copyText(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return;
    } catch {
      // Not allowed here: the old way below still may be.
    }
  }
  const box = el("textarea", { class: "visually-hidden", readonly: true });
  box.value = text;
  const before = /** @type {HTMLElement|null} */ (document.activeElement);
  (document.querySelector("dialog[open]") ?? document.body).append(box);
  box.select();
  document.execCommand("copy");
  box.remove();
  before?.focus();
}

/** @param {PictureDetails[]} family @param {string} current @param {(details: PictureDetails) => void} open */
function familySection(family, current, open) {
  const known = new Set(family.map((one) => one.id));
  const roots = family.filter((one) => !one.parents.some((parent) => known.has(parent)));
  const alone = family.length < 2;
  return el(
    "section",
    { class: "family" },
    el("h3", {}, t("family")),
    alone
      ? el("p", { class: "hint" }, t("family_alone"))
      : el("ul", { class: "tree" }, ...roots.flatMap((root) => branch(root, family, current, open, new Set()))),
  );
}

/**
 * Return a picture and what came from it. An only child stands under its parent, without a step to the
 * side, so that a long line of edits stays readable; siblings go one step in.
 * @param {PictureDetails} one @param {PictureDetails[]} family @param {string} current
 * @param {(details: PictureDetails) => void} open @param {Set<string>} seen
 * @returns {HTMLElement[]}
 */
function branch(one, family, current, open, seen) {
  if (seen.has(one.id)) return [];
  seen.add(one.id);
  // A picture with several parents hangs under the first: the one that was edited.
  const children = family.filter((other) => other.parents[0] === one.id);
  const item = el("li", {}, thumbnail(one, one.id === current, open));
  const below = children.flatMap((child) => branch(child, family, current, open, seen));
  if (children.length > 1) {
    item.append(el("ul", {}, ...below));
    return [item];
  }
  return [item, ...below];
}

/** @param {PictureDetails} one @param {boolean} current @param {(details: PictureDetails) => void} open */
function thumbnail(one, current, open) {
  return el(
    "button",
    { type: "button", class: "relative", "aria-current": current ? "true" : null, onclick: () => open(one) },
    el("img", { src: api.blobUrl(one.blob), alt: "", width: 56, height: 56, loading: "lazy" }),
    el("span", { dir: "auto" }, `#${one.ordinal} `, one.alt, current ? ` (${t("this_one")})` : ""),
  );
}
