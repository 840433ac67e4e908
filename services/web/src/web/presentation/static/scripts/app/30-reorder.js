// Lists that are ordered by dragging: `data-reorder` on the list, `data-item` on each item. The menu of an item does the
// same without a pointer.
let dragged = null;

function makeDraggable() {
  for (const item of document.querySelectorAll("[data-reorder] > [data-item]")) item.draggable = true;
}

for (const name of ["DOMContentLoaded", "marquee:page"]) document.addEventListener(name, makeDraggable);
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-reorder] > [data-item]") ?? null;
  dragged?.setAttribute("data-dragged", "");
});
document.addEventListener("dragend", () => {
  dragged?.removeAttribute("data-dragged");
  dragged = null;
});
document.addEventListener("dragover", (event) => {
  if (dragged && event.target.closest?.("[data-reorder] > [data-item]")) event.preventDefault();
});
document.addEventListener("drop", async (event) => {
  const target = event.target.closest?.("[data-reorder] > [data-item]");
  if (!dragged || !target || target === dragged || target.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  const moved = dragged;
  const items = [...target.parentElement.children];
  const side = items.indexOf(moved) < items.indexOf(target) ? "after" : "before";
  target[side](moved);
  const csrf = document.querySelector("input[name=csrf]").value;
  const body = new URLSearchParams({ csrf, side, other: target.dataset.item });
  const address = `${target.parentElement.dataset.reorder}/${moved.dataset.item}/position`;
  const response = await fetch(address, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
  if (!response?.ok) location.reload();
});
