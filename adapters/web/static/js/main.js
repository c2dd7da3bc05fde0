/**
 * Puts the page together: the store, the session and the views, and what leads from one to the other.
 * @import {Attachment, Author, Button, Forgotten, Form, Quote, Shown} from "./types.js"
 * @import {MessageActions} from "./view/message.js"
 */

import * as api from "./api.js";
import { newId, readButton } from "./ids.js";
import * as outbox from "./outbox.js";
import * as people from "./people.js";
import { go, here, onPlace } from "./route.js";
import { Session } from "./session.js";
import { forgetAll } from "./storage.js";
import { Store } from "./store.js";
import { fillIn, locale, onLanguage, t } from "./strings.js";
import { onTabs, tellTabs } from "./tabs.js";
import { announce, note, noteError } from "./view/announce.js";
import { createCharacters } from "./view/characters.js";
import { createComposer } from "./view/composer.js";
import { createConversation } from "./view/conversation.js";
import { askForm, confirm } from "./view/dialogs.js";
import { byId, fillIcons } from "./view/dom.js";
import { createDrawer } from "./view/drawers.js";
import { createLightbox, shownDetails } from "./view/lightbox.js";
import { createPanel } from "./view/panel.js";
import { createPersonas } from "./view/personas.js";
import { createPreferences } from "./view/preferences.js";
import { openRoom } from "./view/room.js";
import { createSidebar } from "./view/sidebar.js";
import { shorten } from "./view/text.js";
import { pictureName } from "./view/tiles.js";

const QUOTE_CHARS = 80;

fillIcons(document);
fillIn(document);
const store = new Store();
const session = new Session(store, noteError);

const composer = createComposer({ room: () => store.room, place: () => `${store.room}/${store.thread ?? ""}`, send: say });
const lightbox = createLightbox({
  press: (button, element, done) => void press(button, element, done),
  reply: (shown) => replyTo(shown.picture, shown.alt || pictureName(shown), shown.blob),
  buttonsOf: (picture) => store.buttonsOf(picture),
  selected: () => store.selected(),
  room: () => store.room,
});
/** @type {MessageActions} */
const messageActions = {
  press: (button, element) => void press(button, element),
  reply: (message) => replyTo(message.reply?.turn ?? null, shorten(message.reply?.text ?? "", QUOTE_CHARS) || t("a_picture"), null),
  replyToCard: (card) => replyTo(card.picture, card.alt || pictureName(card), card.blob),
  enlarge,
  showPicture: (picture) => void showPicture(picture),
  selected: () => store.selected(),
  quoted: (target) => store.quoted(target),
  jump: (message) => conversation.jump(message),
};
const conversation = createConversation(store, messageActions, {
  say: (text) => say(text, null, []),
  older: () => session.openOlder(),
  editAgain: (parcel) => {
    outbox.drop(parcel.id);
    composer.refill(parcel.text, parcel.quote);
  },
});
const sidebar = createSidebar(store);
const characters = createCharacters({
  room: () => store.room,
  selected: () => store.selected(),
  changed: (room) => {
    tellTabs("cast", room);
    void panel.render();
  },
});
const panel = createPanel(store, {
  ...characters,
  showPictures: (pictures, index) => lightbox.show(pictures.map(shownDetails), index),
  showPicture: (picture) => void showPicture(picture),
});
const personas = createPersonas();
const preferences = createPreferences();
const navigation = createDrawer(byId("sidebar"), "(min-width: 760px)", (open) =>
  byId("open-nav").setAttribute("aria-expanded", String(open)),
);

/** Return the open thread, beginning one when there is none. */
function thread() {
  if (store.thread === null) {
    const fresh = newId("t");
    store.thread = fresh;
    store.load(fresh, [], false);
    go(store.room, fresh, true);
  }
  return /** @type {string} */ (store.thread);
}

/** @param {string} text @param {Quote|null} quote @param {Attachment[]} attachments */
function say(text, quote, attachments) {
  const parcel = { id: newId("m"), room: store.room, thread: thread(), author: people.author() };
  outbox.send({ ...parcel, text, quote, attachments, locale: locale() });
  conversation.toEnd();
}

/** @param {string|null} target @param {string} words @param {string|null} blob */
function replyTo(target, words, blob) {
  if (target) composer.setQuote({ target, words: shorten(words, QUOTE_CHARS), blob });
}

/** @param {Shown[]} shown @param {number} index @param {boolean} pressSelect a click on a picture also selects it */
function enlarge(shown, index, pressSelect) {
  const one = shown[index];
  lightbox.show(shown, index);
  if (pressSelect && one.select && store.selected() !== one.picture) {
    void press({ id: one.select, label: "", style: "plain", opens_form: false }, null);
  }
}

/** @param {string} picture */
async function showPicture(picture) {
  try {
    lightbox.show([shownDetails(await api.details(store.room, picture))], 0);
  } catch (error) {
    noteError(error);
  }
}

/**
 * Press a button of the bot: a turn begins, or a form opens.
 * @param {Button} button @param {HTMLButtonElement|null} element @param {() => void} [done]
 */
async function press(button, element, done) {
  const known = readButton(button.id);
  if (known?.verb === "delete" && !(await confirm(t("delete_sure"), t("delete_words"), button.label))) return;
  const place = { room: store.room, thread: thread() };
  const event = { id: newId("p"), author: people.author(), button: button.id, locale: locale() };
  element?.setAttribute("aria-busy", "true");
  if (known?.verb === "select") store.choose(known.target);
  try {
    const answer = await api.press(place.room, place.thread, event);
    if (answer?.form) fill(answer.form, place, done);
    else done?.();
  } catch (error) {
    if (known?.verb === "select") store.choose(null);
    noteError(error);
  } finally {
    element?.removeAttribute("aria-busy");
  }
}

/** @param {Form} form @param {{room: string, thread: string}} place @param {() => void} [done] */
function fill(form, place, done) {
  const id = newId("s"); // one form is one event, however often it is sent
  askForm(form, async (values) => {
    const event = { id, author: people.author(), form: form.id, values, locale: locale() };
    await api.submit(place.room, place.thread, event);
    done?.();
  });
}

/** A person, or with null the whole room, was forgotten here or in another tab. @param {string} room @param {string|null} person */
async function dropForgotten(room, person) {
  outbox.forget(room, person);
  if (person === null) forgetAll(`draft.${room}/`);
  if (room !== store.room) {
    await session.listRooms();
    return;
  }
  await session.reload();
  if (person !== null || room !== store.room) return;
  go(room, null, true);
  composer.restore();
}

/** @param {string} room @param {Author|null} person @param {Forgotten} what */
function tellForgotten(room, person, { lines, pictures, characters }) {
  tellTabs("forgotten", room, person?.id ?? null);
  note(t("forgotten", { lines, pictures, characters }));
  void dropForgotten(room, person?.id ?? null);
}

/** Show the room and thread that the address names. */
async function arrive() {
  const place = here();
  navigation.set(false, false);
  if (place.room === store.room && place.thread === store.thread && place.explicit) {
    sidebar.render(); // a thread that just began here
    return;
  }
  lightbox.close();
  if (place.room !== store.room) {
    store.thread = place.thread;
    conversation.render();
    await session.enter(place.room);
    panel.closeDrawer();
    void panel.render();
  }
  if (here().room !== place.room) return; // somebody was faster than the server
  if (!place.explicit) {
    const latest = [...store.threads.values()].sort((one, other) => other.last_s - one.last_s)[0];
    if (latest) {
      go(place.room, latest.id, true);
      return;
    }
  }
  store.thread = place.thread;
  sidebar.render();
  composer.restore();
  conversation.render();
  if (place.thread) await session.open(place.thread);
  conversation.toEnd();
}

function showConnection() {
  const pill = byId("connection");
  pill.textContent = store.connected ? "" : t("reconnecting");
  pill.hidden = store.connected;
  if (store.connected) announce(t("connected"));
}

store.on("connection", showConnection);
store.on("message", () => lightbox.refresh());
store.on("selection", () => lightbox.refresh());
store.on("reset", () => {
  lightbox.close();
  composer.checkQuote((target) => store.quoted(target) !== null);
  void panel.render();
});
onTabs((news, room, person) => {
  if (news === "forgotten") void dropForgotten(room, person);
  else if (room === store.room) void panel.render();
});
onPlace(() => void arrive());
onLanguage(() => {
  fillIn(document);
  sidebar.render();
  personas.render();
  preferences.render();
  conversation.render();
  void panel.render();
});
byId("open-room").addEventListener("click", () =>
  openRoom({ room: store.room, person: people.author(), forgotten: tellForgotten }),
);
byId("open-nav").addEventListener("click", () => navigation.set(true));
byId("close-nav").addEventListener("click", () => navigation.set(false));
// A plain link would change the address, which says where we are.
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  composer.focus();
});
outbox.resume();
await arrive();
composer.focus();
document.documentElement.dataset.ready = "true";
