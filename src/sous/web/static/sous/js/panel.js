// The side panel: a list stays where it is while a detail with its own address is open beside it.
import { register } from "./keys.js";

let listAddress = "";
let listTitle = "";

export const panel = () => document.getElementById("panel");
export const isOpen = () => Boolean(panel()?.firstElementChild);

export function markOpenRow() {
  const path = isOpen() ? location.pathname : null;
  for (const row of document.querySelectorAll("tr:has(> * .row-link), .stack-item")) {
    const link = row.querySelector(".row-link");
    row.classList.toggle("is-open", path !== null && link?.pathname === path);
  }
}

export function close() {
  if (!isOpen()) return false;
  if (!listAddress) {
    // the page was loaded with its panel: the list is where the close link leads
    panel().querySelector("[data-panel-close]")?.click();
    return true;
  }
  const back = document.querySelector(".is-open .row-link");
  panel().replaceChildren();
  history.pushState({ htmx: true }, "", listAddress);
  document.title = listTitle;
  listAddress = "";
  markOpenRow();
  back?.focus({ preventScroll: true });
  return true;
}

// A page of its own closes too: back to where it was opened from, with its filters and its place;
// not into a form that was just sent.
const FORMS = /\/(rename|merge|split|group|move|new)$/;

function leave() {
  const link = document.querySelector("#content [data-panel-close], [data-leave]");
  if (!link?.checkVisibility?.() || isWritten()) return false;
  const from = document.referrer ? new URL(document.referrer) : location;
  const sent = from.pathname === location.pathname || FORMS.test(from.pathname);
  if (from.origin === location.origin && !sent) history.back();
  else link.click();
  return true;
}

function isWritten() {
  return [...document.querySelectorAll("#content form[method=post] :is(input, textarea):not([type=hidden])")].some(
    (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked,
  );
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target?.id === "panel" && !listAddress) {
    listAddress = location.href;
    listTitle = document.title;
  }
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "panel") return;
  panel().scrollTop = 0;
  // the address is pushed after settling
  setTimeout(markOpenRow);
  if (window.matchMedia("(max-width: 1000px)").matches) panel().focus({ preventScroll: true });
});

document.addEventListener("htmx:historyRestore", markOpenRow);

document.addEventListener(
  "click",
  (event) => {
    const closer = event.target.closest("[data-panel-close]");
    if (closer && closer.closest("#panel") && listAddress && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      close();
      return;
    }
    // a new tab is the reader's wish, not ours
    const link = event.target.closest("a[hx-get]");
    if (link && (event.ctrlKey || event.metaKey || event.shiftKey || event.button === 1)) {
      event.stopPropagation();
    }
  },
  true,
);

register({
  keys: ["Escape"],
  label: "Close the panel or the page, or let go of what is ticked",
  typing: true,
  run: (event) => {
    if (document.querySelector("dialog[open]")) return false;
    if (event.target.matches?.("input, textarea, select") && event.target.type !== "checkbox") {
      event.target.blur();
      return true;
    }
    if (close()) return true;
    const reset = document.querySelector("[data-bulk] [type=reset]");
    if (reset?.checkVisibility?.()) reset.click();
    else leave();
    return true;
  },
});
