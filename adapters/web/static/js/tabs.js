/**
 * What the tabs of one browser tell each other: that something of a room has changed which the room's stream of
 * messages does not tell. Called by main. Other browsers learn it from the server.
 */

/** @typedef {"cast"|"forgotten"} News */

const channel = "BroadcastChannel" in window ? new BroadcastChannel("picturebook") : null;

/** @param {News} news @param {string} room @param {string|null} [person] who was forgotten; null: the whole room */
export const tellTabs = (news, room, person = null) => channel?.postMessage({ news, room, person });

/** Hear what other tabs tell; a tab does not hear itself. @param {(news: News, room: string, person: string|null) => void} listener */
export const onTabs = (listener) =>
  channel?.addEventListener("message", ({ data }) => listener(data.news, data.room, data.person));
