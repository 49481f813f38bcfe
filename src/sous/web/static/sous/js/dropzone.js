// A dropzone is a file input first; this says what was chosen, and takes pasted files and text.

function zoneOf(target) {
  return target.closest?.("[data-dropzone]");
}

function size(bytes) {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function tell(zone) {
  const files = [...(zone.querySelector("input[type=file]")?.files ?? [])];
  const words = files.map((file) => `${file.name}, ${size(file.size)}`);
  zone.querySelector("[data-chosen]").textContent = words.join("; ");
}

for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => zoneOf(event.target)?.classList.add("over"));
}
for (const kind of ["dragleave", "drop"]) {
  document.addEventListener(kind, (event) => zoneOf(event.target)?.classList.remove("over"));
}
document.addEventListener("change", (event) => {
  const zone = zoneOf(event.target);
  if (!zone) return;
  tell(zone);
  const form = zone.closest("form[data-send-when-chosen]");
  if (form && event.target.files.length) form.requestSubmit();
});

document.addEventListener("paste", (event) => {
  if (event.target.closest?.("input:not([type=file]), textarea")) return;
  const zone = document.querySelector("[data-dropzone]");
  if (!zone) return;
  const input = zone.querySelector("input[type=file]");
  if (event.clipboardData.files.length) {
    input.files = event.clipboardData.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return;
  }
  const box = zone.dataset.paste && document.querySelector(zone.dataset.paste);
  const text = event.clipboardData.getData("text/plain");
  if (!box || !text) return;
  event.preventDefault();
  box.closest("details")?.setAttribute("open", "");
  box.value = text;
  box.focus();
});
