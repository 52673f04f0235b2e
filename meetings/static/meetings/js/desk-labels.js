/*
 * What select2 leaves undone for the autocompletes: each box is given the name of its field for screen readers, and a page of
 * a hundred of them is there at once.
 */
"use strict";

{
  const nameAll = (root) => {
    for (const select of root.querySelectorAll("select.select2-hidden-accessible")) {
      const label = select.labels[0]?.textContent.trim().replace(/:$/, "");
      const drawn = select.parentElement.querySelector(".select2-container");
      if (!label || !drawn) continue;
      const box = drawn.querySelector(".select2-selection");
      box.removeAttribute("aria-labelledby");
      box.setAttribute("aria-label", [label, ...[...select.selectedOptions].map((one) => one.textContent)].filter(Boolean).join(": "));
      drawn.querySelector("[role=textbox]")?.setAttribute("aria-label", label);
      drawn.querySelector(".select2-search__field")?.setAttribute("aria-label", label);
    }
  };

  const begin = () => {
    nameAll(document);
    django.jQuery(document).on("change", "select", (event) => nameAll(event.target.parentElement));
    django.jQuery(document).on("select2:open", () => {
      document.querySelector(".select2-search--dropdown input")?.setAttribute("aria-label", "Search");
    });
  };

  // For the wheel of a mouse select2 measures the surroundings of each box, and the browser lays the whole page out for each:
  // seconds on the page of a full meeting. It needs a height of a line and of a page, whatever they are.
  document.addEventListener("DOMContentLoaded", () => {
    Object.assign(django.jQuery.event.special.mousewheel ?? {}, { getLineHeight: () => 16, getPageHeight: () => 400 });
  });

  // jQuery keeps the order of what waits for the page: select2 has drawn its boxes by then.
  window.addEventListener("load", () => django.jQuery(begin));
  document.addEventListener("formset:added", (event) => setTimeout(() => nameAll(event.target)));
}
