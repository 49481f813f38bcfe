// Moving through a list by key, and ticking its rows.
import { register } from "./keys.js";
import { isOpen } from "./panel.js";

const ROWS = "#content tr:has(> * .row-link), #content .stack-item:has(.row-link, .row-select)";
let opening = 0;

// what a row leads to; a quote is no link itself, but has one
const linkOf = (row) => row.querySelector(".row-link") ?? row.querySelector("a.ref");
const rows = () => [...document.querySelectorAll(ROWS)].filter((row) => row.checkVisibility?.());

function current(all) {
  const focused = document.activeElement?.closest?.("tr, .stack-item");
  const at = all.indexOf(focused);
  if (at >= 0) return at;
  return all.findIndex((row) => row.matches(".is-open, .is-current"));
}

function move(step) {
  const all = rows();
  if (!all.length) return false;
  const at = current(all);
  const next = Math.min(all.length - 1, Math.max(0, at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step));
  for (const row of all) row.classList.toggle("is-current", row === all[next]);
  const link = linkOf(all[next]);
  link?.focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
  // an open panel follows the cursor, once it rests
  if (isOpen() && link?.hasAttribute("hx-get") && next !== at) {
    clearTimeout(opening);
    opening = setTimeout(() => link.click(), 150);
  }
  return true;
}

register({ keys: ["j", "ArrowDown"], label: "Next row", group: "Lists", run: (event) => onlyInLists(event) && move(1) });
register({ keys: ["k", "ArrowUp"], label: "Previous row", group: "Lists", run: (event) => onlyInLists(event) && move(-1) });
register({
  keys: ["Enter"],
  label: "Open the row",
  group: "Lists",
  run: (event) => {
    if (event.target.closest("a, button, input, summary, [tabindex='0']")) return false;
    const row = document.querySelector(".is-current");
    const link = row && linkOf(row);
    if (!link) return false;
    link.click();
    return true;
  },
});
register({
  keys: ["x"],
  label: "Tick the row",
  group: "Lists",
  run: () => {
    const all = rows();
    const box = all[current(all)]?.querySelector(".row-select");
    if (!box) return false;
    box.click();
    return true;
  },
});

// The arrows scroll the page unless the reader stands in a list.
function onlyInLists(event) {
  return !event.key.startsWith("Arrow") || Boolean(event.target.closest?.("tr:has(.row-link), .stack-item"));
}

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("#content tr, #content .stack-item");
  if (!row) return;
  for (const other of document.querySelectorAll(".is-current")) other.classList.toggle("is-current", other === row);
});

// ---- coming back to a list, one stands where one left it ----
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#content .row-link, #content .stack-item a.ref");
  if (link) sessionStorage.setItem(`left ${location.pathname}`, link.pathname);
});
const left = sessionStorage.getItem(`left ${location.pathname}`);
if (left && performance.getEntriesByType("navigation")[0]?.type === "back_forward") {
  rows().map(linkOf).find((link) => link?.pathname === left)?.focus({ preventScroll: true });
}

// ---- ticking ----
let lastTicked = null;

function boxes(scope) {
  return [...scope.querySelectorAll(".row-select")].filter((box) => !box.disabled);
}

export function countTicked(scope = document) {
  for (const bar of scope.querySelectorAll("[data-bulk]")) {
    const holder = bar.closest("form") ?? document;
    const all = boxes(holder);
    const ticked = all.filter((box) => box.checked).length;
    bar.classList.toggle("shown", ticked > 0);
    bar.querySelector("[data-bulk-count]").textContent = `${ticked} ticked`;
    const whole = holder.querySelector("[data-pick-all]");
    if (whole) {
      whole.checked = ticked > 0 && ticked === all.length;
      whole.indeterminate = ticked > 0 && ticked < all.length;
    }
  }
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.(".row-select");
  if (!box) return;
  const scope = box.closest("table, form") ?? document;
  if (event.shiftKey && lastTicked?.isConnected) {
    const all = boxes(scope);
    const [from, to] = [all.indexOf(lastTicked), all.indexOf(box)].sort((a, b) => a - b);
    for (const other of all.slice(from, to + 1)) other.checked = box.checked;
  }
  lastTicked = box;
  countTicked();
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-pick-all]")) return;
  for (const box of boxes(event.target.closest("table") ?? document)) box.checked = event.target.checked;
  countTicked();
});
document.addEventListener("reset", () => setTimeout(countTicked));
document.addEventListener("htmx:afterSettle", () => countTicked());
countTicked();

// ---- the order a list was last read in comes back with the next visit ----
document.addEventListener("click", (event) => {
  const sort = event.target.closest?.("a.sort");
  if (sort) {
    const order = new URL(sort.href).searchParams.get("sort");
    if (order) localStorage.setItem(`sort ${sort.pathname}`, order);
    return;
  }
  const place = event.target.closest?.(".rail-item[href], .bottom-item[href]");
  const order = place && localStorage.getItem(`sort ${place.pathname}`);
  if (order && !place.search) place.search = new URLSearchParams({ sort: order }).toString();
});
