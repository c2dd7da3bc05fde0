/**
 * Pictures on their way up: chosen, pasted or dropped, each with a chip that shows how it stands.
 * Called by the composer, which sends them along with its words.
 * @import {Attachment} from "../types.js"
 */

import * as api from "../api.js";
import { newId } from "../ids.js";
import { t } from "../strings.js";
import { note, reason } from "./announce.js";
import { byId, el, icon } from "./dom.js";

/**
 * @typedef {object} Upload
 * @property {string} id
 * @property {File} file
 * @property {string} preview
 * @property {Attachment|null} attachment null until the server has it
 * @property {string} error
 * @property {Promise<void>} done
 */

/** @param {{room: () => string, onChange: () => void, focus: () => void}} options */
export function createUploads({ room, onChange, focus }) {
  const chips = byId("attachment-chips");
  /** @type {Upload[]} */
  let uploads = [];

  function changed() {
    chips.hidden = uploads.length === 0;
    chips.replaceChildren(...uploads.map((one) => chip(one, { drop, start })));
    onChange();
  }

  /** @param {File[]} files */
  function take(files) {
    const pictures = files.filter((file) => file.type === "" || file.type.startsWith("image/"));
    if (pictures.length < files.length) note(t("not_a_picture"));
    for (const file of pictures) begin(file);
    focus();
  }

  /** @param {File} file */
  function begin(file) {
    const preview = URL.createObjectURL(file);
    /** @type {Upload} */
    const upload = { id: newId("a"), file, preview, attachment: null, error: "", done: Promise.resolve() };
    uploads = [...uploads, upload];
    start(upload);
  }

  /** @param {Upload} upload */
  function start(upload) {
    upload.error = "";
    upload.done = send(upload).finally(changed);
    changed();
  }

  /** @param {Upload} upload */
  async function send(upload) {
    try {
      upload.attachment = await api.attach(room(), upload.file);
    } catch (error) {
      upload.error = reason(error);
    }
  }

  /** @param {Upload} upload */
  function drop(upload) {
    URL.revokeObjectURL(upload.preview);
    uploads = uploads.filter((one) => one !== upload);
    changed();
    focus();
  }

  listenForFiles(take);
  return {
    isEmpty: () => uploads.length === 0,
    /** Return what was attached once all of it is up, or null when something failed. */
    async settled() {
      await Promise.all(uploads.map((one) => one.done));
      const attachments = uploads.flatMap((one) => (one.attachment ? [one.attachment] : []));
      return attachments.length === uploads.length ? attachments : null;
    },
    clear() {
      for (const one of uploads) URL.revokeObjectURL(one.preview);
      uploads = [];
      changed();
    },
  };
}

/**
 * @param {Upload} upload
 * @param {{drop: (upload: Upload) => void, start: (upload: Upload) => void}} actions
 */
function chip(upload, { drop, start }) {
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

/** The three ways in: the paperclip, pasting, dropping anywhere on the conversation. @param {(files: File[]) => void} take */
function listenForFiles(take) {
  const picker = /** @type {HTMLInputElement} */ (byId("file-picker"));
  byId("attach").addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    take([...(picker.files ?? [])]);
    picker.value = "";
  });
  byId("message-box").addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    take(files);
  });
  listenForDrops(byId("main"), take);
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
