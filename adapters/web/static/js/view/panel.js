/**
 * The panel beside the conversation: the room's cast or its album. Called by main.
 * @import {PictureDetails} from "../types.js"
 * @import {Store} from "../store.js"
 * @import {CastActions} from "./cast.js"
 */

import * as api from "../api.js";
import { currentLanguage, t } from "../strings.js";
import { createAlbum } from "./album.js";
import { castList } from "./cast.js";
import { byId, el } from "./dom.js";
import { createDrawer } from "./drawers.js";

const REFRESH_WAIT_MS = 400;

/** @typedef {"cast"|"album"} Side */

/**
 * @param {Store} store
 * @param {CastActions & {showPictures: (pictures: PictureDetails[], index: number) => void}} actions
 */
export function createPanel(store, actions) {
  const panel = byId("panel");
  const content = byId("panel-content");
  const heading = byId("panel-heading");
  const openers = /** @type {Record<Side, HTMLElement>} */ ({ cast: byId("open-cast"), album: byId("open-album") });
  /** @type {Side|null} */
  let side = null;
  /** The album that is open, of this room and in this language. @type {{key: string, album: ReturnType<typeof createAlbum>}|null} */
  let opened = null;
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
    if (shown !== "album") opened = null;
    if (shown === null) return;
    heading.textContent = t(shown);
    try {
      const made = shown === "cast" ? castList(await api.cast(store.room), actions) : await album();
      if (mine === visit) show(made);
    } catch (error) {
      if (mine === visit) show(el("p", { class: "problem", role: "alert" }, t("panel_failed")));
      opened = null;
      if (!(error instanceof api.ApiError)) throw error;
    }
  }

  /** Return the album as it is now. One that is open keeps its place, its older pages and its search. */
  async function album() {
    const key = `${store.room} ${currentLanguage()}`;
    if (opened?.key !== key) {
      const label = (/** @type {PictureDetails} */ one) =>
        t("enlarge_only", { name: t("a_picture"), alt: one.alt });
      opened = { key, album: createAlbum(store.room, { label, pick: actions.showPictures }) };
    }
    const { album } = opened;
    await album.refresh();
    return album.element;
  }

  /** Show `made` instead of what was there; the focus stays at what was focused, if that is there still. @param {HTMLElement} made */
  function show(made) {
    if (content.firstChild === made) return;
    const focused = /** @type {HTMLElement|null} */ (document.activeElement);
    const within = content.contains(focused);
    content.replaceChildren(made);
    if (!within || content.contains(focused)) return;
    const key = focused?.dataset.key;
    const same = key && [...content.querySelectorAll("button")].find((one) => one.dataset.key === key);
    (same || byId("close-panel")).focus();
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
