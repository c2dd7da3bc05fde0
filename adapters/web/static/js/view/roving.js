/**
 * A grid with one tab stop: arrow keys move inside it. Called by grids of pictures.
 */

/**
 * Make the elements of `grid` that match `selector` one tab stop. Works for elements added later, too.
 * @param {HTMLElement} grid @param {string} selector
 */
export function rove(grid, selector) {
  const items = () => /** @type {HTMLElement[]} */ ([...grid.querySelectorAll(selector)]);

  /** @param {HTMLElement|undefined} active */
  function settle(active) {
    for (const item of items()) item.tabIndex = item === active ? 0 : -1;
  }

  grid.addEventListener("focusin", (event) => {
    const item = /** @type {HTMLElement} */ (event.target).closest(selector);
    if (item) settle(/** @type {HTMLElement} */ (item));
  });

  grid.addEventListener("keydown", (event) => {
    const all = items();
    const at = all.indexOf(/** @type {HTMLElement} */ (event.target));
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = step(event.key, at, all, columns(all));
    if (next === null) return;
    event.preventDefault();
    all[next].focus();
  });

  return {
    /** Give the tab stop to an element that is still there. */
    refresh() {
      const all = items();
      settle(all.find((item) => item.tabIndex === 0) ?? all[0]);
    },
  };
}

/** Count the elements in the first row, as they are laid out now. @param {HTMLElement[]} all */
function columns(all) {
  const top = all[0].getBoundingClientRect().top;
  const below = all.findIndex((item) => Math.abs(item.getBoundingClientRect().top - top) > 4);
  return below < 0 ? all.length : below;
}

/** @param {string} key @param {number} at @param {HTMLElement[]} all @param {number} wide @returns {number|null} */
function step(key, at, all, wide) {
  const rtl = getComputedStyle(all[0]).direction === "rtl";
  /** @type {Record<string, number>} */
  const moves = {
    ArrowRight: at + (rtl ? -1 : 1),
    ArrowLeft: at - (rtl ? -1 : 1),
    ArrowDown: at + wide,
    ArrowUp: at - wide,
    Home: 0,
    End: all.length - 1,
  };
  const next = moves[key];
  return next === undefined || next < 0 || next >= all.length ? null : next;
}
