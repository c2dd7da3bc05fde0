/**
 * The settings of a room: one form, saved as a whole; the server says what it does not take. Called by the room dialog.
 * @import {RoomSettings} from "../types.js"
 */

import * as api from "../api.js";
import { newId } from "../ids.js";
import { t } from "../strings.js";
import { reason } from "./announce.js";
import { el } from "./dom.js";

/** @typedef {{label: string, control: HTMLInputElement|HTMLSelectElement, hint?: string}} Row */

/** Return a form that fills itself. @param {string} room */
export function createSettings(room) {
  const rows = settingRows();
  const problem = el("p", { class: "problem", role: "alert", hidden: true, dir: "auto" });
  const status = el("p", { class: "hint", role: "status" });
  const save = el("button", { class: "action primary", type: "submit", disabled: true }, t("save"));
  const element = el(
    "form",
    { class: "settings", "aria-busy": "true", novalidate: true },
    ...[...rows.values()].map(rowElement),
    problem,
    el("div", { class: "dialog-actions" }, status, save),
  );
  /** @type {RoomSettings|null} */
  let kept = null;

  /** @param {() => Promise<RoomSettings>} ask @param {string} sentence told when there is an answer */
  async function settle(ask, sentence) {
    element.setAttribute("aria-busy", "true");
    save.disabled = true;
    problem.hidden = true;
    status.textContent = "";
    try {
      kept = await ask();
      for (const [name, { control }] of rows) control.value = String(kept[name] ?? "");
      status.textContent = sentence;
    } catch (error) {
      problem.textContent = reason(error);
      problem.hidden = false;
      problem.scrollIntoView({ block: "nearest" });
    } finally {
      element.setAttribute("aria-busy", "false");
      save.disabled = kept === null;
    }
  }

  /** What is not as it was: people who change different settings do not undo each other. */
  function changes() {
    const all = [...rows].map(([name, { control }]) => /** @type {const} */ ([name, valueOf(control.value)]));
    return Object.fromEntries(all.filter(([name, value]) => value !== (kept?.[name] ?? null)));
  }

  element.addEventListener("submit", (event) => {
    event.preventDefault();
    if (kept === null || save.disabled) return;
    const wanted = changes();
    if (Object.keys(wanted).length) void settle(() => api.changeRoomSettings(room, wanted), t("settings_saved"));
    else status.textContent = t("settings_same");
  });
  void settle(() => api.roomSettings(room), "");
  return element;
}

/** Return a number as a number; the server explains what is wrong with anything else. @param {string} text */
function valueOf(text) {
  const value = text.trim();
  if (value === "") return null;
  return /^-?[0-9]{1,12}$/.test(value) ? Number(value) : value;
}

/** @returns {Map<keyof RoomSettings, Row>} */
const settingRows = () =>
  new Map([
    [
      "pictures",
      {
        label: t("setting_pictures"),
        control: choice(t("usual_pictures"), ["1", "2", "3", "4"].map((one) => [one, one])),
        hint: t("server_limit"),
      },
    ],
    [
      "audience",
      {
        label: t("setting_audience"),
        control: choice(t("usual_audience"), [
          ["family", t("audience_family")],
          ["general", t("audience_general")],
        ]),
      },
    ],
    [
      "language",
      {
        label: t("setting_language"),
        control: choice(t("usual_language"), [
          ["en", "English"],
          ["ko", "한국어"],
        ]),
      },
    ],
    [
      "quality",
      {
        label: t("setting_quality"),
        control: choice(t("usual_quality"), [
          ["draft", t("quality_draft")],
          ["final", t("quality_final")],
        ]),
      },
    ],
    ["painter", { label: t("setting_painter"), control: name(), hint: t("usual_painter") }],
    ["retention_days", { label: t("setting_retention_days"), control: number(), hint: t("usual_retention") }],
    ["pictures_per_day_person", { label: t("setting_pictures_per_day_person"), control: number(), hint: t("usual_per_day") }],
    ["pictures_per_day_room", { label: t("setting_pictures_per_day_room"), control: number(), hint: t("usual_per_day") }],
    ["budget_month", { label: t("setting_budget_month"), control: number(), hint: t("usual_budget") }],
  ]);

/** @param {string} usual @param {string[][]} others value and label of each */
const choice = (usual, others) =>
  el("select", {}, ...[["", usual], ...others].map(([value, label]) => el("option", { value }, label)));

// Not type=number: that one says nothing of what it did not understand.
const number = () => el("input", { type: "text", inputmode: "numeric", autocomplete: "off", maxlength: 12, class: "short" });

const name = () => el("input", { type: "text", autocomplete: "off", maxlength: 40, spellcheck: "false" });

/** @param {Row} row */
function rowElement({ label, control, hint }) {
  const id = newId("f");
  control.id = id;
  if (hint) control.setAttribute("aria-describedby", `${id}-hint`);
  return el(
    "div",
    { class: "field" },
    el("label", { for: id }, label),
    control,
    hint && el("small", { id: `${id}-hint` }, hint),
  );
}
