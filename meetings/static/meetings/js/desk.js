/*
 * What the page of a meeting adds while it is filled in: the offices of an official on the meeting's date and for whom they
 * were held, the names that a claim may be said by, and the outcome's fields where there is an outcome. The server checks and
 * fills all of it again.
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

  /* ---- offices: those the official may have held that day; the only one is chosen, and whom it was held for is filled in */

  const held = new WeakMap();
  const known = new WeakMap();

  const fillOffices = async (row, anew) => {
    const official = within(row, "official").value;
    const select = within(row, "appointments");
    const asked = new URLSearchParams({ official, date: date() });
    let found = { offices: [], proposed: null };
    if (official) {
      const answer = await fetch(`${offices}?${asked}`);
      // A date that cannot be read yet is told by the server when the page is saved.
      if (!answer.ok) return;
      found = await answer.json();
    }
    // Somebody who types fast has chosen another by now.
    if (String(new URLSearchParams({ official: within(row, "official").value, date: date() })) !== String(asked)) return;
    held.set(row, official && date() ? found.offices : null);
    const kept = anew ? [] : [...select.selectedOptions];
    const others = found.offices.filter(({ id }) => !kept.some((option) => option.value === id));
    select.replaceChildren(...kept, ...others.map(({ id, text }) => new Option(text, id)));
    if (!kept.length && found.proposed) select.value = found.proposed;
    withOfficial(row, official);
    $(select).trigger("change");
  };

  const followOffices = (row) => {
    const found = held.get(row);
    const select = within(row, "appointments");
    hintOffices(row, select, found?.length);
    if (!found) return;
    const chosen = [...select.selectedOptions].map((option) => option.value);
    fillBody(row, found.filter(({ id }) => !chosen.length || chosen.includes(id)).map(({ body }) => body));
  };

  /* What was filled in for one official is not what another took part for; what somebody chose stays. */
  const fillBody = (row, bodies) => {
    const fields = { country: within(row, "country"), organization: within(row, "organization") };
    const present = Object.entries(fields).map(([name, field]) => field.value && `${name} ${field.value}`).filter(Boolean).join();
    if (present && present !== row.dataset.filled) return;
    const different = new Map(bodies.map((body) => [`${body.field} ${body.id}`, body]));
    const [key, body] = different.size === 1 ? [...different][0] : ["", null];
    row.dataset.filled = key;
    if (key === present) return;
    for (const [name, field] of Object.entries(fields)) {
      const option = name === body?.field ? new Option(body.text, body.id, true, true) : new Option("", "");
      if (field.value === option.value) continue;
      field.replaceChildren(option);
      $(field).trigger("change");
    }
  };

  /* None or several that day: said, and never refused. */
  const hintOffices = (row, select, count) => {
    row.querySelector(".office-hint")?.remove();
    const words =
      count === 0 && !select.selectedOptions.length
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
    $(root).find(".desk-offices").not("[name*=__prefix__]").select2({ theme: "admin-autocomplete", placeholder: "", width: "100%" });
  };

  /* ---- names: parties and participants as they stand in the rows */

  const listNames = () => {
    const texts = rows().flatMap((row) => [
      chosenText(within(row, "country")),
      chosenText(within(row, "organization")),
      chosenText(within(row, "official")),
      within(row, "name_as_reported").value.trim(),
    ]);
    document.getElementById("desk-names").replaceChildren(...[...new Set(texts)].filter(Boolean).map((text) => new Option(text, text)));
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
    dress(document);
    listNames();
    rows().forEach((row) => withOfficial(row, within(row, "official").value));
    claims().forEach(showOutcome);
    showWithdrawal();
    document.getElementById("id_publication")?.addEventListener("change", showWithdrawal);

    rows().forEach((row) => known.set(row, within(row, "official").value));
    // jQuery's events, since select2 tells of changes by these only; and late, since the admin begins by calling every list
    // of a page changed, which would put the proposals of today in the place of what was chosen.
    $(() => {
      $(document).on("change", "#participants-group [name$='-official']", (event) => {
        const row = event.target.closest(".inline-related");
        const anew = known.get(row) !== event.target.value;
        known.set(row, event.target.value);
        fillOffices(row, anew);
      });
      $(document).on("change", "#participants-group [name$='-appointments']", (event) =>
        followOffices(event.target.closest(".inline-related")),
      );
      $(document).on("change", "#participants-group select, #participants-group input", listNames);
    });
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
