// Dialogs: opened by `data-open-dialog="id"`, and one question before what cannot simply be undone.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.openDialog);
    if (dialog) {
      event.preventDefault();
      if (dialog.id === "keys") import("./keys.js").then((keys) => keys.openHelp());
      else {
        dialog.showModal();
        // what is to be filled in comes before the button that closes
        dialog.querySelector(".dialog-body :is(input:not([type=hidden]), select, textarea)")?.focus();
      }
    }
    return;
  }
  if (event.target.closest("[data-close-dialog]")) event.target.closest("dialog")?.close();
  // a press on the ground around the dialog closes it
  if (event.target.matches?.("dialog[open]")) {
    const box = event.target.getBoundingClientRect();
    const inside =
      event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close("no");
  }
});

export function ask({ title, text, verb, harmful }) {
  const dialog = document.getElementById("confirm");
  if (!dialog) return Promise.resolve(window.confirm(text));
  dialog.querySelector("#confirm-title").textContent = title || "Are you sure?";
  dialog.querySelector("#confirm-text").textContent = text;
  dialog.querySelector("[data-yes]").textContent = verb || "Continue";
  dialog.querySelector("[data-yes]").className = `button ${harmful ? "danger" : "primary"}`;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

function question(element) {
  return {
    title: element.dataset.confirmTitle,
    text: element.dataset.confirm,
    verb: element.dataset.confirmVerb,
    harmful: element.matches(".danger") || Boolean(element.querySelector?.(".danger")),
  };
}

// Forms, and their buttons: data-confirm says what will be touched.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const asker = event.submitter?.dataset.confirm ? event.submitter : form.dataset.confirm ? form : null;
    if (!asker || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter;
    ask(question(asker)).then((yes) => {
      if (!yes) return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(submitter?.isConnected ? submitter : undefined);
      delete form.dataset.confirmed;
    });
  },
  true,
);

// The same question where htmx sends the request itself.
document.addEventListener("htmx:confirm", (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  const element = event.detail.elt;
  ask({ ...question(element), text: event.detail.question }).then((yes) => {
    if (yes) event.detail.issueRequest(true);
  });
});
