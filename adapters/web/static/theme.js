/* Runs before the first paint, so that a chosen theme and language do not flash. The rest is in js/. */
(() => {
  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem("picturebook." + key) ?? "null");
    } catch {
      return null;
    }
  };
  const theme = read("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  const language = read("language") ?? (navigator.language.toLowerCase().startsWith("ko") ? "ko" : "en");
  document.documentElement.lang = language === "ko" ? "ko" : "en";
})();
