/**
 * Where we are, written in the address: `#/room` (a new thread) or `#/room/thread`.
 * `?room=…&thread=…` is understood too. Called by main and by views that link.
 */

import { isPlace } from "./ids.js";

export const HOME = "playroom";

/** @typedef {{room: string, thread: string|null, explicit: boolean}} Place */

/** @returns {Place} `explicit` is false when the address names no room at all */
export function here() {
  const [, room, thread] = location.hash.split("/").map(unescapePart);
  if (isPlace(room ?? "")) return { room, thread: isPlace(thread ?? "") ? thread : null, explicit: true };
  const query = new URLSearchParams(location.search);
  const [asked, askedThread] = [query.get("room") ?? "", query.get("thread") ?? ""];
  if (isPlace(asked)) return { room: asked, thread: isPlace(askedThread) ? askedThread : null, explicit: true };
  return { room: HOME, thread: null, explicit: false };
}

/** @param {string} part */
function unescapePart(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

/** @param {string} room @param {string|null} [thread] */
export const address = (room, thread) => `#/${room}${thread ? `/${thread}` : ""}`;

/** @param {string} room @param {string|null} thread @param {boolean} [replace] leave no entry in the history */
export function go(room, thread, replace = false) {
  const target = address(room, thread);
  if (location.hash === target) return;
  if (replace) {
    history.replaceState(null, "", target);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    location.hash = target;
  }
}

/** @param {(place: Place) => void} listener */
export const onPlace = (listener) => window.addEventListener("hashchange", () => listener(here()));
