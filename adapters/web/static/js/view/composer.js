/**
 * The message box: words, pictures to attach, what is replied to. Called by main.
 * Hands a finished message over; what becomes of it is the outbox's matter.
 * @import {Attachment, Quote} from "../types.js"
 */

import * as api from "../api.js";
import { keep, recall } from "../storage.js";
import { t } from "../strings.js";
import { byId, el, icon } from "./dom.js";
import { createUploads } from "./uploads.js";

const TALLEST_PX = 220;

/**
 * @param {{room: () => string, place: () => string,
 *          send: (text: string, quote: Quote|null, attachments: Attachment[]) => void}} options
 *   place: what a draft belongs to
 */
export function createComposer({ room, place, send }) {
  const form = /** @type {HTMLFormElement} */ (byId("composer"));
  const box = /** @type {HTMLTextAreaElement} */ (byId("message-box"));
  const sendButton = /** @type {HTMLButtonElement} */ (byId("send"));
  const quoteSlot = byId("quote-chip");
  const uploads = createUploads({ room, onChange: fit, focus: () => box.focus() });
  /** @type {Quote|null} */
  let quote = null;
  let busy = false;

  const draftKey = () => `draft.${place()}`;

  function fit() {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, TALLEST_PX)}px`;
    sendButton.disabled = busy || (box.value.trim() === "" && uploads.isEmpty());
  }

  async function finish() {
    if (busy || (box.value.trim() === "" && uploads.isEmpty())) return;
    busy = true;
    fit();
    const attachments = await uploads.settled();
    busy = false;
    fit();
    // A picture that did not arrive stops the message: it was meant to come along.
    if (attachments === null) return;
    keep(draftKey(), null); // before sending: a new thread is another place
    send(box.value.trim(), quote, attachments);
    uploads.clear();
    box.value = "";
    setQuote(null);
    fit();
  }

  box.addEventListener("keydown", (event) => {
    // While a syllable is being put together, Enter belongs to the input method (229: Safari's way to say so).
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void finish();
    } else if (event.key === "Escape" && quote) {
      event.preventDefault();
      setQuote(null);
    }
  });
  box.addEventListener("input", () => {
    keep(draftKey(), box.value || null);
    fit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void finish();
  });

  /** Reply to something, or with null to nothing. @param {Quote|null} next */
  function setQuote(next) {
    quote = next;
    quoteSlot.hidden = !next;
    if (!next) {
      quoteSlot.replaceChildren();
      return;
    }
    quoteSlot.replaceChildren(
      next.blob ? el("img", { src: api.blobUrl(next.blob), alt: "", width: 36, height: 36 }) : icon("reply"),
      el("span", { class: "chip-name", dir: "auto" }, el("b", {}, t("replying")), " ", next.words),
      el(
        "button",
        { type: "button", class: "quiet", "aria-label": t("cancel_reply"), onclick: () => (setQuote(null), box.focus()) },
        icon("close"),
      ),
    );
    box.focus();
  }

  /** Drop what is replied to if it is gone. @param {(target: string) => boolean} isThere */
  function checkQuote(isThere) {
    if (quote && !isThere(quote.target)) setQuote(null);
  }

  /** Show what was being written here before. */
  function restore() {
    uploads.clear();
    box.value = recall(draftKey(), "");
    setQuote(null);
    fit();
  }

  /** Bring a message back that was not sent. @param {string} text @param {Quote|null} back */
  function refill(text, back) {
    box.value = text;
    keep(draftKey(), text || null);
    setQuote(back);
    fit();
    box.focus();
  }

  fit();
  return { setQuote, checkQuote, restore, refill, focus: () => box.focus() };
}
