/*
 * What is typed in a form of the desk is kept in the browser until it is saved: whoever opens the form again is offered it, and
 * the server draws it without saving anything. Leaving a form with something unsaved asks. It is forgotten when the save
 * succeeded, at sign-out and after a week.
 */
"use strict";

{
  const SHELF = "desk-typed:";
  const SENT = "desk-sent";
  const MOST = 20;
  const WEEK = 7 * 24 * 3600 * 1000;
  const { user = "", saved } = document.currentScript.dataset;

  /* Storage may be forbidden or full: then nothing is kept, and nothing breaks. */
  const attempt = (work) => {
    try {
      return work();
    } catch {
      return null;
    }
  };

  /* ---- the shelf: {at, typed} for each form that somebody typed in, under the user, the address and a word of its own */

  const read = (key) => ({ ...attempt(() => JSON.parse(localStorage.getItem(key))), key });
  const shelf = (start) => attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(start)).map(read)) ?? [];
  const forget = (key) => attempt(() => localStorage.removeItem(key));

  const tidy = (most) => {
    const newest = shelf(SHELF).sort((one, other) => other.at - one.at);
    newest.filter(({ at }, index) => index >= most || !(Date.now() - at < WEEK)).forEach(({ key }) => forget(key));
  };

  const keep = (key, typed) =>
    attempt(() => {
      if (localStorage.getItem(key) === null) tidy(MOST - 1);
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), typed }));
    });

  /* ---- what this tab has sent: the page that follows knows what became of it */

  const send = (key) => attempt(() => sessionStorage.setItem(SENT, key));

  const received = () =>
    attempt(() => {
      const key = sessionStorage.getItem(SENT);
      sessionStorage.removeItem(SENT);
      return key;
    });

  /* ---- a form */

  const address = () => {
    const found = new URL(location.href);
    // Which list somebody came from makes no other form.
    found.searchParams.delete("_changelist_filters");
    return found.pathname + found.search;
  };

  /* As a browser would send it, but for what is not to lie about, and the rows that new ones are made of. */
  const typedIn = (form) => {
    const secret = new Set([...form.querySelectorAll("[type=password]")].map(({ name }) => name).concat("csrfmiddlewaretoken"));
    return [...new FormData(form)].filter(
      ([name, value]) => typeof value === "string" && !secret.has(name) && !name.includes("__prefix__"),
    );
  };

  const moment = (at) => {
    const day = new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "long" });
    return `${day}, ${new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`;
  };

  const show = (form, { key, at, typed }) => {
    const sender = Object.assign(document.createElement("form"), { method: "post", action: location.href, hidden: true });
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    for (const [name, value] of [...typed, ["csrfmiddlewaretoken", token], ["_typed", moment(at)]]) {
      sender.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    document.body.append(sender);
    send(key);
    sender.submit();
  };

  const offer = (place, form, entries) => {
    for (const entry of entries) {
      const line = document.createElement("p");
      const textContent = `You typed here on ${moment(entry.at)}, and did not save it.`;
      const button = (words, onclick) => Object.assign(document.createElement("button"), { type: "button", textContent: words, onclick });
      line.append(
        Object.assign(document.createElement("span"), { className: "offer", textContent }),
        button("Show it", () => show(form, entry)),
        button("Forget it", () => {
          forget(entry.key);
          line.remove();
          place.hidden = !place.children.length;
          document.getElementById("content-start").focus({ preventScroll: true });
        }),
      );
      place.append(line);
      place.hidden = false;
    }
  };

  /* A form that comes back is not saved yet, and goes on under the name that it was sent under. */
  const watch = (place, form, returned, sent) => {
    const here = `${SHELF}${user}:${address()}#`;
    const key = returned && sent?.startsWith(here) ? sent : here + Math.random().toString(36).slice(2);
    const before = JSON.stringify(typedIn(form));
    const changed = () => returned || JSON.stringify(typedIn(form)) !== before;
    let leaves = false;
    let waiting = 0;

    tidy(MOST);
    if (!returned) offer(place, form, shelf(here).sort((one, other) => other.at - one.at));

    const store = () => {
      clearTimeout(waiting);
      waiting = 0;
      if (changed()) keep(key, typedIn(form));
      else forget(key);
    };
    const soon = () => {
      leaves = false;
      clearTimeout(waiting);
      waiting = setTimeout(store, 400);
    };
    const leave = () => {
      store();
      leaves = true;
    };

    form.addEventListener("input", soon);
    // jQuery's events, since select2 tells of changes by these only.
    django.jQuery(form).on("change", soon);
    document.addEventListener("formset:added", soon);
    document.addEventListener("formset:removed", soon);
    form.addEventListener("submit", () => {
      leave();
      send(key);
    });
    document.getElementById("conflict-drop")?.addEventListener("click", () => {
      leave();
      forget(key);
    });
    addEventListener("pagehide", () => waiting && store());
    addEventListener("beforeunload", (event) => {
      // Where nobody has touched the page a browser does not ask, and complains of it.
      if (!leaves && navigator.userActivation?.hasBeenActive !== false && changed()) event.preventDefault();
    });
  };

  /* ---- */

  const begin = () => {
    const sent = received();
    const place = document.getElementById("desk-typing");
    const form = place?.closest("form");
    const returned = Boolean(form?.querySelector(".errornote"));
    const succeeded = saved !== undefined || document.querySelector(".messagelist .success");
    // What was sent at sign-out is the user's whole shelf.
    const isOut = sent?.endsWith(":") && !user;
    if (sent && isOut) shelf(sent).forEach(({ key }) => forget(key));
    else if (sent && succeeded && !returned) forget(sent);
    // Late, since the admin calls every list changed at first.
    if (form) django.jQuery(() => watch(place, form, returned, sent));
    document.addEventListener("submit", (event) => {
      if (event.target.matches("form[action$='/logout/']")) send(`${SHELF}${user}:`);
    });
  };

  // The page after a save in a window is closed before it is there.
  if (saved !== undefined) begin();
  else document.addEventListener("DOMContentLoaded", begin);
}
