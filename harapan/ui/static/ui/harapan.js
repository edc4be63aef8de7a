/* The little that pages cannot do by themselves. Without it everything still works, as plain links and forms. */
(() => {
  "use strict";
  const { staff, signIn } = document.body.dataset;
  const voice = document.getElementById("kabar");
  const SAME_PAGE = location.pathname + location.search;

  /* Says something to those who cannot see it appear. Emptied first, so that the same words are read twice. */
  function say(words) {
    voice.textContent = "";
    setTimeout(() => { voice.textContent = words; }, 50);
  }

  /* Puts a notice under the heading, for everybody. */
  function notice(words, kind, role) {
    const box = document.createElement("div");
    const line = document.createElement("p");
    box.className = `notice ${kind}`;
    box.setAttribute("role", role);
    line.textContent = words;
    box.append(line);
    document.getElementById("pesan")?.replaceChildren(box);
    return box;
  }

  function focusOn(element) {
    if (!element.matches("a, button, input, select, textarea, summary, [tabindex]")) element.tabIndex = -1;
    element.focus();
  }

  /* -- A form is sent once, however often it is pressed ------------------------------------------------------------ */

  const sending = new WeakSet();

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (sending.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    sending.add(form);
    if ("leaving" in form.dataset) sessionStorage.clear();
    markSent(form);
    const button = event.submitter;
    setTimeout(() => button?.setAttribute("aria-busy", "true"));
  }, true);

  function settled(form) {
    sending.delete(form);
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  }
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form").forEach(settled);
  });

  /* -- What was typed survives a session that ended ---------------------------------------------------------------- */

  const PREFIX = "isian:";
  const KEPT = "input:not([type=hidden], [type=password], [type=file], [type=submit], [autocomplete=one-time-code]), textarea, select";

  const worthKeeping = (form) => form.method === "post" && staff && !("forget" in form.dataset);
  const fieldsOf = (form) => [...form.elements].filter((field) => field.name && field.matches(KEPT));
  const keyOf = (form) => `${PREFIX}${staff}:${location.pathname}:${form.getAttribute("action") || ""}`;
  const read = (key) => { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } };
  const write = (key, entry) => { try { sessionStorage.setItem(key, JSON.stringify(entry)); } catch { /* full: typed text is then not kept */ } };
  const entries = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX)).map((key) => [key, read(key)]);

  function typed(form) {
    return fieldsOf(form).map((field) => [field.name, field.value, field.checked === true]);
  }

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && worthKeeping(form) && event.target.matches(KEPT)) {
      write(keyOf(form), { page: SAME_PAGE, typed: typed(form), sent: false });
    }
  });

  function markSent(form) {
    const entry = worthKeeping(form) && read(keyOf(form));
    if (entry) write(keyOf(form), { ...entry, sent: true });
  }

  function putBack(form, values) {
    let changed = false;
    const left = [...values];
    for (const field of fieldsOf(form)) {
      const choosing = field.type === "checkbox" || field.type === "radio";
      const place = left.findIndex(([name, value]) => name === field.name && (!choosing || value === field.value));
      if (place < 0) continue;
      const [[, value, checked]] = left.splice(place, 1);
      if (choosing ? field.checked !== checked : field.value !== value) {
        changed = true;
        if (choosing) field.checked = checked; else field.value = value;
      }
    }
    return changed;
  }

  function offerToForget(form, key) {
    const box = notice(voice.dataset.restored, "", "status");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.textContent = voice.dataset.forget;
    button.addEventListener("click", () => { sessionStorage.removeItem(key); form.reset(); box.remove(); focusOn(form.querySelector(KEPT)); });
    box.append(button);
  }

  /* After signing in one is back at the form. */
  function leadTo(form, page) {
    let next = form.elements.namedItem("next");
    if (!next) {
      next = Object.assign(document.createElement("input"), { type: "hidden", name: "next" });
      form.append(next);
    }
    next.value = page;
  }

  /* Whether the server has drawn this form again, with what was typed and what is wrong with it. */
  function drawnAgain(form) {
    return [...document.querySelectorAll(".error-summary")].some((summary) => !summary.closest("form") || form.contains(summary));
  }

  /* A page that somebody signed in sees after sending means that it arrived. The page for signing in, or one that says
     that something went wrong, means that it did not: then the text waits. */
  function rememberTyped() {
    const trouble = document.querySelector("[data-trouble]");
    if (!staff || trouble) {
      for (const [key, entry] of entries()) if (entry?.sent) write(key, { ...entry, sent: false });
      const latest = entries().map(([, entry]) => entry?.page).filter(Boolean).pop();
      const signing = !staff && latest && document.querySelector("input[type=password]")?.form;
      if (signing) leadTo(signing, latest);
      return;
    }
    for (const [key, entry] of entries()) {
      if (!entry || entry.sent || !key.startsWith(`${PREFIX}${staff}:`)) sessionStorage.removeItem(key);
    }
    for (const form of document.forms) {
      const entry = worthKeeping(form) && !drawnAgain(form) && read(keyOf(form));
      if (entry && putBack(form, entry.typed)) offerToForget(form, keyOf(form));
    }
  }

  /* -- Dialogs ----------------------------------------------------------------------------------------------------- */

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const closer = event.target.closest("dialog [data-close]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.dataset.dialog)?.showModal();
    } else if (closer) {
      event.preventDefault();
      closer.closest("dialog").close();
    } else if (event.target.matches("dialog[open]")) {
      event.target.close();
    }
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  /* On paper nothing can be unfolded. */
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("details.more:not([open])")];
    unfolded.forEach((details) => { details.open = true; });
  });
  window.addEventListener("afterprint", () => unfolded.forEach((details) => { details.open = false; }));

  /* -- One key leads to a field that names it, unless somebody is typing ------------------------------------------- */

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(`${KEPT}, [contenteditable]`)) return;
    const field = event.key.length === 1 && document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  /* -- Work by keyboard: J and K walk through a list of items, a letter presses what names it (data-key), in the item
        one is at; on a page that is no such list, wherever it stands --------------------------------------------------- */

  const TYPING = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key.length !== 1 || event.target.matches(TYPING)) return;
    const items = [...document.querySelectorAll("[data-item]")];
    const key = event.key.toLowerCase();
    const here = items.findIndex((item) => item.contains(document.activeElement));
    const step = { j: 1, k: -1 }[key];
    if (items.length > 1 && step) {
      event.preventDefault();
      const next = items[here < 0 ? 0 : Math.min(Math.max(here + step, 0), items.length - 1)];
      focusOn(next);
      next.scrollIntoView({ block: "nearest" });
      return;
    }
    const within = items.length > 1 ? items[here] : document;
    const button = within?.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  /* -- Parts of a page that are exchanged -------------------------------------------------------------------------- */

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    /* The session ended: a form for signing in does not belong into a part of a page. */
    const answered = detail.xhr.responseURL && new URL(detail.xhr.responseURL);
    if (answered && answered.pathname === signIn && location.pathname !== signIn) {
      detail.shouldSwap = false;
      location.assign(`${signIn}?next=${encodeURIComponent(SAME_PAGE)}`);
    }
  });
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    const part = detail.elt;
    const spoken = part.matches?.("[data-kabar]") ? part : part.querySelector?.("[data-kabar]");
    if (spoken) say(spoken.dataset.kabar);
    const errors = part.querySelector?.(".error-summary");
    if (errors) focusOn(errors);
    else if (document.activeElement === document.body && detail.requestConfig?.triggeringEvent) {
      focusOn(part.querySelector("h1, h2, h3, [tabindex]") || part);
    }
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const form = detail.elt.closest("form");
    if (!form) return;
    settled(form);
    if (detail.successful) sessionStorage.removeItem(keyOf(form));
  });
  document.addEventListener("htmx:sendError", () => notice(voice.dataset.failed, "bad", "alert"));
  document.addEventListener("htmx:responseError", ({ detail }) => {
    notice(detail.xhr.status >= 500 ? voice.dataset.failed : voice.dataset.refused, "bad", "alert");
  });

  rememberTyped();
  document.querySelector(".error-summary:not([data-still] *)")?.focus();
})();
