/* A session's roll by key and scanner. Without it the same buttons send the form. */
(() => {
  "use strict";
  const form = document.querySelector("[data-roll]");
  if (!form) return;
  const rows = [...form.querySelectorAll("[data-roll-row]")];
  const scan = form.elements.pindai;
  const heard = document.getElementById("terdengar");
  const counts = form.querySelectorAll("[data-count]");
  const markFor = () => form.querySelector("[name=tandai]:checked").value;

  function tell(words) { heard.textContent = words; }

  function count() {
    const marked = rows.map((row) => row.querySelector("input:checked")?.value);
    counts.forEach((place) => { place.textContent = marked.filter((came) => came === place.dataset.count).length; });
    rows.forEach((row, index) => {
      const reason = row.querySelector("select");
      reason.hidden = marked[index] !== "excused";
      reason.required = marked[index] === "excused";
    });
  }

  function mark(row, came) {
    const choice = row.querySelector(`input[value="${came}"]`);
    choice.checked = true;
    choice.dispatchEvent(new Event("input", { bubbles: true }));
    count();
    tell(`${row.dataset.name}: ${choice.parentElement.textContent.trim()}`);
  }

  function meant(typed) {
    const plain = typed.trim().toLowerCase();
    const byCode = rows.filter((row) => row.dataset.code.toLowerCase() === plain || row.dataset.place === plain);
    if (byCode.length) return byCode[0];
    const byName = rows.filter((row) => plain && row.dataset.name.toLowerCase().startsWith(plain));
    return byName.length === 1 ? byName[0] : null;
  }

  form.addEventListener("change", count);

  scan.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (!scan.value.trim()) return;
    const row = meant(scan.value);
    if (row) {
      mark(row, markFor());
      const reason = markFor() === "excused" && row.querySelector("select");
      if (reason) reason.focus();
    } else {
      tell(scan.dataset.unknown);
    }
    scan.value = "";
  });

  /* From a reason back to the scanner; from row to row with the arrows; H, T and I mark the row one is in; Ctrl and Enter close. */
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[name=aksi][value=tutup]"));
      return;
    }
    const row = event.target.closest("[data-roll-row]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && event.target.matches("select")) { event.preventDefault(); scan.focus(); return; }
    if (!event.target.matches("input[type=radio]")) return;
    const key = row.querySelector(`[data-mark="${CSS.escape(event.key.toLowerCase())}"]`);
    if (key) { event.preventDefault(); mark(row, key.value); key.focus(); return; }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = step && rows[rows.indexOf(row) + step];
    if (!step) return;
    event.preventDefault();
    next?.querySelector("input:checked")?.focus();
  });

  form.querySelectorAll("[data-mark-all]").forEach((button) => button.addEventListener("click", (event) => {
    event.preventDefault();
    rows.forEach((row) => { row.querySelector(`input[value="${button.dataset.markAll}"]`).checked = true; });
    form.querySelector(`[name=tandai][value="${button.dataset.then}"]`).checked = true;
    count();
    tell(button.textContent.trim());
    scan.focus();
  }));

  count();
})();
