/**
 * Short notices: a polite line for screen readers, and a note at the bottom for everybody.
 * Called by every view that has something to tell. Not for streamed words: those would be read piecemeal.
 */

import { ApiError } from "../api.js";
import { t } from "../strings.js";
import { byId, el, icon } from "./dom.js";

const NOTE_MS = 8_000;

/** Have `text` read aloud when the reader is free. @param {string} text */
export function announce(text) {
  const line = byId("announcer");
  line.textContent = "";
  // A reader speaks changes only, so the same words twice need a moment between them.
  setTimeout(() => (line.textContent = text), 50);
}

/** Show `text` as a note that is read at once and goes away by itself. @param {string} text */
export function note(text) {
  const close = el("button", { class: "quiet", type: "button", "aria-label": t("close") }, icon("close"));
  const box = el("div", { class: "note", role: "alert" }, el("span", { dir: "auto" }, text), close);
  const timer = setTimeout(() => box.remove(), NOTE_MS);
  close.addEventListener("click", () => {
    clearTimeout(timer);
    box.remove();
  });
  // The top dialog hides everything else from readers, so the note goes where it can be seen.
  const dialogs = document.querySelectorAll("dialog[open]");
  (dialogs[dialogs.length - 1] ?? byId("notes")).append(box);
}

/** Return why a request failed: the server's sentence where there is one. @param {unknown} error */
export function reason(error) {
  if (!(error instanceof ApiError)) throw error;
  return error.message && error.status ? error.message : t(error.status ? "failed" : "no_answer");
}

/** Show why a request failed. @param {unknown} error */
export const noteError = (error) => note(reason(error));
