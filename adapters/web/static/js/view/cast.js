/**
 * The room's characters: face, names, description, and what can be done with each. Called by the panel.
 * @import {CastMember} from "../types.js"
 */

import { blobUrl } from "../api.js";
import { t } from "../strings.js";
import { el } from "./dom.js";

/**
 * @typedef {object} CastActions
 * @property {(picture: string) => void} showPicture
 * @property {(one: CastMember) => void} change
 * @property {(one: CastMember) => void} recast
 * @property {(one: CastMember, cast: CastMember[]) => void} merge
 * @property {(one: CastMember) => void} remove
 */

/** @param {CastMember[]} cast @param {CastActions} actions */
export function castList(cast, actions) {
  if (cast.length === 0) return el("p", { class: "hint" }, t("no_cast"));
  return el("ul", { class: "cast" }, ...cast.map((one) => castItem(one, cast, actions)));
}

/** @param {CastMember} one @param {CastMember[]} cast @param {CastActions} actions */
function castItem(one, cast, actions) {
  return el(
    "li",
    { dataset: { character: one.id } },
    portrait(one, actions),
    el(
      "div",
      {},
      el("h3", { dir: "auto" }, one.name),
      one.aliases.length > 0 && el("p", { class: "hint", dir: "auto" }, t("also", { names: one.aliases.join(", ") })),
      el("p", { dir: "auto" }, one.description),
      el(
        "div",
        { class: "cast-tools" },
        tool("change", t("change_character"), t("change_named", { name: one.name }), () => actions.change(one)),
        tool("recast", t("recast"), t("recast_named", { name: one.name }), () => actions.recast(one)),
        cast.length > 1 &&
          tool("merge", t("merge"), t("merge_named", { name: one.name }), () => actions.merge(one, cast)),
        tool("remove", t("remove"), t("remove_named", { name: one.name }), () => actions.remove(one)),
      ),
    ),
  );

  /** @param {string} kind @param {string} words @param {string} label @param {() => void} act */
  function tool(kind, words, label, act) {
    const dataset = { key: `${kind}:${one.id}` };
    return el("button", { class: "cast-tool", type: "button", "aria-label": label, dataset, onclick: act }, words);
  }
}

/** @param {CastMember} one @param {CastActions} actions */
function portrait({ id, name, description, picture, blob }, actions) {
  if (!picture || !blob) return el("span", { class: "portrait empty" }, t("no_face"));
  return el(
    "button",
    {
      type: "button",
      class: "portrait",
      "aria-label": t("enlarge_only", { name, alt: description }),
      dataset: { key: `portrait:${id}` },
      onclick: () => actions.showPicture(picture),
    },
    el("img", { src: blobUrl(blob), alt: name, width: 88, height: 88, loading: "lazy" }),
  );
}
