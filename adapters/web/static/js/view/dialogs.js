/**
 * Small dialogs made for one question: a form of the bot, a yes or no, a name. Called by main and by views.
 * The dialog element keeps the focus inside, closes on Escape and gives the focus back.
 * @import {Field, Form} from "../types.js"
 */

import { newId } from "../ids.js";
import { t } from "../strings.js";
import { el } from "./dom.js";

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
 * Show a form of the bot. It closes when `send` succeeds; a refusal is shown in it and nothing typed is lost.
 * @param {Form} form
 * @param {(values: Record<string, string>) => Promise<void>} send rejects with the sentence to show
 */
export function askForm(form, send) {
  const problem = el("p", { class: "problem", role: "alert", hidden: true, dir: "auto" });
  const submit = el("button", { class: "action primary", type: "submit" }, form.submit || t("send_form"));
  const cancel = el("button", { class: "action", type: "button" }, t("cancel"));
  const content = el(
    "form",
    { method: "dialog" },
    ...form.fields.map(fieldElement),
    problem,
    el("div", { class: "dialog-actions" }, cancel, submit),
  );
  const dialog = openDialog(form.title, content, "form-dialog");
  cancel.addEventListener("click", () => dialog.close());
  content.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    problem.hidden = true;
    const data = new FormData(content);
    try {
      await send(Object.fromEntries(form.fields.map((field) => [field.name, String(data.get(field.name) ?? "")])));
      dialog.close();
    } catch (error) {
      problem.textContent = error instanceof Error && error.message ? error.message : t("failed");
      problem.hidden = false;
    } finally {
      submit.disabled = false;
    }
  });
  return dialog;
}

/** @param {Field} field */
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
  const text = { ...common, id, maxlength: field.max_chars, dir: "auto", autocomplete: "off" };
  const control =
    field.kind === "paragraph" ? el("textarea", { ...text, rows: 4 }) : el("input", { ...text, type: "text" });
  control.value = field.value;
  const mark = field.required ? null : ` · ${t("optional")}`;
  return el("div", { class: "field" }, el("label", { for: id, dir: "auto" }, field.label, mark), control);
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
