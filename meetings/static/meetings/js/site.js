/* What JavaScript adds: the theme switch and the keys. Everything else works without it. */
"use strict";

{
  const THEMES = ["auto", "light", "dark"];
  const root = document.documentElement;

  /* ---- the theme switch: in the page but hidden, since without JavaScript it could do nothing */

  const current = () => (THEMES.includes(root.dataset.theme) ? root.dataset.theme : "auto");

  const name = (button) => {
    button.setAttribute("aria-label", `Colours: ${button.dataset[current()]}`);
    button.title = button.getAttribute("aria-label");
  };

  const turn = (button) => {
    const next = THEMES[(THEMES.indexOf(current()) + 1) % THEMES.length];
    root.dataset.theme = next;
    try {
      localStorage.setItem("theme", next);
    } catch {
      // Forbidden storage only means that the choice ends with the page.
    }
    name(button);
  };

  for (const button of document.querySelectorAll(".theme")) {
    button.hidden = false;
    name(button);
    button.addEventListener("click", () => turn(button));
  }

  /* ---- copy buttons: in the page but hidden, since only a script can copy; the list comes anew with its own */

  const showCopies = () => {
    if (!navigator.clipboard) return;
    for (const button of document.querySelectorAll(".copy")) button.hidden = false;
  };

  showCopies();
  document.addEventListener("htmx:afterSettle", showCopies);
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.(".copy");
    if (!button) return;
    const said = button.parentElement.parentElement.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      said.textContent = said.dataset.copied;
      button.dataset.done = "";
      setTimeout(() => {
        said.textContent = "";
        delete button.dataset.done;
      }, 2000);
    } catch {
      // Refused by the browser: the text stands on the page and can be marked and copied by hand.
      getSelection().selectAllChildren(button.closest("section").querySelector(".citebox"));
    }
  });

  /* ---- keys: "/" to the filter, "j" and "k" through the rows */

  const typing = (element) => element.closest("input, select, textarea, [contenteditable]") !== null;

  const toFilter = () => {
    const fold = document.querySelector(".filter");
    if (!fold) return false;
    fold.open = true;
    const field = fold.querySelector("input:not([type=hidden]), select, textarea");
    field?.focus();
    return Boolean(field);
  };

  const alongRows = (step) => {
    const links = [...document.querySelectorAll(".row h3 a")];
    const at = links.indexOf(document.activeElement);
    const link = links[at < 0 ? (step > 0 ? 0 : -1) : at + step];
    link?.focus();
    return Boolean(link);
  };

  const KEYS = { "/": toFilter, j: () => alongRows(1), k: () => alongRows(-1) };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (Object.hasOwn(KEYS, event.key) && KEYS[event.key]()) event.preventDefault();
  });
}
