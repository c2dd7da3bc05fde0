/**
 * The sidebar and the panel as drawers on narrow screens: one at a time, closed by Escape or a click beside.
 * On wide screens the sidebar always shows and the panel stands beside the conversation. Called by main.
 */

import { byId } from "./dom.js";

const backdrop = () => byId("backdrop");

/**
 * Return functions that open and close `element`.
 * @param {HTMLElement} element
 * @param {string} wide the media query under which it is no drawer
 * @param {(open: boolean) => void} onChange
 */
export function createDrawer(element, wide, onChange) {
  const roomy = matchMedia(wide);
  /** @type {HTMLElement|null} */
  let opener = null;
  let open = false;

  function settle() {
    const drawn = open && !roomy.matches;
    element.classList.toggle("open", open);
    byId("main").inert = drawn;
    backdrop().hidden = !drawn;
  }

  /** @param {boolean} next @param {boolean} [giveBack] give the focus back to where it came from */
  function set(next, giveBack = true) {
    if (next === open) return;
    open = next;
    if (open) opener = /** @type {HTMLElement|null} */ (document.activeElement);
    settle();
    onChange(open);
    if (open && !roomy.matches) {
      /** @type {HTMLElement|null} */ (element.querySelector("a, button"))?.focus();
    } else if (!open && giveBack) {
      opener?.focus();
    }
  }

  roomy.addEventListener("change", settle);
  backdrop().addEventListener("click", () => set(false));
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open) {
      event.stopPropagation();
      set(false);
    }
  });
  return { set, isOpen: () => open, isDrawer: () => !roomy.matches };
}
