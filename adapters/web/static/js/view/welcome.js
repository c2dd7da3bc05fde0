/**
 * What an empty thread shows: a picture, a word of welcome, three things to try. Called by the conversation.
 */

import { t } from "../strings.js";
import { el } from "./dom.js";

/** @param {(text: string) => void} say */
export function createWelcome(say) {
  const examples = [t("example_1"), t("example_2"), t("example_3")];
  return el(
    "div",
    { class: "welcome-inner" },
    el("img", { src: "/static/img/welcome.svg", alt: "", width: 320, height: 200, class: "welcome-art" }),
    el("h2", {}, t("welcome")),
    el("p", {}, t("welcome_words")),
    el(
      "ul",
      { class: "examples", "aria-label": t("examples") },
      ...examples.map((text) =>
        el("li", {}, el("button", { type: "button", class: "example", onclick: () => say(text) }, text)),
      ),
    ),
  );
}
