/**
 * Messages on their way: kept in this browser until the server has accepted them, tried again under the
 * same id, so that no word is lost and none arrives twice. Called by the composer and the conversation.
 * @import {Attachment, Author, Quote} from "./types.js"
 */

import * as api from "./api.js";
import { keep, recallAll } from "./storage.js";
import { t } from "./strings.js";

const FIRST_WAIT_MS = 700;
const LONGEST_WAIT_MS = 8_000;

/**
 * @typedef {"sending"|"waiting"|"refused"|"accepted"} Stage waiting: no answer yet, tried again by itself
 * @typedef {{id: string, room: string, thread: string, author: Author, text: string, quote: Quote|null,
 *            attachments: Attachment[], locale: string, time_s: number, stage: Stage, error: string}} Parcel
 */

const SHELF = "outbox.";

/** @type {Parcel[]} */
let parcels = recallAll(SHELF).sort((one, other) => one.time_s - other.time_s);
/** @type {Set<() => void>} */
const listeners = new Set();
/** @type {Map<string, {timer: number, failures: number}>} */
const retries = new Map();

function changed() {
  for (const listener of listeners) listener();
}

/** One entry of the storage a message: two tabs do not overwrite each other's. @param {Parcel} parcel */
const put = (parcel) => keep(SHELF + parcel.id, parcel.stage === "accepted" ? null : parcel);

/** @param {string} id @param {Partial<Parcel>} change */
function update(id, change) {
  parcels = parcels.map((one) => (one.id === id ? { ...one, ...change } : one));
  parcels.filter((one) => one.id === id).forEach(put);
  changed();
}

/** @param {string} room @param {string} thread */
export const inThread = (room, thread) => parcels.filter((one) => one.room === room && one.thread === thread);

/** @param {() => void} listener */
export const onOutbox = (listener) => listeners.add(listener);

/** @param {Omit<Parcel, "stage"|"error"|"time_s">} parcel */
export function send(parcel) {
  /** @type {Parcel} */
  const entry = { ...parcel, time_s: Date.now() / 1000, stage: "sending", error: "" };
  parcels = [...parcels, entry];
  put(entry);
  changed();
  void attempt(parcel.id);
}

/** Try again now. @param {string} id */
export function retry(id) {
  clearTimeout(retries.get(id)?.timer);
  update(id, { stage: "sending", error: "" });
  void attempt(id);
}

/** Take a message out, because it has arrived or nobody wants it sent any more. @param {string} id */
export function drop(id) {
  clearTimeout(retries.get(id)?.timer);
  retries.delete(id);
  if (!parcels.some((one) => one.id === id)) return;
  parcels = parcels.filter((one) => one.id !== id);
  keep(SHELF + id, null);
  changed();
}

/**
 * Drop what is on its way into a room, of one person or (null) of everybody: it shall not come back.
 * @param {string} room @param {string|null} author
 */
export function forget(room, author) {
  const theirs = parcels.filter((one) => one.room === room && (author === null || one.author.id === author));
  for (const one of theirs) drop(one.id);
}

/** @param {string} id */
async function attempt(id) {
  const parcel = parcels.find((one) => one.id === id);
  if (!parcel) return;
  const { room, thread, author, text, attachments, locale } = parcel;
  try {
    await api.say(room, thread, { id, author, text, reply_to: parcel.quote?.target ?? null, attachments, locale });
    retries.delete(id);
    update(id, { stage: "accepted" });
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
    if (error.mayPass) wait(id, error.message && error.status ? error.message : t("no_answer"));
    else update(id, { stage: "refused", error: error.message || t("not_sent") });
  }
}

/** @param {string} id @param {string} sentence */
function wait(id, sentence) {
  const failures = retries.get(id)?.failures ?? 0;
  const timer = setTimeout(() => attempt(id), Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures));
  retries.set(id, { timer, failures: failures + 1 });
  update(id, { stage: "waiting", error: sentence });
}

/** Send again what a closed tab left behind, and hurry when the network is back. */
export function resume() {
  for (const one of parcels) {
    if (one.stage !== "refused") retry(one.id);
  }
  window.addEventListener("online", () => hurry());
}

/** Try at once whatever waits. */
export function hurry() {
  for (const one of parcels) if (one.stage === "waiting") retry(one.id);
}
