// Menus are <details>; this closes them, turns them towards free space, and moves through them by key.

const OPEN = "details.menu[open], .bottom-more[open]";

function closeAll(except) {
  for (const menu of document.querySelectorAll(OPEN)) {
    if (menu !== except && !menu.contains(except)) menu.open = false;
  }
}

function place(menu) {
  const list = menu.querySelector(".menu-list");
  if (!list) return;
  menu.classList.remove("to-top", "to-end");
  const box = list.getBoundingClientRect();
  const pane = menu.closest(".page, .panel-pane, .dialog")?.getBoundingClientRect();
  const bottom = Math.min(window.innerHeight, pane?.bottom ?? Infinity);
  const right = Math.min(window.innerWidth, pane?.right ?? Infinity);
  const above = menu.getBoundingClientRect().top;
  if (box.bottom > bottom && above > box.height) menu.classList.add("to-top");
  if (box.right > right) menu.classList.add("to-end");
}

document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target;
    if (!menu.matches?.("details.menu, .bottom-more") || !menu.open) return;
    closeAll(menu);
    place(menu);
    menu.querySelector("[autofocus]")?.focus();
  },
  true,
);

document.addEventListener("click", (event) => {
  closeAll(event.target.closest(OPEN) ?? undefined);
  const item = event.target.closest(".menu-list .menu-item:not([data-stay])");
  if (item) item.closest("details").open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu, .bottom-more");
  if (event.key === "Escape") {
    const open = document.querySelector(OPEN);
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
    event.preventDefault();
    return;
  }
  if (!menu || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  const typing = event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
  if (typing && event.key !== "ArrowDown") return;
  event.preventDefault();
  menu.open = true;
  const items = [...menu.querySelectorAll(".menu-list :is(a, button, input, select)")].filter(
    (item) => item.checkVisibility?.() && !item.disabled,
  );
  if (!items.length) return;
  const at = items.indexOf(document.activeElement);
  const last = items.length - 1;
  const next = {
    ArrowDown: at < last ? at + 1 : 0,
    ArrowUp: at > 0 ? at - 1 : last,
    Home: 0,
    End: last,
  }[event.key];
  items[next].focus();
});
