// The same calls for a file of a media source: the browser reads it by a link, and its position goes to the library of the user.
class FileCalls extends PlayerCalls {
  static DEVICE = "marquee-device";

  constructor(root, video) {
    super();
    this.root = root;
    this.video = video;
    this.place = JSON.parse(root.dataset.place);
  }

  // Positions are stored by device; this browser is one, as long as it keeps its id.
  static device() {
    const stored = localStorage.getItem(FileCalls.DEVICE) ?? crypto.randomUUID();
    localStorage.setItem(FileCalls.DEVICE, stored);
    return { id: stored, name: PlayerCalls.deviceName() };
  }

  async start() {
    this.key = crypto.randomUUID();
    const started = await this.begin(`files/${this.root.dataset.file}`, { place: this.place });
    if (started.session) started.session.type = this.root.dataset.type;
    return started;
  }

  // Nothing is reported of an episode whose season is not known.
  async heartbeat(positionMs, state, options) {
    const { duration } = this.video;
    if (!this.place || !Number.isFinite(duration) || duration < 1) return null;
    const position = { positionSeconds: Math.floor(positionMs / 1000), durationSeconds: Math.floor(duration) };
    const body = { ...this.place, ...position, state, device: FileCalls.device(), sessionId: this.key };
    await this.send("positions", body, options);
    return null;
  }

  // Only playback measures what a visitor experiences.
  async report() {
    return 204;
  }

  end(positionMs) {
    return this.heartbeat(positionMs, "stopped", { keepalive: true }).catch(() => null);
  }

  // The video element gives no reason: a source that does not respond fails like a file that cannot be decoded.
  async causeOf(kind) {
    const response = await fetch(this.session.file, { headers: { Range: "bytes=0-0" } }).catch(() => null);
    return response?.ok ? kind : "network";
  }
}
