/**
 * Keeps the store in step with the server: enters rooms, opens threads, listens to the room's stream.
 * Called by main. Knows nothing of what is on the screen.
 * @import {Message} from "./types.js"
 * @import {Store} from "./store.js"
 */

import * as api from "./api.js";
import * as outbox from "./outbox.js";
import { openStream } from "./stream.js";

/** The server hands out at most this many messages at once: that many means there may be more. */
const PAGE = 200;
const RETRY_WAIT_MS = 1_500;
/** It lists at most this many threads. */
const THREADS = 200;

export class Session {
  /** @param {Store} store @param {(error: unknown) => void} onError */
  constructor(store, onError) {
    this.store = store;
    this.onError = onError;
    /** @type {{close(): void}|null} */
    this.stream = null;
    /** Events of threads that are being fetched wait here. @type {Map<string, Message[]>} */
    this.fetching = new Map();
    this.visit = 0;
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) void this.check();
    });
  }

  /** Enter a room: its threads and its stream, from one cursor, so that nothing falls in between. @param {string} room */
  async enter(room) {
    const visit = ++this.visit;
    this.stream?.close();
    this.fetching.clear();
    this.store.enter(room);
    const answer = await this.insist(() => api.room(room), visit);
    if (!answer) return;
    this.store.putThreads(answer.threads);
    this.stream = openStream({
      url: (after) => api.eventsUrl(room, after),
      after: answer.cursor,
      onEvent: (name, data) => this.take(name, data),
      onState: (open) => this.setConnected(open),
    });
    void this.listRooms();
  }

  async listRooms() {
    try {
      this.store.rooms = (await api.rooms()).map((one) => one.id);
      this.store.tell("rooms");
    } catch {
      // The list of rooms is a comfort; the room itself tells of a dead connection.
    }
  }

  /** @param {string} thread */
  async open(thread) {
    if (this.store.loaded.has(thread) || this.fetching.has(thread)) return;
    const [visit, room] = [this.visit, this.store.room];
    this.fetching.set(thread, []);
    const answer = await this.insist(() => api.messages(room, thread), visit, { thread, cursor: "", messages: [] });
    if (!answer) return;
    this.store.load(thread, answer.messages, answer.messages.length >= PAGE);
    const late = this.fetching.get(thread) ?? [];
    this.fetching.delete(thread);
    for (const message of late) this.take("message", message);
    for (const message of answer.messages) outbox.drop(message.id);
  }

  /** Fetch what was said before the oldest message that is here. */
  async openOlder() {
    const { room, thread } = this.store;
    const oldest = this.store.messages()[0];
    if (!thread || !oldest) return;
    try {
      const answer = await api.messages(room, thread, oldest.id);
      if (this.store.room === room) this.store.prepend(thread, answer.messages, answer.messages.length >= PAGE);
    } catch (error) {
      this.onError(error);
    }
  }

  /** @param {string} name @param {any} data */
  take(name, data) {
    if (name === "reset") {
      void this.reload();
    } else if (name === "thread") {
      this.store.putThreads([data]);
    } else if (name === "message") {
      const waiting = this.fetching.get(data.thread);
      if (waiting) waiting.push(data);
      else this.store.put(data);
      outbox.drop(data.id);
      const summary = this.store.threads.get(data.thread);
      if (summary && this.known(data.thread) > summary.messages) void this.check();
    }
  }

  /** Load everything anew: some of what is here may be gone. */
  async reload() {
    const { thread } = this.store;
    await this.enter(this.store.room);
    if (thread) await this.open(thread);
    this.store.tell("reset");
  }

  /** How many messages of a thread are here. @param {string} thread */
  known(thread) {
    return this.store.loaded.get(thread)?.size ?? 0;
  }

  /**
   * Look whether something that is here was forgotten: the stream tells of what is said, not of what is removed.
   * Called when a tab is looked at again, and when a thread has fewer messages than are here.
   * What cannot be asked now is asked the next time.
   */
  async check() {
    const { visit } = this;
    // Counted before it is asked, as what is said meanwhile is no loss.
    const before = [...this.store.threads.values()].map(
      (one) => /** @type {const} */ ([one.id, Math.max(one.messages, this.known(one.id))]),
    );
    try {
      const now = new Map((await api.room(this.store.room)).threads.map((one) => [one.id, one.messages]));
      const lost = before.some(([id, count]) => (now.get(id) ?? (now.size < THREADS ? 0 : count)) < count);
      if (lost && visit === this.visit) await this.reload();
    } catch (error) {
      if (!(error instanceof api.ApiError)) throw error;
    }
  }

  /** @param {boolean} open */
  setConnected(open) {
    if (this.store.connected === open) return;
    this.store.connected = open;
    if (open) outbox.hurry();
    this.store.tell("connection", open);
  }

  /**
   * Ask until there is an answer, or until another room was entered (then null). A refusal is told once.
   * @template T
   * @param {() => Promise<T>} ask @param {number} visit @param {T} [missing] what a 404 stands for
   * @returns {Promise<T|null>}
   */
  async insist(ask, visit, missing) {
    while (visit === this.visit) {
      try {
        const answer = await ask();
        if (this.stream) this.setConnected(true);
        return visit === this.visit ? answer : null;
      } catch (error) {
        if (!(error instanceof api.ApiError)) throw error;
        if (error.status === 404 && missing) return missing;
        if (!error.mayPass) {
          this.onError(error);
          return null;
        }
        this.setConnected(false);
        await new Promise((resolve) => setTimeout(resolve, RETRY_WAIT_MS));
      }
    }
    return null;
  }
}
