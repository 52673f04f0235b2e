/*
 * The forms of the desk from the keyboard: where one goes on when rows come and go, links that are buttons, and autocompletes
 * that open as soon as somebody types.
 */
"use strict";

{
  /* To a field, or to what select2 has drawn in its place. */
  const goTo = (field) => {
    const drawn = field?.matches(".select2-hidden-accessible") && field.parentElement.querySelector(".select2-container");
    (drawn ? drawn.querySelector(".select2-search__field, .select2-selection") : field)?.focus();
  };
  const first = (row) => row.querySelector("select, input:not([type=hidden]), textarea");
  const rowsOf = (group) => [...group.querySelectorAll(".inline-related:not(.empty-form, .tabular), tr.form-row:not(.empty-form)")];

  /* A row that was asked for is the row to go on in. Heard late, when its autocompletes are drawn. */
  document.addEventListener("DOMContentLoaded", () => {
    document.addEventListener("formset:added", (event) => goTo(first(event.target)));
  });

  /* Where a row is taken away, one goes on in the row that has taken its place, or at the button for a new one. */
  let removed = 0;
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.(".inline-deletelink");
      if (link) removed = rowsOf(link.closest(".inline-group")).findIndex((row) => row.contains(link));
    },
    true,
  );
  document.addEventListener("formset:removed", (event) => {
    const group = document.getElementById(`${event.detail.formsetName}-group`);
    const row = rowsOf(group)[removed];
    goTo(row ? first(row) : group.querySelector(".add-row a"));
  });

  /* While a list is on its way, what is marked in it belongs to what was typed before: Enter would take somebody else. */
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || !event.target.matches(".select2-search__field")) return;
      if (!document.querySelector(".select2-container--open .loading-results")) return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    if (event.key === " " && event.target.matches("a[role=button]")) {
      event.preventDefault();
      event.target.click();
    } else if (plain && event.key.length === 1 && event.key !== " " && event.target.matches(".select2-selection--single")) {
      const select = event.target.closest(".select2-container").previousElementSibling;
      if (select.disabled) return;
      event.preventDefault();
      django.jQuery(select).select2("open");
      const search = document.querySelector(".select2-container--open .select2-search__field");
      if (!search) return;
      search.focus();
      search.value = event.key;
      django.jQuery(search).trigger("input");
    }
  });
}
