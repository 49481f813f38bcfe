// Toasts leave by themselves, later when they can be undone, never while someone is at them, and an
// error never.

const STAY = 6000;
const STAY_WITH_UNDO = 15000;

function watch(toast) {
  if (toast.dataset.watched) return;
  toast.dataset.watched = "yes";
  if (toast.classList.contains("error")) return;
  const stay = toast.querySelector("form") ? STAY_WITH_UNDO : STAY;
  let timer = setTimeout(leave, stay);
  function leave() {
    if (toast.matches(":hover, :focus-within")) timer = setTimeout(leave, 2000);
    else toast.remove();
  }
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => (timer = setTimeout(leave, 2000)));
}

function watchAll() {
  for (const toast of document.querySelectorAll("[data-toast]")) watch(toast);
}

export function say(text, level = "info") {
  const toast = document.createElement("div");
  toast.className = `toast ${level}`;
  toast.dataset.toast = "";
  const words = document.createElement("span");
  words.textContent = text;
  toast.append(words);
  document.getElementById("toasts")?.append(toast);
  watch(toast);
}

document.addEventListener("click", (event) => {
  event.target.closest("[data-dismiss]")?.closest("[data-toast]")?.remove();
});
document.addEventListener("htmx:afterSettle", watchAll);
document.addEventListener("htmx:oobAfterSwap", watchAll);

// What the network does to a partial must not pass in silence.
document.addEventListener("htmx:sendError", () => {
  say("Sous cannot be reached. Nothing was changed; try again in a moment.", "error");
});
// A refusal that brings its own words is shown; so is a form with its errors.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 422 || (xhr.status >= 400 && xhr.getResponseHeader("HX-Retarget"))) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  const words = {
    403: "You may not do this. Ask an owner for the role it needs.",
    404: "This is no longer here. It may have been moved or deleted.",
    409: "Someone changed this meanwhile. Load the page again to see it.",
  };
  say(words[status] ?? "Something went wrong on the server. Nothing was changed.", "error");
});
watchAll();
