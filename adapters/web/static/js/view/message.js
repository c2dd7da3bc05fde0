/**
 * One message: who, when, words, pictures, progress, facts, buttons. Updated in place while it streams.
 * Called by the conversation. Asks for everything else through the actions it is given.
 * @import {Attachment, Button, Card, Fact, Message, Reply, Shown} from "../types.js"
 * @import {TileActions} from "./tiles.js"
 */

import { blobUrl } from "../api.js";
import { readButton } from "../ids.js";
import { hueOf, initials } from "../people.js";
import { t, timeWords } from "../strings.js";
import { el, face, icon } from "./dom.js";
import { paragraphs, shorten } from "./text.js";
import { createTiles, pictureName } from "./tiles.js";

/**
 * @typedef {object} MessageActions
 * @property {(button: Button, element: HTMLButtonElement) => void} press
 * @property {(message: Message) => void} reply
 * @property {(card: Card) => void} replyToCard
 * @property {TileActions["enlarge"]} enlarge
 * @property {(picture: string) => void} showPicture
 * @property {() => string|null} selected
 * @property {(target: string) => {message: Message, card: Card|null}|null} quoted
 * @property {(message: Message) => void} jump
 */

const QUOTE_CHARS = 90;

/** What the author of a message is called. @param {Message} message */
export const authorName = (message) =>
  message.from === "bot" ? t("bot_name") : (message.author?.name ?? "?");

/** @param {Message} message @param {MessageActions} actions */
export function createMessage(message, actions) {
  const quote = el("div", { class: "quote-slot" });
  const text = el("div", { class: "words" });
  const extras = el("div", { class: "attachments", hidden: true });
  const tiles = createTiles({ enlarge: actions.enlarge, reply: actions.replyToCard, selected: actions.selected });
  const progress = createProgress();
  const facts = el("dl", { class: "facts", hidden: true });
  const buttons = el("div", { class: "buttons", role: "group", "aria-label": t("actions"), hidden: true });
  const time = el("time");
  const name = el("span", { class: "name", dir: "auto" });
  const edited = el("span", { class: "edited", hidden: true }, t("edited"));
  const reply = el(
    "button",
    { class: "quiet reply", type: "button", "aria-label": t("reply_to_bot"), title: t("reply_to_bot") },
    icon("reply"),
    el("span", {}, t("reply")),
  );
  const head = el("header", {}, name, " ", time, " ", edited);
  const isBot = message.from === "bot";
  if (isBot) head.append(reply);
  const element = el(
    "article",
    { class: `message ${message.from}`, dataset: { message: message.id, testid: `message-${message.from}` } },
    isBot ? botFace() : personFace(message),
    el("div", { class: "body" }, head, quote, text, extras, tiles.element, progress.element, facts, buttons),
  );
  let now = message;
  reply.addEventListener("click", () => actions.reply(now));

  /** @param {Message} next */
  function update(next) {
    const before = now;
    now = next;
    name.textContent = authorName(next);
    time.textContent = timeWords(next.time_s);
    time.dateTime = new Date(next.time_s * 1000).toISOString();
    time.title = timeWords(next.time_s, true);
    edited.hidden = !next.edited || isBot;
    // "Busy" keeps readers from speaking half a sentence; the conversation announces the whole.
    const running = next.reply ? !next.reply.final : false;
    element.setAttribute("aria-busy", String(running));
    element.dataset.final = String(!running);
    const words = next.reply ? next.reply.text : next.text;
    if (before === next || words !== (before.reply ? before.reply.text : before.text)) {
      text.replaceChildren(...paragraphs(words));
    }
    // Once pictures are on the way the words are complete.
    text.classList.toggle("streaming", running && (next.reply?.progress?.total ?? 0) === 0);
    text.lang = next.reply?.language ?? "";
    showQuote(quote, next, actions);
    if (before === next || changed(before.attachments, next.attachments)) {
      showAttachments(extras, next.attachments, actions);
    }
    if (!next.reply) return;
    tiles.update(next.reply.cards, next.reply.progress);
    progress.update(next.reply);
    if (before === next || changed(before.reply?.facts, next.reply.facts)) showFacts(facts, next.reply.facts, actions);
    if (before === next || changed(before.reply?.buttons, next.reply.buttons)) {
      showButtons(buttons, next.reply.buttons, actions);
    }
  }

  update(message);
  return { element, update, mark: tiles.mark };
}

/** @param {unknown} one @param {unknown} other */
const changed = (one, other) => JSON.stringify(one) !== JSON.stringify(other);

const botFace = () => el("img", { class: "face bot-face", src: "/static/img/mark.svg", alt: "", width: 40, height: 40 });

/** @param {Message} message */
const personFace = (message) => face(initials(message.author?.name ?? "?"), message.author ? hueOf(message.author) : 0);

function createProgress() {
  const stage = el("span", { class: "stage", dir: "auto" });
  const bar = el("progress", { "aria-label": t("drawing") });
  const element = el("div", { class: "progress", hidden: true, dataset: { testid: "progress" } }, bar, stage);
  return {
    element,
    /** @param {Reply} reply */
    update(reply) {
      element.hidden = reply.final;
      if (!reply.progress) return;
      stage.textContent = reply.progress.stage;
      if (reply.progress.total > 0) {
        bar.max = reply.progress.total;
        bar.value = reply.progress.done;
      } else {
        bar.removeAttribute("value");
      }
    },
  };
}

/** @param {HTMLElement} slot @param {Message} message @param {MessageActions} actions */
function showQuote(slot, message, actions) {
  const found = message.reply_to ? actions.quoted(message.reply_to) : null;
  const key = found ? `${message.reply_to}` : "";
  if (slot.dataset.key === key) return;
  slot.dataset.key = key;
  if (!found) {
    slot.replaceChildren();
    return;
  }
  const words = found.card ? found.card.alt || pictureName(found.card) : shorten(found.message.reply?.text ?? found.message.text, QUOTE_CHARS);
  slot.replaceChildren(
    el(
      "button",
      { class: "quote", type: "button", onclick: () => actions.jump(found.message) },
      found.card && el("img", { src: blobUrl(found.card.blob), alt: "", width: 32, height: 32 }),
      el("span", { dir: "auto" }, found.card && found.card.label ? `${pictureName(found.card)} · ` : "", shorten(words, QUOTE_CHARS)),
    ),
  );
}

/** @param {HTMLElement} slot @param {Attachment[]} attachments @param {MessageActions} actions */
function showAttachments(slot, attachments, actions) {
  /** @type {Shown[]} */
  const shown = attachments.map((one) => ({ ...one, picture: null, alt: one.name, label: "", select: null }));
  slot.hidden = attachments.length === 0;
  slot.replaceChildren(
    ...shown.map((one, index) =>
      el(
        "button",
        {
          class: "attachment",
          type: "button",
          "aria-label": t("enlarge_only", { name: t("a_picture"), alt: one.alt }),
          onclick: () => actions.enlarge(shown, index, false),
        },
        el("img", { src: blobUrl(one.blob), alt: one.alt, width: one.width_px, height: one.height_px, loading: "lazy" }),
      ),
    ),
  );
}

/** @param {HTMLElement} slot @param {Fact[]} facts @param {MessageActions} actions */
function showFacts(slot, facts, actions) {
  slot.hidden = facts.length === 0;
  slot.replaceChildren(
    ...facts.flatMap((fact) => {
      const { picture } = fact;
      const value = picture
        ? el("button", { class: "link", type: "button", onclick: () => actions.showPicture(picture) }, fact.value || t("a_picture"))
        : fact.value;
      return [el("dt", { dir: "auto" }, fact.label), el("dd", { dir: "auto" }, value)];
    }),
  );
}

/** @param {HTMLElement} slot @param {Button[][]} rows @param {MessageActions} actions */
function showButtons(slot, rows, actions) {
  const focused = slot.contains(document.activeElement)
    ? /** @type {HTMLElement} */ (document.activeElement).dataset.button
    : undefined;
  slot.hidden = rows.flat().length === 0;
  slot.replaceChildren(
    ...rows.map((row) => el("div", { class: "row" }, ...row.map((button) => buttonElement(button, actions.press)))),
  );
  if (focused) {
    const again = [...slot.querySelectorAll("button")].find((one) => one.dataset.button === focused);
    again?.focus();
  }
}

/**
 * @param {Button} button
 * @param {(button: Button, element: HTMLButtonElement) => void} press
 */
export function buttonElement(button, press) {
  const short = /^\d{1,2}$/.test(button.label);
  const picture = short && readButton(button.id)?.verb === "select";
  const element = el(
    "button",
    {
      class: `action ${button.style} ${short ? "short" : ""} verb-${readButton(button.id)?.verb ?? "other"}`,
      type: "button",
      dir: "auto",
      dataset: { button: button.id },
      "aria-haspopup": button.opens_form ? "dialog" : null,
      title: picture ? t("select") : null,
      onclick: () => press(button, element),
    },
    button.label,
  );
  return element;
}
