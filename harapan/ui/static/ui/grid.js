/* A sheet of small numbers by keyboard: arrows and Enter walk, digits type over what stands there, a block copied from
   a spreadsheet is pasted, Ctrl+Enter sends. What was typed waits on this device until it is sent. Without this file
   the same sheet is a plain form.

   form[data-sheet="key"]   the sheet; `key` names what it is about. With data-forget, so that harapan.js leaves it to us
     [data-days]            the field with the days that were open; without it no share is worked out
     [data-row]             one person: [data-cell] are its fields, in the order of the columns
     [data-cell][data-beside] is a measurement beside them, with decimals: it makes nobody absent
     [data-share], [data-came]   where a person's share and days present are shown
     [data-count="below"]   how many are below data-line per cent; "typed": how many are not as they were drawn;
                            "beside": how many have a measurement
     [data-find]            a number of the list or the beginning of a name, and Enter leads there
     [data-told]            where what happened is said, aloud and to be read
   [data-sheet-sent="key"]  on the page that says it arrived: what waited is thrown away */
(() => {
  "use strict";
  const PREFIX = "lembar:";
  const OLDEST = 30 * 24 * 3600 * 1000;
  const { staff = "" } = document.body.dataset;
  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const write = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } };
  const keyOf = (about) => `${PREFIX}${staff}:${about}`;

  document.querySelectorAll("[data-sheet-sent]").forEach((place) => localStorage.removeItem(keyOf(place.dataset.sheetSent)));

  const form = document.querySelector("form[data-sheet]");
  if (!form || !staff) return;
  const rows = [...form.querySelectorAll("[data-row]")];
  const cells = rows.map((row) => [...row.querySelectorAll("[data-cell]")]);
  const fields = [...form.elements].filter((field) => field.name && field.matches("input:not([type=hidden], [type=file]), select, textarea"));
  const days = form.querySelector("[data-days]");
  const find = form.querySelector("[data-find]");
  const told = form.querySelector("[data-told]");
  const line = Number(form.dataset.line);
  const key = keyOf(form.dataset.sheet);
  const valueOf = (field) => (field.type === "checkbox" || field.type === "radio" ? field.checked : field.value);
  const whole = (text) => (/^\d{1,3}$/.test(text.trim()) ? Number(text) : text.trim() === "" ? 0 : NaN);
  const isBeside = (cell) => "beside" in cell.dataset;
  const decimal = (text) => (/^\d{1,3}([.,]\d{1,3})?$/.test(text.trim()) ? text.trim() : text.trim() === "" ? "" : NaN);
  const tell = (words) => { if (told) told.textContent = words; };

  /* -- What it comes to; the server works it out again ------------------------------------------------------------- */

  function worked(row, index, open) {
    const [unexcused, ...excused] = cells[index].map((cell) => whole(cell.value));
    const missed = excused.reduce((sum, one) => sum + one, unexcused);
    const wrong = Number.isNaN(missed) || missed > open;
    const share = row.querySelector("[data-share]");
    const came = row.querySelector("[data-came]");
    const tenths = open > 0 ? Math.floor(((open - unexcused) * 1000) / open) : 0;
    const below = !wrong && open > 0 && (open - unexcused) * 100 < open * line;
    if (came) came.textContent = open > 0 && !wrong ? open - missed : "–";
    if (share) share.textContent = open > 0 && !wrong ? `${Math.floor(tenths / 10)}${form.dataset.decimal}${tenths % 10} %` : "–";
    row.classList.toggle("below", below);
    row.classList.toggle("impossible", open > 0 && wrong);
    cells[index].forEach((cell) => { if (open > 0 && wrong) cell.setAttribute("aria-invalid", "true"); else cell.removeAttribute("aria-invalid"); });
    return below;
  }

  function count() {
    const open = days ? whole(days.value) || 0 : 0;
    const below = days ? rows.filter((row, index) => worked(row, index, open)).length : 0;
    const typed = cells.filter((some) => some.some((cell) => !isBeside(cell) && (valueOf(cell) !== cell.defaultValue || (cell.value && cell.value !== "0")))).length;
    const beside = cells.filter((some) => some.some((cell) => isBeside(cell) && cell.inputMode === "decimal" && cell.value)).length;
    const counted = { below, typed, beside };
    form.querySelectorAll("[data-count]").forEach((place) => { place.textContent = counted[place.dataset.count]; });
  }

  /* -- Drafts ------------------------------------------------------------------------------------------------------ */

  const drawn = JSON.stringify(fields.map(valueOf));

  function keep() {
    const typed = fields.map((field) => [field.name, field.value, field.checked === true]);
    if (JSON.stringify(fields.map(valueOf)) === drawn) localStorage.removeItem(key);
    else if (!write(key, { at: Date.now(), typed })) return;
    const saved = form.querySelector("[data-saved]");
    if (saved) saved.textContent = saved.dataset.saved;
  }

  function putBack(typed) {
    let changed = false;
    for (const [name, value, checked] of typed) {
      for (const field of fields.filter((one) => one.name === name)) {
        const choosing = field.type === "checkbox" || field.type === "radio";
        if (choosing && field.value !== value) continue;
        if (choosing ? field.checked === checked : field.value === value) continue;
        if (choosing) field.checked = checked; else field.value = value;
        changed = true;
      }
    }
    return changed;
  }

  function takeUp() {
    for (const one of Object.keys(localStorage)) {
      if (one.startsWith(PREFIX) && Date.now() - (read(one)?.at || 0) > OLDEST) localStorage.removeItem(one);
    }
    const draft = read(key);
    const notice = form.querySelector("[data-draft]");
    if (!draft || "fresh" in form.dataset || !putBack(draft.typed) || !notice) return;
    notice.hidden = false;
    notice.querySelector("button").addEventListener("click", () => {
      localStorage.removeItem(key);
      form.reset();
      notice.hidden = true;
      count();
      (days || cells[0]?.[0])?.focus();
    });
  }

  /* -- Keys -------------------------------------------------------------------------------------------------------- */

  function go(place, column) {
    const cell = cells[place]?.[Math.min(column, cells[place].length - 1)];
    if (!cell) return;
    cell.focus();
    cell.select?.();
  }

  function placeOf(cell) {
    const place = cells.findIndex((some) => some.includes(cell));
    return [place, place < 0 ? -1 : cells[place].indexOf(cell)];
  }

  function atEdge(cell, step) {
    if (!("selectionStart" in cell) || cell.selectionStart === null) return true;
    const all = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    return all || (step < 0 ? cell.selectionEnd === 0 : cell.selectionStart === cell.value.length);
  }

  function found(typed) {
    const plain = typed.trim().toLowerCase();
    if (!plain) return -1;
    const exact = rows.findIndex((row) => row.dataset.row === plain);
    if (exact >= 0) return exact;
    const named = rows.map((row, index) => [row.dataset.name.toLowerCase(), index]).filter(([name]) => name.startsWith(plain) || name.includes(` ${plain}`));
    return named.length === 1 ? named[0][1] : -1;
  }

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-send]"));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === find && event.key === "Enter") {
      event.preventDefault();
      const place = found(find.value);
      if (place < 0) { tell(find.dataset.unknown); find.select(); return; }
      find.value = "";
      tell(rows[place].dataset.name);
      go(place, 0);
      return;
    }
    if (event.target === days && (event.key === "Enter" || event.key === "ArrowDown")) {
      event.preventDefault();
      if (find && event.key === "Enter") find.focus(); else go(0, 0);
      return;
    }
    const [place, column] = placeOf(event.target);
    if (place < 0) return;
    if (find && (event.key === "Escape" || event.key === "/")) { event.preventDefault(); find.focus(); return; }
    const choosing = event.target.matches("select");
    if (event.key === "Enter" || (!choosing && event.key === "ArrowDown")) { event.preventDefault(); go(place + 1, column); return; }
    if (!choosing && event.key === "ArrowUp") { event.preventDefault(); go(place - 1, column); return; }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !atEdge(event.target, step)) return;
    event.preventDefault();
    if (cells[place][column + step]) go(place, column + step);
  });

  form.addEventListener("reset", () => { localStorage.removeItem(key); setTimeout(count); });
  form.addEventListener("focusin", (event) => { if (event.target === days || event.target.matches("[data-cell]")) event.target.select?.(); });
  form.addEventListener("input", () => { count(); keep(); });
  form.addEventListener("change", () => { count(); keep(); });

  /* -- A block from a spreadsheet ---------------------------------------------------------------------------------- */

  form.addEventListener("paste", (event) => {
    const [place, column] = placeOf(event.target);
    const text = event.clipboardData?.getData("text/plain") || "";
    if (place < 0 || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const block = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((one) => one.split("\t"));
    let filled = 0;
    let odd = 0;
    block.forEach((typed, down) => typed.forEach((value, right) => {
      const cell = cells[place + down]?.[column + right];
      const plain = value.replace(/^[-–]$/, "");
      const number = cell && isBeside(cell) ? decimal(plain) : whole(plain);
      if (!cell || Number.isNaN(number)) { if (value.trim()) odd += 1; return; }
      cell.value = number || "";
      filled += 1;
    }));
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
    if (told) tell(`${filled} ${told.dataset.pasted}${odd ? ` ${odd} ${told.dataset.odd}` : ""}`);
  });

  takeUp();
  count();
  if (document.activeElement === days) days.select?.();
})();
