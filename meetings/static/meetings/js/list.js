/* What JavaScript adds to the list: facets that a reader opened stay open when the list changes under them. */
"use strict";

{
  let opened = new Map();

  document.addEventListener("htmx:beforeSwap", () => {
    const folds = document.querySelectorAll("#list details[id]");
    opened = new Map([...folds].map((fold) => [fold.id, fold.open]));
  });

  document.addEventListener("htmx:afterSettle", () => {
    for (const [id, open] of opened) {
      const fold = document.getElementById(id);
      // What was closed may have been opened by the page itself, as something in it is chosen now.
      if (fold && open) fold.open = true;
    }
  });
}
