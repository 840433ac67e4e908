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

const types = ["list.refreshed", "availability.changed", "media.changed", "season.synced", "media.imported",
  "media.published", "stats.updated", "dropoff.analyzed", "trend.changed"];
for (const type of types) stream.addEventListener(type, show);
addEventListener("pagehide", () => stream.close());
