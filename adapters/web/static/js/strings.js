/**
 * The page's own words, in English and Korean. The bot's words come from the server.
 * Called by every view; `{name}` in a sentence is filled in by `t`.
 */

import { keep, recall } from "./storage.js";
import { EN } from "./words/en.js";
import { KO } from "./words/ko.js";

const TABLES = { en: EN, ko: KO };

/** @typedef {keyof typeof EN} Key */
/** @typedef {keyof typeof TABLES} Language */

/** @returns {Language} */
const ofBrowser = () => (navigator.language.toLowerCase().startsWith("ko") ? "ko" : "en");

/** @type {Language} */
let language = recall("language", ofBrowser()) === "ko" ? "ko" : "en";
/** @type {Set<() => void>} */
const listeners = new Set();

/** Return the sentence `key` in the page's language. @param {Key} key @param {Record<string, string|number>} [facts] */
export function t(key, facts = {}) {
  return TABLES[language][key].replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
}

export const currentLanguage = () => language;

/** Return the locale that events carry: the browser's own when it speaks the page's language. */
export const locale = () => (navigator.language.toLowerCase().startsWith(language) ? navigator.language : language);

export function switchLanguage() {
  language = language === "en" ? "ko" : "en";
  keep("language", language);
  for (const listener of listeners) listener();
}

/** @param {() => void} listener */
export const onLanguage = (listener) => listeners.add(listener);

/** Fill in every element of `root` that names its words: `data-t`, `data-t-label`, `data-t-placeholder`. @param {ParentNode} root */
export function fillIn(root) {
  for (const one of root.querySelectorAll("[data-t]")) {
    one.textContent = t(/** @type {Key} */ (/** @type {HTMLElement} */ (one).dataset.t));
  }
  for (const one of root.querySelectorAll("[data-t-label]")) {
    const words = t(/** @type {Key} */ (/** @type {HTMLElement} */ (one).dataset.tLabel));
    one.setAttribute("aria-label", words);
    if (one instanceof HTMLButtonElement) one.title = words;
  }
  for (const one of root.querySelectorAll("[data-t-placeholder]")) {
    one.setAttribute("placeholder", t(/** @type {Key} */ (/** @type {HTMLElement} */ (one).dataset.tPlaceholder)));
  }
}

/** Return a time of day, and with `day` the date too. @param {number} timeS @param {boolean} [day] */
export function timeWords(timeS, day = false) {
  const options = /** @type {Intl.DateTimeFormatOptions} */ (
    day ? { dateStyle: "medium", timeStyle: "short" } : { timeStyle: "short" }
  );
  return new Intl.DateTimeFormat(language, options).format(new Date(timeS * 1000));
}

/** Return the name of a day: today, yesterday or the date. @param {number} timeS */
export function dayWords(timeS) {
  const day = new Date(timeS * 1000);
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (day.toDateString() === today.toDateString()) return t("today");
  if (day.toDateString() === yesterday.toDateString()) return t("yesterday");
  return new Intl.DateTimeFormat(language, { dateStyle: "full" }).format(day);
}
