/**
 * Changing who is who: a dialog for each thing that can be done with a character. Called by the panel.
 * Nothing on the page changes before the server has said yes.
 * @import {CastMember, PictureDetails} from "../types.js"
 */

import * as api from "../api.js";
import { t } from "../strings.js";
import { createAlbum } from "./album.js";
import { announce, note, noteError, reason } from "./announce.js";
import { askForm, confirm, openDialog } from "./dialogs.js";
import { el } from "./dom.js";

const NAME_CHARS = 80;
const DESCRIPTION_CHARS = 2_000;
const ALIASES_CHARS = 2_000;

/**
 * @param {{room: () => string, selected: () => string|null, changed: (room: string) => void}} page
 *   selected: the picture that is selected in the open thread; changed: a room's cast is not what it was
 */
export function createCharacters({ room, selected, changed }) {
  /** Ask for names and description. @param {CastMember} one */
  function change(one) {
    const place = room();
    const aliases = one.aliases.join("\n");
    const fields = [
      line("name", t("name"), one.name, NAME_CHARS),
      paragraph("aliases", t("aliases"), aliases, ALIASES_CHARS, { hint: t("aliases_hint"), rows: 2 }),
      paragraph("description", t("description"), one.description, DESCRIPTION_CHARS, { hint: t("description_hint") }),
    ];
    const form = { title: t("change_named", { name: one.name }), fields, submit: t("save") };
    finish(form, place, async (values) => {
      /** @type {Parameters<typeof api.changeCharacter>[2]} */
      const wanted = {};
      if (values.name !== one.name) wanted.name = values.name;
      if (values.description !== one.description) wanted.description = values.description;
      if (values.aliases !== aliases) wanted.aliases = values.aliases.split(/\r?\n/).filter((alias) => alias.trim());
      const after = Object.keys(wanted).length ? await api.changeCharacter(place, one.id, wanted) : one;
      return t("character_saved", { name: after.name });
    });
  }

  /** Ask who else this is. @param {CastMember} one @param {CastMember[]} cast */
  function merge(one, cast) {
    const place = room();
    const others = cast.filter((other) => other.id !== one.id);
    /** @type {[string, string][]} */
    const choices = others.map((other) => [other.id, [other.name, ...other.aliases].join(", ")]);
    const title = t("merge_title", { name: one.name });
    const words = [t("merge_words", { name: one.name })];
    const field = { ...line("other", t("merge_who", { name: one.name }), "", 64), kind: /** @type {const} */ ("choice"), choices };
    finish({ title, words, fields: [field], submit: t("merge_yes"), danger: true }, place, async (values) => {
      await api.mergeCharacters(place, one.id, values.other);
      const other = others.find(({ id }) => id === values.other)?.name ?? "";
      return t("character_merged", { other, name: one.name });
    });
  }

  /** Ask whether we are sure. @param {CastMember} one */
  async function remove(one) {
    const place = room();
    const sure = await confirm(t("remove_title", { name: one.name }), t("remove_words"), t("remove"));
    if (!sure) return;
    try {
      await api.removeCharacter(place, one.id);
      told(place, t("character_removed", { name: one.name }));
    } catch (error) {
      noteError(error);
      changed(place); // somebody else may have been faster
    }
  }

  /** Ask for another picture. @param {CastMember} one */
  function recast(one) {
    const place = room();
    let busy = false;
    const problem = el("p", { class: "problem", role: "alert", hidden: true, dir: "auto" });
    const take = async (/** @type {string} */ picture) => {
      if (busy) return;
      busy = true;
      try {
        await api.changeCharacter(place, one.id, { picture });
        dialog.close();
        told(place, t("character_recast", { name: one.name }));
      } catch (error) {
        problem.textContent = reason(error);
        problem.hidden = false;
        problem.scrollIntoView({ block: "nearest" });
      } finally {
        busy = false;
      }
    };
    const album = createAlbum(place, {
      label: (picture) => t("use_picture", { alt: picture.alt }),
      pick: (pictures, index) => void take(pictures[index].id),
    });
    const now = selected();
    const cancel = el("button", { class: "action", type: "button", onclick: () => dialog.close() }, t("cancel"));
    const content = el(
      "div",
      {},
      el("p", { class: "form-words", dir: "auto" }, t("recast_words", { name: one.name })),
      now !== null &&
        now !== one.picture &&
        el("button", { class: "action primary use-selected", type: "button", onclick: () => void take(now) }, t("use_selected")),
      album.element,
      problem,
      el("div", { class: "dialog-actions" }, cancel),
    );
    const dialog = openDialog(t("recast_named", { name: one.name }), content, "form-dialog chooser");
    album.refresh().catch((error) => {
      dialog.close();
      note(reason(error));
    });
  }

  /**
   * @param {Parameters<typeof askForm>[0]} form @param {string} place
   * @param {(values: Record<string, string>) => Promise<string>} act returns what is announced
   */
  function finish(form, place, act) {
    askForm(form, async (values) => {
      const sentence = await act(values);
      return () => told(place, sentence);
    });
  }

  /** @param {string} place @param {string} sentence */
  function told(place, sentence) {
    announce(sentence);
    changed(place);
  }

  return { change, recast, merge, remove };
}

/** @param {string} name @param {string} label @param {string} value @param {number} max_chars @returns {import("./dialogs.js").AskedField} */
const line = (name, label, value, max_chars) => ({
  name,
  label,
  value,
  max_chars,
  kind: "line",
  required: true,
  choices: [],
});

/** @param {string} name @param {string} label @param {string} value @param {number} max_chars @param {{hint: string, rows?: number}} more */
const paragraph = (name, label, value, max_chars, more) => ({
  ...line(name, label, value, max_chars),
  kind: /** @type {const} */ ("paragraph"),
  required: false,
  ...more,
});
