/**
 * Ids that the page makes: of events and of new threads. Also reads the ids of buttons.
 * Called by whatever sends something. Knows neither server nor view.
 */

const BUTTON = /^pb1:([a-z]{1,16}):([A-Za-z0-9][A-Za-z0-9_.-]{0,63})(?::[0-9]{1,2})?$/;
const PLACE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

/**
 * Return a new id, 33 characters, different from every other.
 * `crypto.randomUUID` exists only on secure origins, so it is not used: a page on plain http has
 * `getRandomValues` alone.
 * @param {string} kind one letter that tells a reader of logs what it names
 */
export function newId(kind = "e") {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return kind + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text */
export const isPlace = (text) => PLACE.test(text);

/**
 * Return the verb and target of a button id, or null when it is not one of ours.
 * @param {string} id
 */
export function readButton(id) {
  const match = BUTTON.exec(id);
  return match ? { verb: match[1], target: match[2] } : null;
}

/**
 * Return the id of the button that does `verb` to `target`.
 * @param {string} verb
 * @param {string} target a picture's id
 */
export const buttonId = (verb, target) => `pb1:${verb}:${target}`;
