// A row of tabs that is wider than the window begins where its current tab can be read.
for (const current of document.querySelectorAll(".tabs > [aria-current]")) {
  const row = current.parentElement;
  const hidden = current.offsetLeft + current.offsetWidth - row.offsetLeft - row.clientWidth;
  if (hidden > 0) row.scrollLeft = hidden + 24;
}
