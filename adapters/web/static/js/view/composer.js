/**
 * The message box: words, pictures to attach, what is replied to. Called by main.
 * Hands a finished message over; what becomes of it is the outbox's matter.
 * @import {Attachment, Quote} from "../types.js"
 */

import * as api from "../api.js";
import { newId } from "../ids.js";
import { keep, recall } from "../storage.js";
import { t } from "../strings.js";
import { note } from "./announce.js";
import { byId, el, icon } from "./dom.js";

const TALLEST_PX = 220;

/**
 * @typedef {object} Upload
 * @property {string} id
 * @property {File} file
 * @property {string} preview
 * @property {Attachment|null} attachment null until the server has it
 * @property {string} error
 * @property {Promise<void>} done
 */

/**
 * @param {{room: () => string, place: () => string,
 *          send: (text: string, quote: Quote|null, attachments: Attachment[]) => void}} options
 *   place: what a draft belongs to
 */
export function createComposer({ room, place, send }) {
  const form = /** @type {HTMLFormElement} */ (byId("composer"));
  const box = /** @type {HTMLTextAreaElement} */ (byId("message-box"));
  const sendButton = /** @type {HTMLButtonElement} */ (byId("send"));
  const filePicker = /** @type {HTMLInputElement} */ (byId("file-picker"));
  const chips = byId("attachment-chips");
  const quoteSlot = byId("quote-chip");
  /** @type {Upload[]} */
  let uploads = [];
  /** @type {Quote|null} */
  let quote = null;
  let busy = false;

  const draftKey = () => `draft.${place()}`;

  function fit() {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, TALLEST_PX)}px`;
    const ready = uploads.some((one) => one.attachment || !one.error);
    sendButton.disabled = busy || (box.value.trim() === "" && !ready);
  }

  async function finish() {
    const words = box.value.trim();
    if (busy || (words === "" && uploads.length === 0)) return;
    busy = true;
    fit();
    await Promise.all(uploads.map((one) => one.done));
    busy = false;
    fit();
    // A picture that did not arrive stops the message: it was meant to come along.
    if (uploads.some((one) => one.error)) return;
    const attachments = uploads.flatMap((one) => (one.attachment ? [one.attachment] : []));
    if (words === "" && attachments.length === 0) return;
    send(words, quote, attachments);
    clear();
  }

  function clear() {
    for (const one of uploads) URL.revokeObjectURL(one.preview);
    uploads = [];
    box.value = "";
    keep(draftKey(), null);
    setQuote(null);
    showChips();
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

  byId("attach").addEventListener("click", () => filePicker.click());
  filePicker.addEventListener("change", () => {
    take([...(filePicker.files ?? [])]);
    filePicker.value = "";
  });
  box.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    take(files);
  });
  listenForDrops(byId("main"), take);

  /** @param {File[]} files */
  function take(files) {
    const pictures = files.filter((file) => file.type === "" || file.type.startsWith("image/"));
    if (pictures.length < files.length) note(t("not_a_picture"));
    for (const file of pictures) begin(file);
    box.focus();
  }

  /** @param {File} file */
  function begin(file) {
    /** @type {Upload} */
    const upload = {
      id: newId("a"),
      file,
      preview: URL.createObjectURL(file),
      attachment: null,
      error: "",
      done: Promise.resolve(),
    };
    uploads = [...uploads, upload];
    start(upload);
  }

  /** @param {Upload} upload */
  function start(upload) {
    upload.error = "";
    upload.done = api
      .attach(room(), upload.file)
      .then((attachment) => {
        upload.attachment = attachment;
      })
      .catch((error) => {
        if (!(error instanceof api.ApiError)) throw error;
        upload.error = error.message && error.status ? error.message : t(error.status ? "failed" : "no_answer");
      })
      .finally(() => {
        showChips();
        fit();
      });
    showChips();
    fit();
  }

  /** @param {Upload} upload */
  function drop(upload) {
    URL.revokeObjectURL(upload.preview);
    uploads = uploads.filter((one) => one !== upload);
    showChips();
    fit();
    box.focus();
  }

  function showChips() {
    chips.hidden = uploads.length === 0;
    chips.replaceChildren(...uploads.map(chip));
  }

  /** @param {Upload} upload */
  function chip(upload) {
    const name = upload.file.name || t("a_picture");
    const remove = el(
      "button",
      { type: "button", class: "quiet", "aria-label": t("remove_attachment", { name }), onclick: () => drop(upload) },
      icon("close"),
    );
    const again = el("button", { type: "button", class: "link", onclick: () => start(upload) }, t("again"));
    const failed = t("upload_failed", { name, why: upload.error });
    return el(
      "li",
      { class: `chip ${upload.error ? "failed" : upload.attachment ? "ready" : "uploading"}` },
      el("img", { src: upload.preview, alt: "", width: 44, height: 44 }),
      el("span", { class: "chip-name", dir: "auto", role: upload.error ? "alert" : null }, upload.error ? failed : name),
      !upload.attachment && !upload.error && el("progress", { "aria-label": t("uploading", { name }) }),
      upload.error && again,
      remove,
    );
  }

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

  /** Show what was being written here before. */
  function restore() {
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
  return { setQuote, restore, refill, focus: () => box.focus() };
}

/** @param {HTMLElement} zone @param {(files: File[]) => void} take */
function listenForDrops(zone, take) {
  let depth = 0;
  const carriesFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") ?? false;
  const mark = (/** @type {number} */ next) => {
    depth = Math.max(0, next);
    zone.classList.toggle("dropping", depth > 0);
  };
  zone.addEventListener("dragenter", (event) => carriesFiles(event) && mark(depth + 1));
  zone.addEventListener("dragleave", (event) => carriesFiles(event) && mark(depth - 1));
  zone.addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
  zone.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    mark(0);
    take([...(event.dataTransfer?.files ?? [])]);
  });
}
