// Two audio elements that take turns: the next track is loaded while the present one still plays, and begins when that ends.
class MusicEngine extends EventTarget {
  static AHEAD_SECONDS = 15;
  static SWITCH_SECONDS = 0.4;

  constructor() {
    super();
    this.elements = [new Audio(), new Audio()];
    this.turn = 0;
    this.prepared = null;
    this.volume = 1;
    this.isMuted = false;
    for (const element of this.elements) {
      element.preload = "auto";
      element.addEventListener("timeupdate", () => this.passed(element));
      element.addEventListener("ended", () => this.ended(element));
      element.addEventListener("error", () => this.failed(element));
      for (const name of ["play", "pause", "seeking", "durationchange", "waiting", "playing"]) {
        element.addEventListener(name, () => element === this.element && this.dispatchEvent(new Event("state")));
      }
    }
  }

  static address(track) {
    return `/api/v1/music/${track.isRadio ? "radio/stations" : "tracks"}/${encodeURIComponent(track.id)}/stream`;
  }

  // What ReplayGain adds, as a factor that never exceeds full scale; 1 where nothing is known.
  static factor(gain, isAlbum) {
    const decibels = isAlbum ? gain.album ?? gain.track : gain.track;
    const peak = isAlbum && gain.album !== null ? gain.albumPeak : gain.trackPeak;
    if (decibels === null || decibels === undefined) return 1;
    return Math.min(10 ** (decibels / 20), peak > 0 ? 1 / peak : 1);
  }

  get element() {
    return this.elements[this.turn];
  }

  get isPlaying() {
    return !this.element.paused && !this.element.error;
  }

  get seconds() {
    return this.element.currentTime || this.startSeconds || 0;
  }

  get duration() {
    const { duration } = this.element;
    return Number.isFinite(duration) && duration > 0 ? duration : (this.track?.durationMs ?? 0) / 1000;
  }

  // A graph begins with the first sound that a user requests; without one the loudness stays as it is.
  connect() {
    const isRequested = navigator.userActivation?.hasBeenActive ?? true;
    if (this.context || !isRequested || typeof AudioContext === "undefined") return;
    this.context = new AudioContext({ latencyHint: "playback" });
    this.gains = this.elements.map((element) => {
      const gain = this.context.createGain();
      this.context.createMediaElementSource(element).connect(gain).connect(this.context.destination);
      return gain;
    });
  }

  setVolume(volume, isMuted) {
    this.volume = volume;
    this.isMuted = isMuted;
    for (const element of this.elements) Object.assign(element, { volume, muted: isMuted });
  }

  setFactor(factor, turn = this.turn) {
    if (this.gains) this.gains[turn].gain.value = factor;
  }

  // Shows a track at a position without loading it.
  show(track, seconds) {
    this.drop();
    this.track = track;
    this.startSeconds = seconds;
    this.element.removeAttribute("src");
    this.element.load();
    this.dispatchEvent(new Event("state"));
  }

  async play(factor) {
    const { element } = this;
    this.connect();
    this.setFactor(factor);
    if (!element.hasAttribute("src")) {
      element.src = MusicEngine.address(this.track);
      if (this.startSeconds) element.currentTime = this.startSeconds;
      this.startSeconds = 0;
    }
    this.context?.resume();
    try {
      await element.play();
    } catch (error) {
      // A browser that refuses to begin by itself waits for the button; another load has replaced this one.
      if (error.name !== "NotAllowedError" && error.name !== "AbortError" && !element.error) this.failed(element);
    }
  }

  pause() {
    clearTimeout(this.switching);
    this.switching = null;
    this.element.pause();
    // A station goes on meanwhile: it is heard as it is then, not from where it was left.
    if (this.track?.isRadio && this.element.hasAttribute("src")) this.show(this.track, 0);
  }

  seek(seconds) {
    if (this.track?.isRadio) return;
    clearTimeout(this.switching);
    this.switching = null;
    const place = Math.min(Math.max(0, seconds), Math.max(0, this.duration - 0.1));
    if (this.element.hasAttribute("src")) this.element.currentTime = place;
    else this.startSeconds = place;
    this.dispatchEvent(new Event("state"));
  }

  // Loads the track that follows; `factor` is its loudness.
  prepare(track, factor) {
    const turn = 1 - this.turn;
    this.prepared = track;
    this.elements[turn].src = MusicEngine.address(track);
    this.elements[turn].load();
    this.setFactor(factor, turn);
  }

  drop() {
    clearTimeout(this.switching);
    this.switching = null;
    this.prepared = null;
    const other = this.elements[1 - this.turn];
    other.pause();
    other.removeAttribute("src");
    other.load();
  }

  passed(element) {
    if (element !== this.element) return;
    this.dispatchEvent(new Event("state"));
    const rest = element.duration - element.currentTime;
    if (!Number.isFinite(rest) || element.paused) return;
    if (rest < MusicEngine.AHEAD_SECONDS) this.dispatchEvent(new Event("ahead"));
    // The event of the end arrives up to a quarter of a second late.
    if (this.prepared && rest < MusicEngine.SWITCH_SECONDS && !this.switching) {
      this.switching = setTimeout(() => this.advance(), rest * 1000);
    }
  }

  ended(element) {
    if (element !== this.element) return;
    if (this.prepared) this.advance();
    else this.dispatchEvent(new Event("over"));
  }

  advance() {
    clearTimeout(this.switching);
    this.switching = null;
    if (!this.prepared) return;
    const former = this.element;
    this.turn = 1 - this.turn;
    this.track = this.prepared;
    this.prepared = null;
    this.startSeconds = 0;
    this.element.play().catch(() => {});
    this.dispatchEvent(new Event("advanced"));
    former.pause();
    former.removeAttribute("src");
    former.load();
  }

  failed(element) {
    if (!element.hasAttribute("src")) return;
    if (element === this.element) this.dispatchEvent(new Event("problem"));
    else this.prepared = null;
  }
}
