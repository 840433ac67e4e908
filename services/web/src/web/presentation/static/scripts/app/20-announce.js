// A part that a form has changed tells the others of the page: `data-announce` names an event that they listen to with
// `hx-trigger="name from:body"`.
document.addEventListener("htmx:after:swap", () => {
  for (const part of document.querySelectorAll("[data-announce]")) {
    const name = part.dataset.announce;
    part.removeAttribute("data-announce");
    document.body.dispatchEvent(new Event(name));
  }
});
