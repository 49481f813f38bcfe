// Small helps for forms: send on change, copy, choose colours, land on the first error.
import { say } from "./toasts.js";

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-autosubmit]");
  if (form) form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = button.dataset.copy ? document.querySelector(button.dataset.copy) : button.previousElementSibling;
  navigator.clipboard?.writeText((source?.value ?? source?.textContent ?? "").trim()).then(() => say("Copied", "success"));
});

// Twice pressed is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.target) return;
  setTimeout(() => {
    for (const button of form.querySelectorAll("[type=submit]")) {
      button.disabled = true;
      setTimeout(() => (button.disabled = false), 5000);
    }
  });
});
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("form[method=post] [type=submit]:disabled:not([data-off])")) button.disabled = false;
});

// Colours change without loading the page; the server keeps the cookie.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-scheme-form]") || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  const body = new FormData(form, event.submitter);
  fetch(form.action, { method: "POST", body, redirect: "manual" }).then(() => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    const meta = document.querySelector("meta[name=color-scheme]");
    if (meta) meta.content = theme === "system" ? "light dark" : theme;
    for (const button of document.querySelectorAll("[data-scheme-form] [name=scheme]")) {
      button.setAttribute("aria-pressed", String(button.value === theme));
    }
  });
});

function landOnError(scope) {
  scope.querySelector?.("[data-focus]")?.focus();
}
document.addEventListener("htmx:afterSettle", (event) => landOnError(event.target));
landOnError(document);
