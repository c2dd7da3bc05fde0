/**
 * The people that are played in this browser, and who speaks now. Kept in localStorage.
 * Called by the composer and by whatever sends an event. Knows nothing of the server.
 * @import {Author, Persona} from "./types.js"
 */

import { newId } from "./ids.js";
import { keep, recall } from "./storage.js";
import { t } from "./strings.js";

export const HUES = 8;
const LONGEST_NAME_CHARS = 40;

/** @type {Persona[]} */
let people = recall("people", /** @type {Persona[]} */ ([])).filter((one) => one?.id && one?.name);
let speaker = recall("speaker", "");
/** @type {Set<() => void>} */
const listeners = new Set();

function changed() {
  keep("people", people);
  keep("speaker", speaker);
  for (const listener of listeners) listener();
}

/** Return everybody, making a first person with a friendly name on the first visit. */
export function everyone() {
  if (people.length === 0) {
    const names = t("first_names").split(" ");
    const pick = crypto.getRandomValues(new Uint8Array(1))[0];
    people = [{ id: newId("u"), name: names[pick % names.length], hue: pick % HUES }];
    speaker = people[0].id;
    keep("people", people);
    keep("speaker", speaker);
  }
  return people;
}

/** Return who speaks now. @returns {Persona} */
export const current = () => everyone().find((one) => one.id === speaker) ?? everyone()[0];

/** @returns {Author} */
export const author = () => ({ id: current().id, name: current().name });

/** @param {string} name */
const tidy = (name) => name.replace(/\s+/g, " ").trim().slice(0, LONGEST_NAME_CHARS);

/** @param {string} name @returns {boolean} false when the name is empty */
export function add(name) {
  const clean = tidy(name);
  if (!clean) return false;
  const used = new Set(everyone().map((one) => one.hue));
  let hue = 0;
  while (used.has(hue) && hue < HUES - 1) hue += 1;
  const one = { id: newId("u"), name: clean, hue };
  people = [...everyone(), one];
  speaker = one.id;
  changed();
  return true;
}

/** @param {string} id @param {string} name @returns {boolean} false when the name is empty */
export function rename(id, name) {
  const clean = tidy(name);
  if (!clean) return false;
  people = everyone().map((one) => (one.id === id ? { ...one, name: clean } : one));
  changed();
  return true;
}

/** Forget a person in this browser; what they said stays. @param {string} id */
export function remove(id) {
  if (everyone().length < 2) return;
  people = people.filter((one) => one.id !== id);
  if (speaker === id) speaker = people[0].id;
  changed();
}

/** @param {string} id */
export function speakAs(id) {
  speaker = id;
  changed();
}

/** @param {() => void} listener */
export const onPeople = (listener) => listeners.add(listener);

/** Return the colour of an author, the same in every browser unless it is one of ours. @param {Author} one */
export function hueOf(one) {
  const mine = people.find((other) => other.id === one.id);
  if (mine) return mine.hue % HUES;
  let sum = 0;
  for (const letter of one.id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % HUES;
}

/** Return one or two letters for a face. @param {string} name */
export function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters.map((word) => [...word][0].toUpperCase()).join("") || "?";
}
