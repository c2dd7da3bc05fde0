/**
 * The sidebar and the panel as drawers on narrow screens: what lies behind is out of reach until they are
 * closed, by Escape or a click beside. On wide screens they stand beside the conversation. Called by main.
 */

import { byId } from "./dom.js";

/** Everything that can lie behind a drawer. */
const PARTS = ["sidebar", "main", "panel"];
/** Drawers that cover something now. @type {Map<HTMLElement, () => void>} */
const covering = new Map();
let listening = false;

function settleBehind() {
  byId("backdrop").hidden = covering.size === 0;
  for (const id of PARTS) byId(id).inert = covering.size > 0 && !covering.has(byId(id));
}

function closeAll() {
  for (const close of [...covering.values()]) close();
}

function listen() {
  if (listening) return;
  listening = true;
  byId("backdrop").addEventListener("click", closeAll);
  document.addEventListener("keydown", (event) => {
    // A dialog above takes its own Escape.
    if (event.key === "Escape" && covering.size > 0 && !document.querySelector("dialog[open]")) closeAll();
  });
}

/**
 * Return what opens and closes `element`.
 * @param {HTMLElement} element
 * @param {string} wide the media query under which it is no drawer
 * @param {(open: boolean) => void} onChange
 */
export function createDrawer(element, wide, onChange) {
  const roomy = matchMedia(wide);
  /** @type {HTMLElement|null} */
  let opener = null;
  let open = false;
  listen();

  function settle() {
    element.classList.toggle("open", open);
    if (open && !roomy.matches) covering.set(element, () => set(false));
    else covering.delete(element);
    settleBehind();
  }

  /** @param {boolean} next @param {boolean} [giveBack] give the focus back to where it came from */
  function set(next, giveBack = true) {
    if (next === open) return;
    open = next;
    if (open) opener = /** @type {HTMLElement|null} */ (document.activeElement);
    onChange(open);
    settle();
    if (open && !roomy.matches) {
      /** @type {HTMLElement|null} */ (element.querySelector("button"))?.focus();
    } else if (!open && giveBack) {
      opener?.focus();
    }
  }

  roomy.addEventListener("change", settle);
  return { set, isDrawer: () => !roomy.matches };
}
