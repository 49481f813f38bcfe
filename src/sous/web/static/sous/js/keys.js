// One registry of keys. The help dialog is made out of it, so it cannot lie.
//
// Three sources: keys registered by the modules, `data-key="e"` on anything that can be pressed,
// and `data-go="i"` on links of the rail (typed as "g i").

const registered = [];
let waitingForGo = 0;

export function register({ keys, label, group = "Everywhere", run, typing = false }) {
  registered.push({ keys, label, group, run, typing });
}

export function shown(element) {
  return Boolean(element && element.checkVisibility?.() && !element.disabled);
}

function isTyping(target) {
  return Boolean(
    target.closest?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]"),
  );
}

function nameOf(event) {
  const base = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return (event.metaKey || event.ctrlKey ? "mod+" : "") + base;
}

function pressable(key) {
  const all = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  const here = all.filter((element) => shown(element) || element.closest("details:not([open])"));
  return here.find((element) => element.closest("#panel")) ?? here[0];
}

function press(element) {
  if (element.matches("input:not([type=checkbox], [type=radio]), textarea, select")) element.focus();
  else element.click();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const name = nameOf(event);
  const typing = isTyping(event.target);
  const inDialog = Boolean(document.querySelector("dialog[open]"));

  if (waitingForGo && !typing && !inDialog) {
    clearTimeout(waitingForGo);
    waitingForGo = 0;
    const link = document.querySelector(`[data-go="${CSS.escape(name)}"]`);
    if (link) {
      event.preventDefault();
      link.click();
      return;
    }
  }
  const known = registered.find(
    (entry) => entry.keys.includes(name) && (!typing || entry.typing) && (!inDialog || entry.typing),
  );
  if (known) {
    if (known.run(event) !== false) event.preventDefault();
    return;
  }
  if (typing || inDialog || name.startsWith("mod+")) return;
  if (name === "g" && document.querySelector("[data-go]")) {
    waitingForGo = setTimeout(() => (waitingForGo = 0), 1500);
    return;
  }
  const element = pressable(name);
  if (element) {
    event.preventDefault();
    press(element);
  }
});

register({ keys: ["?"], label: "Show these keys", run: () => openHelp() });
register({
  keys: ["/"],
  label: "Search in this page, or everywhere",
  run: () => {
    const field = [...document.querySelectorAll("[data-search]")].find(shown);
    if (field) field.select();
    else document.dispatchEvent(new CustomEvent("sous:palette"));
  },
});

function spoken(key) {
  const mac = navigator.platform?.startsWith("Mac");
  const words = { "mod+k": mac ? "⌘ K" : "Ctrl K", ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc" };
  return words[key] ?? key;
}

function groups() {
  const found = new Map();
  const add = (group, keys, label) => {
    if (!found.has(group)) found.set(group, []);
    const rows = found.get(group);
    if (label && !rows.some((row) => row.label === label)) rows.push({ keys, label });
  };
  for (const entry of registered) add(entry.group, entry.keys.slice(0, 1), entry.label);
  for (const element of document.querySelectorAll("[data-key]")) {
    if (element.closest("#toasts")) continue;
    const label = element.getAttribute("aria-label") || element.querySelector("span")?.textContent || element.textContent;
    add("On this page", [element.dataset.key], label.trim());
  }
  for (const link of document.querySelectorAll("[data-go]")) {
    add("Go to", ["g", link.dataset.go], link.textContent.trim());
  }
  return found;
}

export function openHelp() {
  const dialog = document.getElementById("keys");
  const list = dialog?.querySelector("[data-keys-list]");
  if (!list) return;
  list.replaceChildren();
  for (const [group, rows] of groups()) {
    const block = document.createElement("div");
    const title = document.createElement("h3");
    title.textContent = group;
    block.append(title);
    for (const { keys, label } of rows) {
      const row = document.createElement("div");
      const word = document.createElement("span");
      word.textContent = label;
      const hints = document.createElement("span");
      hints.className = "toolbar";
      for (const key of keys) {
        const hint = document.createElement("kbd");
        hint.className = "key";
        hint.textContent = spoken(key);
        hints.append(hint);
      }
      row.append(word, hints);
      block.append(row);
    }
    list.append(block);
  }
  dialog.showModal();
}
