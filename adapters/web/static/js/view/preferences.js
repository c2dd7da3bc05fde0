/**
 * The page's theme and language: two buttons in the head. Called by main; theme.js reads them at the start.
 */

import { keep, recall } from "../storage.js";
import { currentLanguage, switchLanguage, t } from "../strings.js";
import { byId, icon } from "./dom.js";

const THEMES = /** @type {const} */ (["auto", "light", "dark"]);
const ICONS = /** @type {const} */ ({ auto: "auto", light: "sun", dark: "moon" });
const WORDS = /** @type {const} */ ({ auto: "theme_auto", light: "theme_light", dark: "theme_dark" });

export function createPreferences() {
  const themeButton = byId("theme");
  const languageButton = byId("language");
  /** @type {typeof THEMES[number]} */
  let theme = THEMES.find((one) => one === recall("theme", "auto")) ?? "auto";

  function render() {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    document.documentElement.lang = currentLanguage();
    themeButton.replaceChildren(icon(ICONS[theme]));
    themeButton.setAttribute("aria-label", t(WORDS[theme]));
    themeButton.title = t(WORDS[theme]);
    languageButton.textContent = t("other_language");
    languageButton.lang = currentLanguage() === "ko" ? "en" : "ko";
  }

  themeButton.addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    keep("theme", theme);
    render();
  });
  languageButton.addEventListener("click", switchLanguage);
  render();
  return { render };
}
