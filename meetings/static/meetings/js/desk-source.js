/*
 * The pasted text of the sources beside the form of a meeting: numbered paragraphs, each a button that cites it in the row
 * somebody is in. Arrow down leads there from the field of the locators, Escape back. Without this file they are typed.
 */
"use strict";

{
  const group = () => document.getElementById("citations-group");
  const live = (prefix) => [...document.querySelectorAll(`#${prefix}-group .inline-related:not(.empty-form)`)];
  const within = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const base = location.pathname.replace(/\/meeting\/.*$/, "/meeting/");
  const texts = new Map();
  let shown = 1;
  let target = null;
  let panel;

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  /* ---- what is cited: "par. 5, 7" in a source's own row, "1 par. 5, 7; 2 silent" in a claim's */

  const numbersIn = (locator) => {
    const found = new Set();
    for (const [, list] of locator.matchAll(/par(?:as?|s)?\.?\s*([\d\s,–-]+)/giu)) {
      for (const part of list.split(",")) {
        const [from, to = from] = part.split(/[–-]/u).map((text) => parseInt(text, 10));
        for (let number = from; number <= Math.min(to, from + 200); number += 1) found.add(number);
      }
    }
    return found;
  };

  const entries = (text) => text.split(";").map((entry) => entry.trim()).filter(Boolean);
  const isOf = (entry, source) => entry.match(/^\d+/u)?.[0] === String(source);

  const uses = () => {
    const found = new Map();
    const note = (number, what) => found.set(number, [...(found.get(number) ?? []), what]);
    const own = live("citations")[shown - 1];
    if (own) numbersIn(within(own, "locator").value).forEach((number) => note(number, "the meeting"));
    live("claims").forEach((row, index) => {
      for (const entry of entries(within(row, "cited").value)) {
        if (isOf(entry, shown)) numbersIn(entry).forEach((number) => note(number, `claim ${index + 1}`));
      }
    });
    return found;
  };

  const toggled = (locator, number) => {
    const numbers = numbersIn(locator);
    // What is more than a list of paragraphs stays as it was typed.
    if (locator && !/^par\. [\d, –-]+$/u.test(locator)) return numbers.has(number) ? locator : `${locator}, par. ${number}`;
    if (!numbers.delete(number)) numbers.add(number);
    const list = [...numbers].sort((one, other) => one - other).join(", ");
    return list && `par. ${list}`;
  };

  const cite = (number) => {
    const claim = target && live("claims").includes(target) ? target : null;
    const field = claim ? within(claim, "cited") : within(live("citations")[shown - 1], "locator");
    if (claim) {
      const all = entries(field.value);
      const place = all.findIndex((entry) => isOf(entry, shown));
      const rest = place < 0 ? "" : all[place].replace(/^\d+\s*/u, "");
      const locator = toggled(rest, number);
      // The last paragraph that is taken away takes the source with it, as the first one brought it.
      all.splice(place < 0 ? all.length : place, 1, ...(locator ? [`${shown} ${locator}`] : []));
      field.value = all.join("; ");
    } else {
      field.value = toggled(field.value.trim(), number);
    }
    field.dispatchEvent(new Event("change", { bubbles: true }));
    mark();
  };

  /* ---- drawing */

  const mark = () => {
    const found = uses();
    const claim = target && live("claims").includes(target) ? target : null;
    const here = new Set();
    if (claim) {
      entries(within(claim, "cited").value)
        .filter((entry) => isOf(entry, shown))
        .forEach((entry) => numbersIn(entry).forEach((number) => here.add(number)));
    }
    const items = [...panel.querySelectorAll("li")];
    items.forEach((item, index) => {
      const used = found.get(index + 1) ?? [];
      item.className = here.has(index + 1) ? "here" : used.length ? "used" : "";
      const words = used.length ? [...new Set(used)].join(", ") : "not cited yet";
      // Only what differs is written: a text that is written anew is read out anew.
      if (item.lastChild.textContent !== words) item.lastChild.textContent = words;
    });
    const say = panel.querySelector(".progress");
    if (!say || !items.length) return;
    const where = claim ? `claim ${live("claims").indexOf(claim) + 1}` : `the row of source ${shown}`;
    const cited = [...found.keys()].filter((number) => number <= items.length).length;
    const text = `${cited} of ${items.length} paragraphs cited. A number cites its paragraph in ${where}.`;
    if (say.firstChild.textContent !== text) say.firstChild.textContent = text;
  };

  const read = async (source) => {
    if (!texts.has(source)) {
      const answer = await fetch(`${base}paragraphs/?${new URLSearchParams({ source })}`);
      if (!answer.ok) return null;
      texts.set(source, await answer.json());
    }
    return texts.get(source);
  };

  const draw = async () => {
    const sources = live("citations").map((row) => within(row, "source").value);
    shown = Math.min(Math.max(shown, 1), Math.max(sources.length, 1));
    const chosen = sources[shown - 1];
    const found = chosen ? await read(chosen) : null;
    panel.hidden = !sources.some(Boolean);
    if (panel.hidden) return;
    const tabs = sources.map((source, index) => {
      const tab = element("button", { type: "button", textContent: index + 1, disabled: !source });
      tab.setAttribute("aria-pressed", String(index + 1 === shown));
      tab.setAttribute("aria-label", `Source ${index + 1}`);
      tab.addEventListener("click", async () => {
        shown = index + 1;
        await draw();
        panel.querySelector("[aria-pressed=true]").focus();
      });
      return tab;
    });
    const head = element("div", { className: "tabs" }, element("span", { textContent: "Source" }), ...tabs);
    const body = [];
    if (found) {
      const link = element("a", { href: found.address, target: "_blank", textContent: found.title });
      body.push(element("h2", {}, link));
      if (found.paragraphs.length) {
        const list = element("ol");
        found.paragraphs.forEach((text, index) => {
          const button = element("button", { type: "button", textContent: index + 1 });
          button.setAttribute("aria-label", `Cite paragraph ${index + 1}`);
          button.addEventListener("click", () => cite(index + 1));
          list.append(element("li", {}, button, element("p", { textContent: text, dir: "auto" }), element("small")));
        });
        const keys = element("small", { textContent: "Arrow down in the field of the locator leads here, Escape back." });
        body.push(element("p", { className: "progress" }, "", keys), list);
      } else {
        body.push(element("p", { className: "progress", textContent: "No text of it is on file: paste it into the source to see it here." }));
      }
    }
    panel.replaceChildren(head, ...body);
    mark();
  };

  /* ---- from the keyboard: down from the field into the paragraphs, up and down among them, and back */

  const locatorOf = (row) => within(row, "cited") ?? within(row, "locator");

  const enter = (event) => {
    const field = event.target;
    if (event.key !== "ArrowDown" || !target || field !== locatorOf(target)) return;
    const to = ["li.here", "li.used:not(:has(~ .used)) + li", "li"].map((which) => panel.querySelector(`${which} button`)).find(Boolean);
    if (!to || panel.hidden) return;
    event.preventDefault();
    to.focus();
  };

  const walk = (event) => {
    const item = event.target.closest("li");
    const next = { ArrowDown: item?.nextElementSibling, ArrowUp: item?.previousElementSibling }[event.key];
    if (next) next.querySelector("button").focus();
    else if (event.key === "Escape" && target?.isConnected) locatorOf(target)?.focus();
    else return;
    event.preventDefault();
  };

  /* The paragraph that a row cites is in sight when somebody comes to the row; the page itself does not move. */
  const reveal = () => {
    const item = panel.querySelector("li.here");
    if (item) panel.scrollTop = item.offsetTop - panel.clientHeight / 3;
  };

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("meeting_form");
    if (!form || !group() || !document.querySelector("#citations-group .add-row, #citations-group [name$='-locator']")) return;
    panel = element("aside", { id: "desk-source", hidden: true });
    panel.setAttribute("aria-label", "Text of the sources");
    form.after(panel);
    form.addEventListener("focusin", (event) => {
      const row = event.target.closest(".inline-related");
      if (!row || row === target) return;
      target = row;
      const number = live("citations").indexOf(row) + 1;
      if (number && number !== shown) {
        shown = number;
        draw();
      } else {
        mark();
        reveal();
      }
    });
    form.addEventListener("keydown", enter);
    panel.addEventListener("keydown", walk);
    form.addEventListener("input", mark);
    // jQuery's events, since select2 tells of changes by these only; late, since the admin calls every list changed at first.
    django.jQuery(() =>
      django.jQuery(document).on("change", "#citations-group [name$='-source']", (event) => {
        // It may be the same source with another text, from the window beside this one.
        texts.delete(event.target.value);
        shown = live("citations").indexOf(event.target.closest(".inline-related")) + 1;
        draw();
      }),
    );
    document.addEventListener("formset:removed", draw);
    draw();
  });
}
