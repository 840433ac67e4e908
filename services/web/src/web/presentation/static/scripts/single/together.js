// A session of watching or listening together: follows it over a WebSocket, and shows its position by the clock of the server.

// How the clock of the server differs from this one, by the best of several exchanges.
class ServerClock {
  static EXCHANGES = 8;

  constructor() {
    this.offset = 0;
    this.begin();
  }

  // Unlike Date.now(), it does not jump when the system's clock is set.
  static local() {
    return performance.timeOrigin + performance.now();
  }

  begin() {
    this.left = ServerClock.EXCHANGES;
    this.way = Infinity;
  }

  // The offset of an exchange is wrong by half of its way at most, so the fastest one counts. Returns whether another one is needed.
  note({ sentMs, receivedMs, repliedMs }, now = ServerClock.local()) {
    const way = now - sentMs - (repliedMs - receivedMs);
    if (way < this.way) {
      this.way = way;
      this.offset = (receivedMs - sentMs + (repliedMs - now)) / 2;
    }
    return --this.left > 0;
  }

  now() {
    return ServerClock.local() + this.offset;
  }
}

// The position of the session at an instant of the server, in milliseconds.
function positionOf(playback, now) {
  const passed = playback.state === "playing" ? Math.max(0, now - Date.parse(playback.at)) * playback.rate : 0;
  const position = playback.positionMs + passed;
  return playback.item?.durationMs ? Math.min(position, playback.item.durationMs) : position;
}

class TogetherPage {
  static AGAIN_MS = 60000;
  static LONGEST_PAUSE_MS = 30000;

  constructor(status) {
    this.status = status;
    this.clock = new ServerClock();
    this.playback = null;
    this.pause = 1000;
    setInterval(() => this.show(), 250);
    setInterval(() => this.compareClocks(), TogetherPage.AGAIN_MS);
    // A part that has just been replaced shows the position before it is painted.
    new MutationObserver(() => this.show()).observe(status.parentElement, { childList: true });
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => event.persisted && this.connect());
    this.connect();
  }

  connect() {
    const address = new URL(this.status.dataset.socket, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.addEventListener("message", (message) => socket === this.socket && this.receive(JSON.parse(message.data)));
    // Of a socket that was left, this may arrive when the page is shown again and has another one.
    socket.addEventListener("close", () => socket === this.socket && this.reconnect());
  }

  leave() {
    clearTimeout(this.attempt);
    this.socket?.close();
    this.socket = null;
  }

  reconnect() {
    this.status.textContent = this.status.dataset.lost;
    this.attempt = setTimeout(() => {
      // A request of the page renews a session whose token has expired, which a WebSocket cannot.
      this.refresh();
      this.connect();
    }, this.pause * (0.5 + Math.random()));
    this.pause = Math.min(2 * this.pause, TogetherPage.LONGEST_PAUSE_MS);
  }

  receive({ event, data }) {
    if (event === "pong") {
      if (this.clock.note(data)) this.ping();
      return;
    }
    if (data.kind === "ended") {
      this.leave();
      this.playback = null;
      this.status.textContent = this.status.dataset.ended;
      return;
    }
    if (data.kind === "snapshot") {
      this.pause = 1000;
      this.status.textContent = this.status.dataset.connected;
      this.compareClocks();
    }
    this.playback = data.playback ?? this.playback;
    this.refresh();
    this.show();
  }

  // Has the part of the page replaced that shows members, queue and buttons.
  refresh() {
    document.getElementById("together")?.dispatchEvent(new Event("together-changed"));
  }

  compareClocks() {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    this.clock.begin();
    this.ping();
  }

  ping() {
    this.socket.send(JSON.stringify({ event: "ping", data: { sentMs: ServerClock.local() } }));
  }

  show() {
    const output = document.getElementById("together-position");
    if (!output || !this.playback) return;
    const now = this.clock.now();
    const position = positionOf(this.playback, now);
    const seconds = Math.floor(position / 1000);
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    output.textContent = parts.map((part) => String(part).padStart(2, "0")).join(":");
    // Where other scripts find it: the output is replaced from time to time.
    this.status.dataset.positionMs = String(Math.round(position));
    this.status.dataset.serverMs = String(Math.round(now));
  }
}

const connection = document.getElementById("together-connection");
if (connection) new TogetherPage(connection);
