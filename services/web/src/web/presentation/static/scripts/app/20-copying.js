// A button that copies the text of the element it names; hidden without scripts.
function showCopyButtons() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
}

for (const name of ["DOMContentLoaded", "marquee:page"]) document.addEventListener(name, showCopyButtons);
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copy).innerText;
  await navigator.clipboard.writeText(text);
  document.getElementById("announcer").textContent = button.dataset.copied;
  button.textContent = button.dataset.copied;
});
