/*
 * What the page of a meeting notices while it is filled in: likely duplicates, words that take a side in our own sentences, and
 * which of the four things that publishing needs are there. It hints and never refuses; the server checks on publishing.
 */
"use strict";

{
  const live = (prefix) => [...document.querySelectorAll(`#${prefix}-group .inline-related:not(.empty-form)`)].filter(
    (row) => !row.querySelector("[name$='-DELETE']")?.checked,
  );
  const within = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const value = (row, name) => within(row, name)?.value.trim() ?? "";
  const base = location.pathname.replace(/\/meeting\/.*$/, "/meeting/");
  const date = () => document.getElementById("id_when").value.trim();

  /* ---- likely duplicates */

  let asked = "";

  const warn = async () => {
    const rows = live("participants");
    const query = new URLSearchParams({ date: date() });
    for (const name of ["country", "organization", "official"]) {
      new Set(rows.map((row) => value(row, name)).filter(Boolean)).forEach((key) => query.append(name, key));
    }
    const own = location.pathname.match(/\/meeting\/(\d+)\/change/u);
    if (own) query.append("except", own[1]);
    if (String(query) === asked) return;
    asked = String(query);
    const answer = await fetch(`${base}duplicates/?${query}`);
    // A date that cannot be read yet is told by the server when the page is saved.
    const found = answer.ok ? (await answer.json()).meetings : [];
    if (String(query) !== asked) return;
    const list = document.createElement("ul");
    for (const { title, date: day, state, people, address } of found) {
      const link = Object.assign(document.createElement("a"), { href: address, target: "_blank", textContent: title });
      const who = { same: ", the same people", other: ", other people" }[people] ?? "";
      const item = document.createElement("li");
      item.append(link, ` ${day} (${state.toLowerCase()}${who})`);
      list.append(item);
    }
    const box = document.getElementById("desk-duplicates");
    box.hidden = !found.length;
    const bold = Object.assign(document.createElement("b"), { textContent: "The same parties within three days." });
    if (found.length) box.replaceChildren(bold, " It may be this meeting, reported elsewhere. You can save either way.", list);
    else box.replaceChildren();
  };

  let waiting;
  const warnSoon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(warn, 400);
  };

  /* ---- loaded words in fields that speak for the register */

  let words = [];
  const neutral = "#id_title, #id_summary, #id_date_note, #claims-group [name$='-text']";

  const hint = (field) => {
    const found = words.filter(({ pattern }) => pattern.test(field.value));
    const place = `${field.id}_loaded`;
    let note = document.getElementById(place);
    if (!found.length) {
      note?.remove();
      return;
    }
    if (!note) {
      note = Object.assign(document.createElement("p"), { id: place, className: "loaded" });
      note.setAttribute("role", "status");
      field.after(note);
    }
    const text = found
      .map(({ word, neutral: label }) => `“${word}” takes a side: quote it, or ${label ? `write “${label}”` : "say what happened"}.`)
      .join(" ");
    if (note.textContent !== text) note.textContent = text;
  };

  const readWords = async () => {
    const answer = await fetch(`${base}loaded-words/`);
    if (!answer.ok) return;
    const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&");
    words = (await answer.json()).words.map((one) => ({
      ...one,
      pattern: new RegExp(`(?<![\\p{L}\\p{N}])${escaped(one.word)}(?![\\p{L}\\p{N}])`, "iu"),
    }));
    document.querySelectorAll(neutral).forEach(hint);
  };

  /* ---- the four things that publishing needs, as `actions.rules.checklist` asks for them */

  const body = (row) => value(row, "country") || `org:${value(row, "organization")}`;

  const checks = () => {
    const parties = new Map();
    for (const row of live("participants")) {
      if (body(row) !== "org:") parties.set(body(row), [...(parties.get(body(row)) ?? []), row]);
    }
    // Where nobody is marked, the first of a party heads it, as on the server.
    const heads = [...parties.values()].flatMap((rows) => {
      const marked = rows.filter((row) => within(row, "heads").checked);
      return marked.length ? marked : rows.slice(0, 1);
    });
    const named = heads.filter((row) => !within(row, "unnamed").checked);
    return [
      live("citations").some((row) => value(row, "source") && value(row, "stance") === "supports"),
      Boolean(date()),
      parties.size >= 2,
      named.every((row) => value(row, "title_as_reported") || within(row, "appointments").selectedOptions.length),
    ];
  };

  const showChecks = () => {
    const items = [...document.querySelectorAll("ul.checks li")];
    if (!items.length) return;
    checks().forEach((done, index) => {
      items[index].className = done ? "done" : "missing";
    });
  };

  /* ---- */

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("meeting_form");
    if (!form || !document.getElementById("desk-duplicates") || !document.querySelector("input#id_when")) return;
    const soon = () => setTimeout(showChecks);
    form.addEventListener("input", soon);
    // jQuery's events, since select2 tells of changes by these only; late, since the admin calls every list changed at first.
    django.jQuery(() =>
      django.jQuery(form).on("change", (event) => {
        soon();
        if (event.target.id === "id_when" || event.target.closest("#participants-group")) warnSoon();
      }),
    );
    document.addEventListener("formset:removed", () => {
      soon();
      warnSoon();
    });
    document.addEventListener("formset:added", soon);
    // While somebody types, and not on leaving: words that come then move the page away from under a click.
    form.addEventListener("input", (event) => event.target.matches(neutral) && hint(event.target));
    readWords();
    warn();
    showChecks();
  });
}
