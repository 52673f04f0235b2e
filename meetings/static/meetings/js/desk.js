/*
 * What the page of a meeting adds while it is filled in: the offices of an official on the meeting's date, the names that a
 * claim may be said by, and the outcome's fields where there is an outcome. The server checks and fills all of it again.
 */
"use strict";

{
  // Asked for when it is used: the admin's own jQuery may come after this file.
  const $ = (...what) => django.jQuery(...what);
  const offices = new URL(location.pathname.replace(/\/meeting\/.*$/, "/meeting/offices/"), location.href);
  const date = () => document.getElementById("id_when").value.trim();
  const rows = () => [...document.querySelectorAll("#participants-group .inline-related:not(.empty-form)")];
  const within = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const chosenText = (select) => select?.selectedOptions[0]?.textContent.trim() ?? "";

  /* ---- offices: those the official may have held that day; the only one is chosen */

  const fillOffices = async (row, anew) => {
    const official = within(row, "official").value;
    const select = within(row, "appointments");
    const kept = anew ? [] : [...select.selectedOptions];
    const address = new URL(offices);
    address.search = new URLSearchParams({ official, date: date() });
    let found = { offices: [], proposed: null };
    if (official) {
      const answer = await fetch(address);
      // A date that cannot be read yet is told by the server when the page is saved.
      if (!answer.ok) return;
      found = await answer.json();
    }
    const others = found.offices.filter(({ id }) => !kept.some((option) => option.value === id));
    select.replaceChildren(...kept, ...others.map(({ id, text }) => new Option(text, id)));
    if (!kept.length && found.proposed) select.value = found.proposed;
    $(select).trigger("change.select2");
    withOfficial(row, official);
    hintOffices(row, select, official && date() ? found.offices.length : null);
  };

  /* None or several that day: said, and never refused. */
  const hintOffices = (row, select, count) => {
    row.querySelector(".office-hint")?.remove();
    const words =
      count === 0
        ? "No office on file for that day: add one, or write the title as reported."
        : count > 1 && !select.selectedOptions.length
          ? `${count} offices that day: choose what they spoke as.`
          : "";
    if (!words) return;
    const hint = Object.assign(document.createElement("p"), { className: "office-hint", textContent: words });
    hint.setAttribute("role", "status");
    select.closest(".related-widget-wrapper").after(hint);
  };

  /* An appointment that is made from the row is the official's. */
  const withOfficial = (row, official) => {
    const link = row.querySelector(".field-appointments .add-related");
    if (!link) return;
    const address = new URL(link.href);
    if (official) address.searchParams.set("official", official);
    else address.searchParams.delete("official");
    link.href = address;
  };

  const dress = (root) => {
    $(root).find(".desk-offices").not("[name*=__prefix__]").select2({ theme: "admin-autocomplete", placeholder: "" });
  };

  /* ---- names: parties and participants as they stand in the rows */

  const names = document.createElement("datalist");
  names.id = "desk-names";

  const listNames = () => {
    const texts = rows().flatMap((row) => [
      chosenText(within(row, "country")),
      chosenText(within(row, "organization")),
      chosenText(within(row, "official")),
      within(row, "name_as_reported").value.trim(),
    ]);
    names.replaceChildren(...[...new Set(texts)].filter(Boolean).map((text) => new Option(text, text)));
  };

  /* ---- outcomes: their fields only where something was agreed, or where they hold something that has to go */

  const showOutcome = (row) => {
    const line = row.querySelector(".form-row.field-outcome_kind");
    if (!line) return;
    const filled = [...line.querySelectorAll("input, select")].some((field) => field.value);
    line.hidden = within(row, "kind").value !== "agreed" && !filled;
  };

  /* ---- a withdrawal's day and reason: only where something is withdrawn, or where they hold something */

  const showWithdrawal = () => {
    const fields = ["id_withdrawn_on", "id_withdrawal_reason"].map((id) => document.getElementById(id)).filter(Boolean);
    const needed = document.getElementById("id_publication")?.value === "withdrawn" || fields.some((field) => field.value);
    fields.forEach((field) => {
      field.closest(".form-multiline > div").hidden = !needed;
    });
  };

  const claims = () => document.querySelectorAll("#claims-group .inline-related:not(.empty-form)");

  /* ---- */

  document.addEventListener("DOMContentLoaded", () => {
    if (!document.getElementById("participants-group")) return;
    document.body.append(names);
    dress(document);
    listNames();
    rows().forEach((row) => withOfficial(row, within(row, "official").value));
    claims().forEach(showOutcome);
    showWithdrawal();
    document.getElementById("id_publication")?.addEventListener("change", showWithdrawal);

    // jQuery's events, since select2 tells of changes by these only.
    $(document).on("change", "#participants-group [name$='-official']", (event) =>
      fillOffices(event.target.closest(".inline-related"), true),
    );
    $(document).on("change", "#participants-group :input", listNames);
    $(document).on("change", "#claims-group [name$='-kind']", (event) =>
      showOutcome(event.target.closest(".inline-related")),
    );
    document.getElementById("id_when").addEventListener("change", () => rows().forEach((row) => fillOffices(row, false)));
    document.addEventListener("formset:added", (event) => {
      dress(event.target);
      if (event.target.closest("#claims-group")) showOutcome(event.target);
    });
  });
}
