/*
 * Puts the reader's choice of light or dark on the page before anything is drawn, so that nothing flashes.
 * Loaded without defer for that reason. The key is that of Django's admin: one choice for the pages and the desk.
 */
"use strict";

try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") {
    document.documentElement.dataset.theme = chosen;
  }
} catch {
  // Storage may be forbidden; then the system decides.
}
