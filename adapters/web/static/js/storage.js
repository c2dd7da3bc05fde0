/**
 * What this browser keeps between visits, as JSON in localStorage. Called by personas, outbox and settings.
 * A browser that forbids storage still works: it only forgets.
 */

const PREFIX = "picturebook.";

/**
 * @template T
 * @param {string} key
 * @param {T} otherwise returned when nothing readable is kept
 * @returns {T}
 */
export function recall(key, otherwise) {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** @param {string} key @param {unknown} value null forgets it */
export function keep(key, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the page goes on with what it has in memory.
  }
}

/** Forget every value kept under a key that starts with `start`. @param {string} start */
export function forgetAll(start) {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX + start)) localStorage.removeItem(key);
  } catch {
    // Forbidden: then nothing was kept, either.
  }
}

/** Return every value kept under a key that starts with `start`. @param {string} start @returns {any[]} */
export function recallAll(start) {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX + start));
    return keys.map((key) => recall(key.slice(PREFIX.length), null)).filter((value) => value !== null);
  } catch {
    return [];
  }
}
