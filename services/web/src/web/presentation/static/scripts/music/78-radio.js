// The titles of the radio station that plays, as the station states them.
class MusicRadio extends EventTarget {
  static AGAIN_SECONDS = 10;

  constructor(engine) {
    super();
    this.engine = engine;
    engine.addEventListener("state", () => this.follow());
  }

  get station() {
    return this.engine.isPlaying && this.engine.track?.isRadio ? this.engine.track : null;
  }

  follow() {
    const { station } = this;
    if (this.followed?.key === station?.key) return;
    this.leave();
    if (station) this.open(station);
  }

  open(station) {
    this.followed = station;
    this.source = new EventSource(`/api/v1/music/radio/stations/${encodeURIComponent(station.id)}/events`);
    this.source.addEventListener("metadata", (event) => this.show(JSON.parse(event.data).title));
    this.source.addEventListener("error", () => {
      if (this.source?.readyState === EventSource.CLOSED) this.again = setTimeout(() => this.renew(station), MusicRadio.AGAIN_SECONDS * 1000);
    });
  }

  // The access of the session may have ended: a call of a page renews it.
  async renew(station) {
    const { problem } = await MusicCalls.entry(station);
    if (this.followed?.key === station.key && problem !== "session" && problem !== "gone") this.open(station);
  }

  leave() {
    clearTimeout(this.again);
    this.source?.close();
    this.source = null;
    this.followed = null;
    this.show(null);
  }

  show(title) {
    if (this.title === title) return;
    this.title = title;
    this.dispatchEvent(new Event("title"));
  }
}
