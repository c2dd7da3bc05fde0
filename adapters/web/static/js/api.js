/**
 * The server's HTTP interface, one function a route. Called by the session, the outbox and views.
 * Knows nothing of what is on the screen.
 * @import {Attachment, Author, CastMember, Forgotten, Form, Message, PictureDetails, RoomSettings, RoomSummary,
 *          ThreadSummary} from "./types.js"
 */

import { locale } from "./strings.js";

const READ_LIMIT_MS = 20_000;
const WRITE_LIMIT_MS = 60_000;
/** A turn that runs is waited for, and a large room has much to remove. */
const FORGET_LIMIT_MS = 300_000;

/** The server said no. `message` is its sentence for the person; `status` 0 means that no answer came. */
export class ApiError extends Error {
  /** @param {number} status @param {string} sentence */
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }

  /** True when the same request may well succeed later: no answer, or the server is not up. */
  get mayPass() {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

/**
 * @param {string} path
 * @param {RequestInit} init
 * @param {number} limitMs
 * @returns {Promise<any>} the answer's JSON, null when it has none
 */
async function request(path, init, limitMs) {
  let response;
  try {
    response = await fetch(path, { ...init, signal: AbortSignal.timeout(limitMs) });
  } catch (error) {
    throw new ApiError(0, error instanceof Error ? error.message : "");
  }
  let answer = null;
  try {
    answer = await response.json();
  } catch {
    // An empty or unreadable body: the status alone has to do.
  }
  if (!response.ok) throw new ApiError(response.status, answer?.error ?? "");
  return answer;
}

/** @param {string[]} parts */
const path = (...parts) => "/api/" + parts.map(encodeURIComponent).join("/");
/** @param {string} where */
const get = (where) =>
  request(where, { headers: { Accept: "application/json", "Accept-Language": locale() } }, READ_LIMIT_MS);
/** @param {"POST"|"PATCH"} method @param {string} where @param {object} body @param {number} [limitMs] */
const write = (method, where, body, limitMs = WRITE_LIMIT_MS) =>
  request(where, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }, limitMs);
/** @param {string} where @param {object} body */
const post = (where, body) => write("POST", where, body);

/** @returns {Promise<RoomSummary[]>} */
export const rooms = async () => (await get(path("rooms"))).rooms;

/** @param {string} room @returns {Promise<{room: string, cursor: string, threads: ThreadSummary[]}>} */
export const room = (room) => get(path("rooms", room));

/**
 * @param {string} room @param {string} thread @param {string} [before] id of the oldest message already here
 * @returns {Promise<{thread: string, cursor: string, messages: Message[]}>}
 */
export const messages = (room, thread, before) =>
  get(path("rooms", room, "threads", thread) + (before ? `?before=${encodeURIComponent(before)}` : ""));

/**
 * @param {string} room @param {string} thread
 * @param {{id: string, author: Author, text: string, reply_to: string|null, attachments: Attachment[],
 *          locale: string}} event
 */
export const say = (room, thread, event) => post(path("rooms", room, "threads", thread, "messages"), event);

/**
 * @param {string} room @param {string} thread
 * @param {{id: string, author: Author, button: string, locale: string}} event
 * @returns {Promise<{form?: Form}|null>}
 */
export const press = (room, thread, event) => post(path("rooms", room, "threads", thread, "press"), event);

/**
 * @param {string} room @param {string} thread
 * @param {{id: string, author: Author, form: string, values: Record<string, string>, locale: string}} event
 */
export const submit = (room, thread, event) => post(path("rooms", room, "threads", thread, "submit"), event);

/** @param {string} room @param {File} file @returns {Promise<Attachment>} */
export const attach = (room, file) =>
  request(
    path("rooms", room, "attachments"),
    {
      method: "POST",
      headers: {
        "Content-Type": file.type || "application/octet-stream",
        "X-Filename": encodeURIComponent(file.name || "picture"),
      },
      body: file,
    },
    WRITE_LIMIT_MS,
  );

/** @param {string} room @returns {Promise<CastMember[]>} */
export const cast = async (room) => (await get(path("rooms", room, "cast"))).cast;

/** @param {string} room @param {number|null} before time in s @param {number} limit @returns {Promise<PictureDetails[]>} */
export const album = async (room, before, limit) => {
  const query = new URLSearchParams({ limit: String(limit) });
  if (before !== null) query.set("before", String(before));
  return (await get(`${path("rooms", room, "album")}?${query}`)).pictures;
};

/** @param {string} room @param {string} picture @returns {Promise<PictureDetails>} */
export const details = (room, picture) => get(path("rooms", room, "pictures", picture));

/** @param {string} room @param {string} picture @returns {Promise<PictureDetails[]>} oldest first */
export const family = async (room, picture) => (await get(path("rooms", room, "pictures", picture, "family"))).pictures;

/**
 * Change what is given; the rest stays.
 * @param {string} room @param {string} character
 * @param {{name?: string, description?: string, picture?: string, aliases?: string[]}} change
 * @returns {Promise<CastMember>}
 */
export const changeCharacter = (room, character, change) =>
  write("PATCH", path("rooms", room, "cast", character), { ...change, locale: locale() });

/** Make `other` the same as `character`, who stays. @param {string} room @param {string} character @param {string} other @returns {Promise<CastMember>} */
export const mergeCharacters = (room, character, other) =>
  post(path("rooms", room, "cast", character, "merge"), { other, locale: locale() });

/** @param {string} room @param {string} character */
export const removeCharacter = (room, character) =>
  request(
    path("rooms", room, "cast", character),
    { method: "DELETE", headers: { "Accept-Language": locale() } },
    WRITE_LIMIT_MS,
  );

/** @param {string} room @returns {Promise<RoomSettings>} */
export const roomSettings = (room) => get(path("rooms", room, "settings"));

/** Make all of the changes or none. @param {string} room @param {Partial<Record<keyof RoomSettings, number|string|null>>} changes @returns {Promise<RoomSettings>} */
export const changeRoomSettings = (room, changes) =>
  write("PATCH", path("rooms", room, "settings"), { changes, locale: locale() });

/** Forget a person in this room, or with null the whole room. @param {string} room @param {Author|null} author @returns {Promise<Forgotten>} */
export const forget = (room, author) =>
  write("POST", path("rooms", room, "forget"), { author, locale: locale() }, FORGET_LIMIT_MS);

/** @param {string} room the address of a zip file */
export const exportUrl = (room) => path("rooms", room, "export");

/** @param {string} room @param {string} cursor */
export const eventsUrl = (room, cursor) => `${path("rooms", room, "events")}?after=${encodeURIComponent(cursor)}`;

/** @param {string} blob @param {string} [download] the file's name, to save it instead of showing it */
export const blobUrl = (blob, download) =>
  `/blobs/${encodeURIComponent(blob)}` + (download ? `?download=${encodeURIComponent(download)}` : "");
