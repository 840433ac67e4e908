// What every page needs: the time zone of the browser, menus that close, and the offline shell.
document.addEventListener("DOMContentLoaded", () => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const field of document.querySelectorAll("[data-time-zone]")) field.value = zone;
  if (!document.cookie.includes("__Host-marquee-zone=") && zone) {
    document.cookie = `__Host-marquee-zone=${zone}; Max-Age=31536000; Path=/; Secure; SameSite=Lax`;
  }
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js").catch(() => {});
});

// A row of links that is wider than the window begins at the one of this page. A page is complete, or its content has
// replaced that of another one (`marquee:page`).
function showCurrentLinks() {
  for (const row of document.querySelectorAll(".account-nav, .inbox-tabs, .my-tabs")) {
    const current = row.querySelector("[aria-current]");
    if (current) row.scrollLeft = current.offsetLeft - row.offsetLeft - row.clientWidth / 3;
  }
}

for (const name of ["DOMContentLoaded", "marquee:page"]) document.addEventListener(name, showCurrentLinks);

// Menus are <details class="menu">: one at a time, closed by Escape and by a click elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (!event.target.closest?.(".site-search")) document.getElementById("suggestions")?.replaceChildren();
  if (event.target.closest?.("[data-print]")) window.print();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
    document.getElementById("suggestions")?.replaceChildren();
  }
  if (event.key === "/" && !event.target.closest?.("input, textarea, select")) {
    event.preventDefault();
    document.getElementById("site-search")?.focus();
  }
});

// Forms that apply at once: the button is for pages without scripts.
document.addEventListener("change", (event) => {
  event.target.closest?.("form[data-apply]")?.requestSubmit();
});

// A destructive action asks first.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset?.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
}, true);
