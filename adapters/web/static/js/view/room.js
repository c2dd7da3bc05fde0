/**
 * The room as a whole, in one dialog: its settings, taking it along, forgetting a person or all of it. Called by main.
 * @import {Author, Forgotten} from "../types.js"
 */

import * as api from "../api.js";
import { newId } from "../ids.js";
import { t } from "../strings.js";
import { NotYet, askForm, openDialog } from "./dialogs.js";
import { el, icon } from "./dom.js";
import { createSettings } from "./settings.js";

/** @typedef {(room: string, person: Author|null, what: Forgotten) => void} OnForgotten person null: the whole room */

/** @param {{room: string, person: Author, forgotten: OnForgotten}} options person: who speaks now */
export function openRoom({ room, person, forgotten }) {
  const close = el("button", { class: "quiet", type: "button", "aria-label": t("close"), title: t("close") }, icon("close"));
  const done = (/** @type {Author|null} */ who, /** @type {Forgotten} */ what) => {
    dialog.close();
    forgotten(room, who, what);
  };
  const content = el(
    "div",
    { class: "room-parts" },
    close,
    part(t("settings_for"), createSettings(room)),
    part(t("take_along"), ...exportParts(room)),
    part(
      t("forget"),
      el(
        "div",
        { class: "forget-actions" },
        el("button", { class: "action danger", type: "button", onclick: () => askPerson(room, person, done) }, t("forget_me_named", { name: person.name })),
        el("button", { class: "action danger", type: "button", onclick: () => askRoom(room, done) }, t("forget_room")),
      ),
    ),
  );
  const dialog = openDialog(t("room_title", { room }), content, "form-dialog room-dialog");
  close.addEventListener("click", () => dialog.close());
}

/** @param {string} title @param {HTMLElement[]} children */
function part(title, ...children) {
  const id = newId("h");
  return el("section", { "aria-labelledby": id }, el("h3", { id }, title), ...children);
}

/** @param {string} room */
function exportParts(room) {
  const status = el("p", { class: "hint", role: "status" });
  const link = el("a", { class: "action", href: api.exportUrl(room), download: "" }, icon("download"), t("export"));
  link.addEventListener("click", () => (status.textContent = t("exporting")));
  return [el("p", {}, t("take_along_words")), link, status];
}

/** @param {string} room @param {Author} person @param {(who: Author|null, what: Forgotten) => void} done */
function askPerson(room, person, done) {
  const { name } = person;
  const form = {
    title: t("forget_me_title", { name, room }),
    words: [t("forget_me_words", { name }), t("forget_me_stays", { name }), t("no_way_back")],
    fields: [],
    submit: t("forget_yes_me", { name }),
    danger: true,
    busy: t("forgetting"),
  };
  askForm(form, async () => {
    const what = await api.forget(room, person);
    return () => done(person, what);
  });
}

/** @param {string} room @param {(who: Author|null, what: Forgotten) => void} done */
function askRoom(room, done) {
  const name = { name: "room", label: t("type_room", { room }), kind: /** @type {const} */ ("line"), value: "", max_chars: 64 };
  const form = {
    title: t("forget_room_title", { room }),
    words: [t("forget_room_words"), t("no_way_back")],
    fields: [{ ...name, required: true, choices: /** @type {[string, string][]} */ ([]) }],
    submit: t("forget_yes_room"),
    danger: true,
    busy: t("forgetting"),
  };
  askForm(form, async (values) => {
    if (values.room.trim() !== room) throw new NotYet(t("other_room", { room }));
    const what = await api.forget(room, null);
    return () => done(null, what);
  });
}
