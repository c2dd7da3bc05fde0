/**
 * Who speaks: a button beside the message box and the list it opens. Called by main.
 */

import * as people from "../people.js";
import { t } from "../strings.js";
import { askText } from "./dialogs.js";
import { byId, el, face, icon } from "./dom.js";

export function createPersonas() {
  const button = byId("persona");
  const menu = byId("persona-menu");

  function render() {
    const now = people.current();
    button.setAttribute("aria-label", t("speaking_as", { name: now.name }));
    button.title = now.name;
    button.replaceChildren(face(people.initials(now.name), now.hue));
    const add = el("button", { type: "button", class: "menu-add", onclick: ask }, icon("plus"), t("add_person"));
    menu.replaceChildren(
      el("h2", { id: "persona-heading" }, t("who_speaks")),
      el("ul", {}, ...people.everyone().map((one) => row(one, one.id === now.id))),
      add,
    );
  }

  /** @param {import("../types.js").Persona} one @param {boolean} active */
  function row(one, active) {
    const choose = el(
      "button",
      { type: "button", class: "menu-person", "aria-pressed": String(active), onclick: () => speakAs(one.id) },
      face(people.initials(one.name), one.hue),
      el("span", { dir: "auto" }, one.name),
    );
    const rename = el(
      "button",
      { type: "button", class: "quiet", "aria-label": t("rename_person", { name: one.name }), onclick: () => askRename(one) },
      icon("edit"),
    );
    const remove =
      people.everyone().length > 1 &&
      el(
        "button",
        { type: "button", class: "quiet", "aria-label": t("remove_person", { name: one.name }), onclick: () => people.remove(one.id) },
        icon("close"),
      );
    return el("li", {}, choose, rename, remove);
  }

  /** @param {string} id */
  function speakAs(id) {
    people.speakAs(id);
    toggle(false);
    byId("message-box").focus();
  }

  function ask() {
    toggle(false);
    askText({ title: t("add_person"), label: t("name"), yes: t("save") }, people.add);
  }

  /** @param {import("../types.js").Persona} one */
  function askRename(one) {
    toggle(false);
    const title = t("rename_person", { name: one.name });
    askText({ title, label: t("name"), value: one.name, yes: t("save") }, (name) => people.rename(one.id, name));
  }

  /** @param {boolean} open */
  function toggle(open) {
    menu.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) /** @type {HTMLElement|null} */ (menu.querySelector('[aria-pressed="true"]'))?.focus();
  }

  button.addEventListener("click", () => toggle(menu.hidden));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    toggle(false);
    button.focus();
  });
  document.addEventListener("click", (event) => {
    const path = event.composedPath();
    if (!menu.hidden && !path.includes(menu) && !path.includes(button)) toggle(false);
  });
  people.onPeople(render);
  render();
  return { render };
}
