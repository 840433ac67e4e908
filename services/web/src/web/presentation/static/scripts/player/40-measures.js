// What a visitor experiences: how long the start took, pauses for buffering, quality, errors, and which parts were watched.
class PlayerMeasures {
  static SECONDS = 15;
  static MOST = 100;
  static LONGEST_RANGE = 300;
  static LONGEST_MS = 600_000;
  static TOO_MANY = 429;

  constructor(video, calls, startedAt) {
    this.video = video;
    this.calls = calls;
    this.startedAt = startedAt;
    this.sequence = 0;
    this.waiting = [];
  }

  begin(engine) {
    this.video.addEventListener("playing", () => this.started(), { once: true });
    this.video.addEventListener("timeupdate", () => this.watched());
    this.video.addEventListener("seeking", () => this.sought());
    for (const name of ["pause", "ended", "ratechange"]) this.video.addEventListener(name, () => this.closeRange());
    engine.addEventListener("buffering", (event) => this.buffering(event.detail));
    engine.addEventListener("quality", (event) => this.changed(event.detail));
    engine.addEventListener("problem", ({ detail }) => this.add("error", { code: `SHAKA_${detail.code}`, fatal: detail.fatal }));
    this.timer = setInterval(() => this.flush(), PlayerMeasures.SECONDS * 1000);
    addEventListener("pagehide", () => this.end());
  }

  add(type, values) {
    this.waiting.push({ sequence: this.sequence, type, offsetMs: Math.round(performance.now() - this.startedAt), ...values });
    this.sequence += 1;
  }

  // At most what the service accepts, which rejects a whole batch otherwise: a computer may have slept meanwhile.
  since(instant) {
    return Math.min(PlayerMeasures.LONGEST_MS, Math.max(1, Math.round(performance.now() - instant)));
  }

  started() {
    this.hasStarted = true;
    this.add("startup", { durationMs: this.since(this.startedAt) });
  }

  changed({ height, bitsPerSecond }) {
    if (!height || height === this.height) return;
    this.closeRange();
    this.height = height;
    this.add("quality", { height, bitsPerSecond });
  }

  // The first buffering is part of the start, and one that follows a seek is the visitor's own.
  buffering(isBuffering) {
    if (isBuffering) {
      this.bufferingSince = this.hasStarted && !this.video.seeking ? performance.now() : null;
    } else if (this.bufferingSince) {
      this.add("rebuffer", { durationMs: this.since(this.bufferingSince) });
      this.bufferingSince = null;
    }
  }

  watched() {
    const { currentTime, paused, playbackRate, seeking } = this.video;
    if (seeking || paused) return;
    const isNext = this.range && currentTime >= this.range[1] && currentTime <= this.range[1] + 2 * playbackRate;
    if (this.range && (!isNext || currentTime - this.range[0] > PlayerMeasures.LONGEST_RANGE)) this.closeRange();
    this.range ??= [currentTime, currentTime];
    this.range[1] = currentTime;
  }

  sought() {
    const [, from] = this.range ?? [0, this.position ?? 0];
    this.closeRange();
    const [fromMs, toMs] = [from, this.video.currentTime].map((seconds) => Math.round(seconds * 1000));
    if (this.hasStarted && fromMs !== toMs) this.add("seek", { fromMs, toMs });
    this.position = this.video.currentTime;
  }

  closeRange() {
    const [begin, end] = (this.range ?? [0, 0]).map((seconds) => Math.round(seconds * 1000));
    this.position = this.range?.[1] ?? this.position;
    this.range = null;
    if (end > begin) this.add("watched", { beginMs: begin, endMs: end, height: this.height ?? null, speed: this.video.playbackRate });
  }

  // What could not be sent is sent with the next batch; the service counts each number once, and nothing that it rejects.
  async flush(options) {
    this.closeRange();
    const batch = this.waiting.slice(0, PlayerMeasures.MOST);
    if (!batch.length) return;
    const status = await this.calls.report(batch, options).catch(() => PlayerMeasures.TOO_MANY);
    if (status < 500 && status !== PlayerMeasures.TOO_MANY) this.waiting = this.waiting.slice(batch.length);
  }

  end() {
    clearInterval(this.timer);
    return this.flush({ keepalive: true });
  }
}
