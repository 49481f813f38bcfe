// The inbox by keyboard: a triage key without a tick means the row one stands on, menus open by
// key, and the cursor stays where it was when the list comes back shorter. And: selecting words.

const TRIAGE = ["e", "r", "!", "a", "t"];
let place = -1;

const form = () => document.querySelector("[data-inbox]");
const rows = () => [...(form()?.querySelectorAll("tr:has(.row-link)") ?? [])];
const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");

document.addEventListener(
  "keydown",
  (event) => {
    if (!TRIAGE.includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (document.querySelector("#panel > *") || !form()) return;
    if (form().querySelector(".row-select:checked")) return;
    form().querySelector("tr.is-current .row-select")?.click();
  },
  true,
);

// a menu with a key opens, and its first field or line takes the focus
document.addEventListener("click", (event) => {
  if (!event.target.matches?.("details[data-key]")) return;
  event.target.open = true;
  event.target.querySelector(".menu-list :is(input:not([type=hidden]), button, a)")?.focus();
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target?.id !== "list") return;
  place = rows().findIndex((row) => row.matches(".is-current, .is-open"));
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "list" || place < 0) return;
  const all = rows();
  const row = all[Math.min(place, all.length - 1)];
  place = -1;
  if (!row) return;
  row.classList.add("is-current");
  if (!document.querySelector("#panel > *")) row.querySelector(".row-link").focus({ preventScroll: true });
});

// ---- "Quote this": the selected words of the item ----
function selected() {
  const choice = getSelection();
  const words = document.querySelector("[data-quotable]");
  if (!words || !choice || choice.isCollapsed || !choice.rangeCount) return null;
  const range = choice.getRangeAt(0);
  if (!words.contains(range.startContainer) || !words.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(words);
  before.setEnd(range.startContainer, range.startOffset);
  return { text: range.toString(), before: before.toString() };
}

document.addEventListener("selectionchange", () => {
  const holder = document.querySelector("[data-quote-form]");
  if (!holder) return;
  const found = selected();
  holder.classList.toggle("ready", Boolean(found?.text.trim()));
  if (!found?.text.trim()) return;
  const words = found.text.trim();
  holder.querySelector("[name=words]").value = words;
  holder.querySelector("[name=nth]").value = String(found.before.split(words).length - 1);
});
// pressing the button must not lose the selection before the form is sent
document.addEventListener("pointerdown", (event) => {
  if (event.target.closest?.("[data-quote-form] button")) event.preventDefault();
});
