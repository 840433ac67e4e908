// The log of public events: the newest first, at most two hundred lines.
const log = document.getElementById("events");
const stream = new EventSource(log.dataset.stream);
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" });

function line(event) {
  const item = document.createElement("li");
  const time = document.createElement("time");
  time.dateTime = event.time;
  time.textContent = clock.format(new Date(event.time));
  const type = document.createElement("code");
  type.textContent = event.type;
  item.append(time, " ", type);
  if (event.mediaId) {
    const link = document.createElement("a");
    link.href = `/admin/titles/${encodeURIComponent(event.mediaId)}`;
    link.textContent = event.mediaId.slice(0, 8);
    item.append(" ", link);
  }
  return item;
}

function show(message) {
  log.prepend(line(JSON.parse(message.data)));
  while (log.children.length > 200) log.lastElementChild.remove();
}

const types = ["list.refreshed.v1", "availability.changed.v1", "media.changed.v1", "season.synced.v1", "media.imported.v1", "offers.changed.v1",
  "media.published.v1", "stats.updated.v1", "dropoff.analyzed.v1", "trend.changed.v1"];
for (const type of types) stream.addEventListener(type, show);
addEventListener("pagehide", () => stream.close());
