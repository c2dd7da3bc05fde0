/**
 * One picture, large: look, turn to the next, choose, change, download, read how it was made.
 * Called by the conversation and the panel. Presses go through the actions it is given.
 * @import {Button, PictureDetails, Shown} from "../types.js"
 */

import { blobUrl } from "../api.js";
import { buttonId, readButton } from "../ids.js";
import { t } from "../strings.js";
import { closeOnBackdrop } from "./dialogs.js";
import { createDetails } from "./details.js";
import { byId, el, icon } from "./dom.js";
import { buttonElement } from "./message.js";
import { pictureName } from "./tiles.js";

/**
 * @typedef {object} LightboxActions
 * @property {(button: Button, element: HTMLButtonElement, done: () => void) => void} press
 *   done: called when the press was taken
 * @property {(shown: Shown) => void} reply
 * @property {(picture: string) => Button[]} buttonsOf
 * @property {() => string|null} selected
 * @property {() => string} room
 */

/** @param {LightboxActions} actions */
export function createLightbox(actions) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("lightbox"));
  /** @type {Shown[]} */
  let items = [];
  let at = 0;
  let withDetails = false;
  /** @type {{element: HTMLElement, update(): void}|null} */
  let controls = null;
  closeOnBackdrop(dialog);

  dialog.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    turn(move);
  });

  /** @param {Shown[]} shown @param {number} index @param {boolean} [details] */
  function show(shown, index, details = false) {
    items = shown;
    at = Math.max(0, index);
    withDetails = details;
    render();
    if (!dialog.open) dialog.showModal();
  }

  /** @param {number} move */
  function turn(move) {
    const next = at + move;
    if (next < 0 || next >= items.length) return;
    const label = document.activeElement?.getAttribute("aria-label");
    at = next;
    render();
    const again = [...dialog.querySelectorAll("button")].find((one) => one.getAttribute("aria-label") === label);
    (again && !again.disabled ? again : closeButton()).focus();
  }

  const closeButton = () => /** @type {HTMLElement} */ (dialog.querySelector(".lightbox-close"));

  function render() {
    const shown = items[at];
    const many = items.length > 1;
    const stage = el(
      "div",
      { class: "lightbox-stage" },
      many && arrow("back", "previous", -1, at === 0),
      el("img", {
        class: "lightbox-picture",
        src: blobUrl(shown.blob),
        alt: shown.alt || pictureName(shown),
        width: shown.width_px,
        height: shown.height_px,
        dir: "auto",
      }),
      many && arrow("forward", "next", 1, at === items.length - 1),
    );
    const details = el("div", { class: "lightbox-details", hidden: !withDetails });
    controls = createControls(shown);
    dialog.replaceChildren(
      el(
        "header",
        {},
        el("h2", { id: "lightbox-heading", dir: "auto" }, shown.label ? `${pictureName(shown)} · ` : "", shown.alt),
        tools(shown, details),
        el(
          "button",
          { class: "quiet lightbox-close", type: "button", "aria-label": t("close"), title: t("close"), onclick: () => dialog.close() },
          icon("close"),
        ),
      ),
      el("div", { class: "lightbox-main" }, stage, details),
      controls.element,
    );
    if (withDetails) fillDetails(shown, details);
  }

  /** @param {"back"|"forward"} drawing @param {"previous"|"next"} key @param {number} move @param {boolean} disabled */
  const arrow = (drawing, key, move, disabled) =>
    el("button", { class: `arrow ${key}`, type: "button", "aria-label": t(key), title: t(key), disabled, onclick: () => turn(move) }, icon(drawing));

  /** What can be done with any picture. @param {Shown} shown @param {HTMLElement} details */
  function tools(shown, details) {
    const file = `picturebook-${shown.picture ?? shown.alt.replace(/\W+/g, "-")}`;
    const extension = shown.media_type.split("/")[1]?.replace("jpeg", "jpg") ?? "png";
    const download = el(
      "a",
      {
        class: "tool",
        href: blobUrl(shown.blob, `${file}.${extension}`),
        download: `${file}.${extension}`,
        title: t("download"),
      },
      icon("download"),
      el("span", {}, t("download")),
    );
    const bar = el("div", { class: "lightbox-tools" });
    if (shown.picture) bar.append(replyButton(shown), detailsButton(shown, details));
    bar.append(download);
    return bar;
  }

  /** What can be done with a picture of ours. @param {Shown} shown */
  function createControls(shown) {
    const element = el("div", { class: "lightbox-controls", role: "group", "aria-label": t("actions") });
    let signature = "";
    const press = (/** @type {Button} */ button, /** @type {HTMLButtonElement} */ pressed) =>
      actions.press(button, pressed, () => readButton(button.id)?.verb !== "select" && dialog.close());

    function update() {
      const buttons = buttonsFor(shown);
      if (JSON.stringify(buttons) === signature) return;
      signature = JSON.stringify(buttons);
      const focused = element.contains(document.activeElement);
      const id = /** @type {HTMLElement|null} */ (document.activeElement)?.dataset.button;
      element.replaceChildren(...buttons.map((button) => buttonElement(button, press)));
      const again = [...element.querySelectorAll("button")].find((one) => one.dataset.button === id);
      if (focused) (again ?? closeButton()).focus();
    }

    update();
    return { element, update };
  }

  /** @param {Shown} shown @returns {Button[]} */
  function buttonsFor({ picture, select }) {
    if (!picture) return [];
    const offered = actions.buttonsOf(picture).filter((one) => readButton(one.id)?.verb !== "details");
    const buttons = offered.length ? offered : standardButtons(picture);
    if (!select || actions.selected() === picture) return buttons;
    return [{ id: select, label: t("select"), style: "primary", opens_form: false }, ...buttons];
  }

  /** @param {Shown} shown */
  function replyButton(shown) {
    const reply = () => {
      dialog.close();
      actions.reply(shown);
    };
    return el(
      "button",
      { class: "tool", type: "button", title: t("reply"), onclick: reply },
      icon("reply"),
      el("span", {}, t("reply")),
    );
  }

  /** @param {Shown} shown @param {HTMLElement} details */
  function detailsButton(shown, details) {
    const button = el(
      "button",
      { class: "tool", type: "button", title: t("details"), "aria-expanded": String(withDetails) },
      icon("details"),
      el("span", {}, t("details")),
    );
    button.addEventListener("click", () => {
      withDetails = !withDetails;
      details.hidden = !withDetails;
      button.setAttribute("aria-expanded", String(withDetails));
      if (withDetails) fillDetails(shown, details);
    });
    return button;
  }

  /** @param {Shown} shown @param {HTMLElement} slot */
  function fillDetails(shown, slot) {
    if (!shown.picture) return;
    const open = (/** @type {PictureDetails} */ details) => {
      show([shownDetails(details)], 0, true);
      closeButton().focus();
    };
    slot.replaceChildren(createDetails(actions.room(), shown.picture, open));
  }

  return {
    show,
    close: () => dialog.close(),
    /** Something was said or selected meanwhile: offer what can be done now. */
    refresh: () => dialog.open && controls?.update(),
  };
}

/** @param {PictureDetails} details @returns {Shown} */
export const shownDetails = (details) => ({
  picture: details.id,
  blob: details.blob,
  media_type: details.media_type,
  alt: details.alt,
  label: "",
  select: buttonId("select", details.id),
  width_px: details.width_px,
  height_px: details.height_px,
});

/** The buttons that every picture has; used where no message of the thread offers any. @param {string} picture @returns {Button[]} */
const standardButtons = (picture) => [
  { id: buttonId("vary", picture), label: t("vary"), style: "plain", opens_form: false },
  { id: buttonId("edit", picture), label: t("edit"), style: "plain", opens_form: true },
  { id: buttonId("name", picture), label: t("name_it"), style: "plain", opens_form: true },
  { id: buttonId("sticker", picture), label: t("sticker"), style: "plain", opens_form: false },
  { id: buttonId("hd", picture), label: t("hd"), style: "plain", opens_form: false },
  { id: buttonId("delete", picture), label: t("delete"), style: "danger", opens_form: false },
];
