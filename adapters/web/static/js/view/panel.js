/**
 * The panel beside the conversation: the room's cast or its album. Called by main.
 * @import {CastMember, PictureDetails} from "../types.js"
 * @import {Store} from "../store.js"
 */

import * as api from "../api.js";
import { t, timeWords } from "../strings.js";
import { noteError } from "./announce.js";
import { byId, el } from "./dom.js";
import { createDrawer } from "./drawers.js";
import { rove } from "./roving.js";

const PAGE = 60;
const REFRESH_WAIT_MS = 400;

/** @typedef {"cast"|"album"} Side */

/**
 * @param {Store} store
 * @param {{showPictures: (pictures: PictureDetails[], index: number) => void,
 *          showPicture: (picture: string) => void}} actions
 */
export function createPanel(store, actions) {
  const panel = byId("panel");
  const content = byId("panel-content");
  const heading = byId("panel-heading");
  const openers = /** @type {Record<Side, HTMLElement>} */ ({ cast: byId("open-cast"), album: byId("open-album") });
  /** @type {Side|null} */
  let side = null;
  let timer = 0;
  let visit = 0;

  const drawer = createDrawer(panel, "(min-width: 1080px)", (open) => {
    if (!open) side = null;
    mark();
  });

  function mark() {
    panel.hidden = side === null;
    for (const [name, opener] of Object.entries(openers)) opener.setAttribute("aria-expanded", String(name === side));
  }

  /** @param {Side} next */
  function toggle(next) {
    if (side === next) {
      drawer.set(false);
      return;
    }
    side = next;
    mark();
    void render();
    drawer.set(true);
  }

  async function render() {
    const [shown, mine] = [side, ++visit];
    if (shown === null) return;
    heading.textContent = t(shown);
    try {
      const made = shown === "cast" ? castList(await api.cast(store.room), actions) : await albumGrid();
      if (mine === visit) content.replaceChildren(made);
    } catch (error) {
      if (mine === visit) content.replaceChildren(el("p", { class: "problem", role: "alert" }, t("panel_failed")));
      if (!(error instanceof api.ApiError)) throw error;
    }
  }

  async function albumGrid() {
    const { room } = store;
    /** @type {PictureDetails[]} */
    const pictures = await api.album(room, null, PAGE);
    if (pictures.length === 0) return el("p", { class: "hint" }, t("no_album"));
    const grid = el("ul", { class: "album" });
    const roving = rove(grid, ".album-picture");
    const more = el("button", { class: "action", type: "button", hidden: pictures.length < PAGE }, t("more_pictures"));
    const hang = (/** @type {PictureDetails[]} */ some) => {
      grid.append(...some.map((one) => albumItem(one, () => actions.showPictures(pictures, pictures.indexOf(one)))));
      roving.refresh();
    };
    more.addEventListener("click", async () => {
      try {
        const older = await api.album(room, pictures[pictures.length - 1].time_s, PAGE);
        const fresh = older.filter((one) => !pictures.some((other) => other.id === one.id));
        pictures.push(...fresh);
        hang(fresh);
        more.hidden = fresh.length === 0;
      } catch (error) {
        noteError(error);
      }
    });
    hang(pictures);
    return el("div", {}, grid, more);
  }

  /** Many pictures come at once; one look is enough. */
  function refreshSoon() {
    clearTimeout(timer);
    timer = setTimeout(() => void render(), REFRESH_WAIT_MS);
  }

  openers.cast.addEventListener("click", () => toggle("cast"));
  openers.album.addEventListener("click", () => toggle("album"));
  byId("close-panel").addEventListener("click", () => drawer.set(false));
  store.on("message", ({ message }) => {
    if (side !== null && message.reply?.final) refreshSoon();
  });
  mark();
  return {
    render,
    closeDrawer: () => {
      if (drawer.isDrawer()) drawer.set(false, false);
    },
  };
}

/** @param {PictureDetails} one @param {() => void} open */
function albumItem(one, open) {
  const words = t("enlarge_only", { name: t("a_picture"), alt: one.alt });
  const image = el("img", {
    src: api.blobUrl(one.blob),
    alt: one.alt,
    width: one.width_px,
    height: one.height_px,
    loading: "lazy",
    decoding: "async",
  });
  return el(
    "li",
    {},
    el(
      "button",
      { class: "album-picture", type: "button", "aria-label": words, title: timeWords(one.time_s, true), onclick: open },
      image,
    ),
  );
}

/** @param {CastMember[]} cast @param {{showPicture: (picture: string) => void}} actions */
function castList(cast, actions) {
  if (cast.length === 0) return el("p", { class: "hint" }, t("no_cast"));
  return el("ul", { class: "cast" }, ...cast.map((one) => castItem(one, actions)));
}

/** @param {CastMember} one @param {{showPicture: (picture: string) => void}} actions */
function castItem(one, actions) {
  const { picture, blob } = one;
  const portrait =
    picture && blob
      ? el(
          "button",
          {
            type: "button",
            class: "portrait",
            "aria-label": t("enlarge_only", { name: one.name, alt: one.description }),
            onclick: () => actions.showPicture(picture),
          },
          el("img", { src: api.blobUrl(blob), alt: one.name, width: 88, height: 88, loading: "lazy" }),
        )
      : el("span", { class: "portrait empty" }, t("no_face"));
  return el(
    "li",
    {},
    portrait,
    el(
      "div",
      {},
      el("h3", { dir: "auto" }, one.name),
      one.aliases.length > 0 && el("p", { class: "hint", dir: "auto" }, t("also", { names: one.aliases.join(", ") })),
      el("p", { dir: "auto" }, one.description),
    ),
  );
}
