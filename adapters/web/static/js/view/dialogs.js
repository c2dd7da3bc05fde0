/**
 * Small dialogs made for one question: a form of the bot, a yes or no, a name. Called by main and by views.
 * The dialog element keeps the focus inside, closes on Escape and gives the focus back.
 * @import {Field, Form} from "../types.js"
 */

import { newId } from "../ids.js";
import { t } from "../strings.js";
import { reason } from "./announce.js";
import { el } from "./dom.js";

/**
 * What a form of the page may have beyond one of the bot: words above the fields, a hint below a field, a submit
 * button that warns, and what is told while it takes long.
 * @typedef {Field & {hint?: string, rows?: number}} AskedField
 * @typedef {Omit<Form, "id"|"fields"> & {fields: AskedField[], words?: string[], danger?: boolean, busy?: string}} Asked
 */

/** The form cannot be sent as it is; `message` says why. */
export class NotYet extends Error {}

/**
 * Show `content` under `title` until it is closed; return the dialog.
 * @param {string} title @param {HTMLElement} content @param {string} kind its class
 */
export function openDialog(title, content, kind) {
  const heading = newId("h");
  const dialog = el(
    "dialog",
    { class: kind, "aria-labelledby": heading },
    el("h2", { id: heading, dir: "auto" }, title),
    content,
  );
  dialog.addEventListener("close", () => dialog.remove());
  closeOnBackdrop(dialog);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** @param {HTMLDialogElement} dialog */
export function closeOnBackdrop(dialog) {
  // Both ends of the click must be outside: selecting text may end beyond the edge.
  let outside = false;
  dialog.addEventListener("pointerdown", (event) => (outside = event.target === dialog));
  dialog.addEventListener("click", (event) => {
    if (outside && event.target === dialog) dialog.close();
  });
}

/**
 * Show a form. It closes when `send` succeeds; a refusal is shown in it and nothing typed is lost.
 * @param {Form|Asked} asked
 * @param {(values: Record<string, string>) => Promise<void|(() => void)>} send rejects with an ApiError or NotYet;
 *   may resolve to what is to be done once the form is closed and the focus is back where it was
 */
export function askForm(asked, send) {
  const form = /** @type {Asked} */ (asked);
  const problem = el("p", { class: "problem", role: "alert", hidden: true, dir: "auto" });
  const status = el("p", { class: "hint", role: "status" });
  const kind = form.danger ? "danger" : "primary";
  const submit = el("button", { class: `action ${kind}`, type: "submit" }, form.submit || t("send_form"));
  const cancel = el("button", { class: "action", type: "button" }, t("cancel"));
  const content = el(
    "form",
    { method: "dialog" },
    ...(form.words ?? []).map((words) => el("p", { class: "form-words", dir: "auto" }, words)),
    ...form.fields.map(fieldElement),
    problem,
    status,
    el("div", { class: "dialog-actions" }, cancel, submit),
  );
  const dialog = openDialog(form.title, content, "form-dialog");
  cancel.addEventListener("click", () => dialog.close());
  content.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    problem.hidden = true;
    status.textContent = form.busy ?? "";
    const data = new FormData(content);
    try {
      const values = form.fields.map((field) => [field.name, String(data.get(field.name) ?? "")]);
      const after = await send(Object.fromEntries(values));
      dialog.close();
      after?.();
    } catch (error) {
      problem.textContent = error instanceof NotYet ? error.message : reason(error);
      problem.hidden = false;
      problem.scrollIntoView({ block: "nearest" });
    } finally {
      status.textContent = "";
      submit.disabled = false;
    }
  });
  return dialog;
}

/** @param {AskedField} field */
function fieldElement(field) {
  const common = { name: field.name, required: field.required };
  if (field.kind === "choice") {
    return el(
      "fieldset",
      {},
      el("legend", { dir: "auto" }, field.label),
      ...field.choices.map(([value, label]) =>
        el(
          "label",
          { class: "choice", dir: "auto" },
          el("input", { ...common, type: "radio", value, checked: value === field.value }),
          " ",
          label,
        ),
      ),
    );
  }
  const id = newId("f");
  const text = { ...common, id, maxlength: field.max_chars, dir: "auto", autocomplete: "off", "aria-describedby": field.hint ? `${id}-hint` : null };
  const control =
    field.kind === "paragraph" ? el("textarea", { ...text, rows: field.rows ?? 4 }) : el("input", { ...text, type: "text" });
  control.value = field.value;
  const mark = field.required ? null : ` · ${t("optional")}`;
  const hint = field.hint && el("small", { id: `${id}-hint`, dir: "auto" }, field.hint);
  return el("div", { class: "field" }, el("label", { for: id, dir: "auto" }, field.label, mark), control, hint);
}

/**
 * Ask for a yes. @param {string} title @param {string} words @param {string} yes the label of the button
 * @returns {Promise<boolean>}
 */
export function confirm(title, words, yes) {
  return new Promise((resolve) => {
    const no = el("button", { class: "action", type: "button", autofocus: true }, t("cancel"));
    const sure = el("button", { class: "action danger", type: "button" }, yes);
    const content = el("div", {}, el("p", {}, words), el("div", { class: "dialog-actions" }, no, sure));
    const dialog = openDialog(title, content, "form-dialog");
    let answer = false;
    no.addEventListener("click", () => dialog.close());
    sure.addEventListener("click", () => {
      answer = true;
      dialog.close();
    });
    dialog.addEventListener("close", () => resolve(answer));
  });
}

/**
 * Ask for a short text.
 * @param {{title: string, label: string, hint?: string, value?: string, yes: string,
 *          pattern?: string}} question
 * @param {(value: string) => boolean} take false keeps the dialog open
 */
export function askText({ title, label, hint, value = "", yes, pattern }, take) {
  const id = newId("f");
  const input = el("input", {
    id,
    type: "text",
    required: true,
    maxlength: 64,
    dir: "auto",
    autocomplete: "off",
    pattern: pattern ?? null,
    "aria-describedby": hint ? `${id}-hint` : null,
  });
  input.value = value;
  const cancel = el("button", { class: "action", type: "button" }, t("cancel"));
  const content = el(
    "form",
    { method: "dialog" },
    el(
      "div",
      { class: "field" },
      el("label", { for: id }, label),
      input,
      hint && el("small", { id: `${id}-hint` }, hint),
    ),
    el("div", { class: "dialog-actions" }, cancel, el("button", { class: "action primary", type: "submit" }, yes)),
  );
  const dialog = openDialog(title, content, "form-dialog");
  cancel.addEventListener("click", () => dialog.close());
  content.addEventListener("submit", (event) => {
    event.preventDefault();
    if (take(input.value.trim())) dialog.close();
  });
  input.select();
}
