// Cmd/Ctrl-K: go to a page by its name at once; what the server finds comes below it.
import { register } from "./keys.js";

const dialog = () => document.getElementById("palette");
const field = () => document.getElementById("palette-q");
let at = 0;

export function open() {
  if (!dialog() || dialog().open) return;
  document.getElementById("palette-found")?.replaceChildren();
  field().value = "";
  filter();
  dialog().showModal();
  field().focus();
}

const options = () => [...dialog().querySelectorAll("[role=option]")].filter((option) => !option.hidden);

function mark(index) {
  const all = options();
  at = all.length ? (index + all.length) % all.length : 0;
  all.forEach((option, i) => {
    option.classList.toggle("is-current", i === at);
    option.setAttribute("aria-selected", String(i === at));
    if (!option.id) option.id = `palette-option-${i}`;
  });
  if (all[at]) {
    field().setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  } else field().removeAttribute("aria-activedescendant");
}

function filter() {
  const typed = field().value.trim().toLowerCase();
  for (const option of dialog().querySelectorAll("[data-words]")) {
    const words = option.dataset.words.split(/\s+/);
    option.hidden = Boolean(typed) && !words.some((word) => word.startsWith(typed)) && !option.dataset.words.includes(typed);
  }
  const everything = document.getElementById("palette-everything");
  if (everything) {
    everything.hidden = !typed;
    everything.href = `${everything.dataset.search}?q=${encodeURIComponent(field().value.trim())}`;
    everything.querySelector("[data-typed]").textContent = `“${field().value.trim()}”`;
  }
  if (!typed) document.getElementById("palette-found")?.replaceChildren();
  mark(0);
}

register({ keys: ["mod+k"], label: "Go to or find anything", typing: true, run: open });
document.addEventListener("sous:palette", open);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open-palette]")) {
    event.preventDefault();
    open();
  }
});

document.addEventListener("input", (event) => {
  if (event.target === field()) filter();
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id === "palette-found") mark(0);
});
document.addEventListener("keydown", (event) => {
  if (event.target !== field() || !field()) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    mark(at + (event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "Enter") {
    const chosen = options()[at];
    if (chosen) {
      event.preventDefault();
      dialog().close();
      chosen.click();
    } else if (!field().form.getAttribute("action")) event.preventDefault();
  } else if (event.key === "Escape") {
    event.preventDefault();
    dialog().close();
  }
});
