// The queue as a list: a track is played, moved up or down (also by dragging), or removed.
class MusicQueueList {
  constructor(root, queue, player) {
    this.list = root.querySelector("[data-queue]");
    this.empty = root.querySelector("[data-queue-empty]");
    this.template = root.querySelector("template[data-queue-item]");
    this.queue = queue;
    this.player = player;
    this.list.addEventListener("click", (event) => this.press(event));
    this.list.addEventListener("dragstart", (event) => (this.dragged = event.target.closest?.("li") ?? null));
    this.list.addEventListener("dragend", () => (this.dragged = null));
    this.list.addEventListener("dragover", (event) => this.dragged && event.preventDefault());
    this.list.addEventListener("drop", (event) => this.drop(event));
  }

  place(item) {
    return this.queue.state.tracks.findIndex((track) => track.key === item.dataset.key);
  }

  press(event) {
    const action = event.target.closest("[data-item-action]")?.dataset.itemAction;
    const item = event.target.closest("li");
    if (!action || !item) return;
    const place = this.place(item);
    if (action === "play") this.player.playAt(place);
    else if (action === "remove") this.player.remove(place);
    else this.queue.move(place, place + (action === "up" ? -1 : 1));
    const { key } = item.dataset;
    const row = this.list.querySelector(`[data-key="${key}"]`) ?? this.list.children[Math.min(place, this.list.children.length - 1)];
    const button = row?.querySelector(`[data-item-action="${action}"]`);
    (button?.disabled ? row.querySelector("[data-item-action=play]") : button)?.focus();
  }

  drop(event) {
    const target = event.target.closest?.("li");
    if (!this.dragged || !target) return;
    event.preventDefault();
    this.queue.move(this.place(this.dragged), this.place(target));
  }

  show() {
    const { tracks, index } = this.queue.state;
    this.empty.hidden = tracks.length > 0;
    this.list.replaceChildren(...tracks.map((track, place) => this.row(track, place, { isCurrent: place === index, isLast: place === tracks.length - 1 })));
  }

  row(track, place, { isCurrent, isLast }) {
    const item = this.template.content.firstElementChild.cloneNode(true);
    item.dataset.key = track.key;
    item.draggable = true;
    if (isCurrent) item.setAttribute("aria-current", "true");
    item.querySelector("[data-title]").textContent = track.title;
    item.querySelector("[data-artists]").textContent = track.artists.map((one) => one.name).join(", ");
    item.querySelector("[data-length]").textContent = track.durationMs ? MusicBar.time(track.durationMs / 1000) : "";
    for (const button of item.querySelectorAll("[data-label]")) button.setAttribute("aria-label", button.dataset.label.replace("{name}", track.title));
    item.querySelector("[data-item-action=up]").disabled = place === 0;
    item.querySelector("[data-item-action=down]").disabled = isLast;
    return item;
  }
}
