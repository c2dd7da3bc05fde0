/**
 * What the page knows of the room it is in: threads, and the messages of those threads that were opened.
 * Filled by the session, read by views, which listen for changes. Knows neither server nor view.
 * @import {Button, Card, Message, ThreadSummary} from "./types.js"
 */

import { readButton } from "./ids.js";

/**
 * @typedef {"rooms"|"threads"|"messages"|"message"|"selection"|"connection"|"reset"} Topic
 *   messages: a whole thread was loaded or emptied; message: one was added or replaced; reset: all was loaded anew,
 *   because some of what was here may be gone
 */

export class Store {
  constructor() {
    this.room = "";
    /** @type {string|null} */
    this.thread = null;
    /** What was selected a moment ago, before the server has said so. @type {{thread: string|null, picture: string}|null} */
    this.chosen = null;
    this.connected = true;
    /** @type {string[]} */
    this.rooms = [];
    /** @type {Map<string, ThreadSummary>} */
    this.threads = new Map();
    /** Messages of each loaded thread by id, in the order of their arrival. @type {Map<string, Map<string, Message>>} */
    this.loaded = new Map();
    /** Threads of which more was said than is here. @type {Set<string>} */
    this.hasOlder = new Set();
    /** @type {Map<Topic, Set<(detail: any) => void>>} */
    this.listeners = new Map();
  }

  /** @param {Topic} topic @param {(detail: any) => void} listener */
  on(topic, listener) {
    const known = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, known.add(listener));
  }

  /** @param {Topic} topic @param {unknown} [detail] */
  tell(topic, detail) {
    for (const listener of this.listeners.get(topic) ?? []) listener(detail);
  }

  /** Forget everything of the room before. @param {string} room */
  enter(room) {
    this.room = room;
    this.threads.clear();
    this.loaded.clear();
    this.hasOlder.clear();
    this.chosen = null;
    this.tell("threads");
  }

  /** @param {ThreadSummary[]} threads */
  putThreads(threads) {
    for (const one of threads) this.threads.set(one.id, one);
    this.tell("threads");
  }

  /** @param {string} thread @param {Message[]} messages oldest first @param {boolean} hasOlder */
  load(thread, messages, hasOlder) {
    this.loaded.set(thread, new Map(messages.map((one) => [one.id, one])));
    this.hasOlder.delete(thread);
    if (hasOlder) this.hasOlder.add(thread);
    this.tell("messages", thread);
  }

  /** @param {string} thread @param {Message[]} messages oldest first @param {boolean} hasOlder */
  prepend(thread, messages, hasOlder) {
    const known = this.loaded.get(thread) ?? new Map();
    const older = messages.filter((one) => !known.has(one.id));
    this.load(thread, [...older, ...known.values()], hasOlder && older.length > 0);
  }

  /** @param {Message} message */
  put(message) {
    const known = this.loaded.get(message.thread);
    if (!known) return;
    const before = known.get(message.id) ?? null;
    known.set(message.id, message);
    if (message.reply?.final && message.reply.cards.length > 0) this.chosen = null;
    this.tell("message", { message, before });
  }

  /** Return the messages of the open thread. @returns {Message[]} */
  messages() {
    return this.thread === null ? [] : [...(this.loaded.get(this.thread)?.values() ?? [])];
  }

  /**
   * Return the picture that is selected in the open thread: the last answer's, if it shows one alone. An answer
   * with several asks for a new choice.
   * @returns {string|null}
   */
  selected() {
    if (this.chosen && this.chosen.thread === this.thread) return this.chosen.picture;
    for (const message of this.messages().reverse()) {
      const { reply } = message;
      if (reply?.final && reply.cards.length > 0) return reply.cards.length === 1 ? reply.cards[0].picture : null;
    }
    return null;
  }

  /** Return the buttons last offered for a picture in the open thread. @param {string} picture @returns {Button[]} */
  buttonsOf(picture) {
    for (const message of this.messages().reverse()) {
      const found = (message.reply?.buttons.flat() ?? []).filter((one) => readButton(one.id)?.target === picture);
      const actions = found.filter((one) => readButton(one.id)?.verb !== "select");
      if (actions.length) return actions;
    }
    return [];
  }

  /** Take a picture as selected until the server says more; null takes that back. @param {string|null} picture */
  choose(picture) {
    this.chosen = picture === null ? null : { thread: this.thread, picture };
    this.tell("selection");
  }

  /** Return what a reply to `target` quotes. @param {string} target @returns {{message: Message, card: Card|null}|null} */
  quoted(target) {
    for (const message of this.messages().reverse()) {
      const card = message.reply?.cards.find((one) => one.picture === target);
      if (card) return { message, card };
      if (message.reply?.turn === target || message.id === target) return { message, card: null };
    }
    return null;
  }
}
