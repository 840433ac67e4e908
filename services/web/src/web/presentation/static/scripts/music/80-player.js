// The player: the queue decides what is played, the engine plays it, the bar shows it.
class MusicPlayer {
  static PLAYING = "marquee-music-playing";
  static MOST_FAILURES = 4;

  constructor(root) {
    this.queue = new MusicQueue(root.dataset.user);
    this.engine = new MusicEngine();
    this.bar = new MusicBar(root, this.queue, this);
    this.session = new MusicMediaSession(this);
    this.plays = new MusicPlays(this.queue, this.engine);
    this.radio = new MusicRadio(this.engine);
    this.failures = 0;
    this.channel = new BroadcastChannel("marquee-music");
    this.channel.addEventListener("message", () => this.pause()); // Another tab plays.
    this.queue.addEventListener("change", () => this.changed());
    this.engine.addEventListener("state", () => this.update());
    this.engine.addEventListener("ahead", () => this.prepare());
    this.engine.addEventListener("advanced", () => this.advanced());
    this.engine.addEventListener("over", () => this.over());
    this.radio.addEventListener("title", () => this.named());
    this.engine.addEventListener("problem", () => this.failed());
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("submit", (event) => {
      if (event.target.action?.endsWith("/sign-out")) this.clear();
    });
    document.documentElement.dataset.music = "";
    this.begin();
  }

  // A page that was left while music played goes on where it was.
  begin() {
    const { track } = this.queue;
    this.changed();
    if (!track) return;
    this.session.show(track);
    const wasPlaying = sessionStorage.getItem(MusicPlayer.PLAYING);
    sessionStorage.removeItem(MusicPlayer.PLAYING);
    if (wasPlaying) this.play();
  }

  leave() {
    if (!this.queue.track) return;
    this.queue.state.seconds = this.engine.seconds;
    this.queue.keep();
    if (this.engine.isPlaying) sessionStorage.setItem(MusicPlayer.PLAYING, "yes");
  }

  changed() {
    const { volume, isMuted } = this.queue.state;
    this.engine.setVolume(volume, isMuted);
    this.engine.setFactor(this.factor(this.queue.state.index));
    // What follows may be another track now.
    if (this.engine.prepared && this.engine.prepared.key !== this.upcoming()?.key) this.engine.drop();
    if (!this.isChanging && this.engine.track?.key !== this.queue.track?.key) {
      this.engine.pause();
      this.engine.show(this.queue.track, this.queue.state.seconds);
    }
    this.bar.show();
    this.update();
  }

  update() {
    this.queue.isPlaying = this.engine.isPlaying;
    if (this.engine.isPlaying && this.engine.seconds > 1) this.failures = 0;
    this.bar.update();
    this.session.update();
  }

  factor(index) {
    const track = this.queue.state.tracks[index];
    const mode = this.queue.state.loudness;
    if (!track?.gain || mode === "off") return 1;
    return MusicEngine.factor(track.gain, mode === "album" || (mode === "auto" && this.queue.isWithAlbum(index)));
  }

  upcoming() {
    return this.queue.state.tracks[this.queue.following()];
  }

  async play() {
    if (!this.queue.track) return;
    this.bar.explain();
    this.channel.postMessage("play");
    await this.engine.play(this.factor(this.queue.state.index));
    this.update();
  }

  pause() {
    this.engine.pause();
    this.queue.state.seconds = this.engine.seconds;
    this.queue.keep();
  }

  toggle() {
    if (this.engine.isPlaying) this.pause();
    else this.play();
  }

  seek(seconds) {
    if (this.queue.track) this.engine.seek(seconds);
  }

  playAt(index) {
    if (!this.queue.state.tracks[index]) return Promise.resolve();
    this.engine.pause();
    this.isChanging = true;
    this.queue.set({ index, seconds: 0 });
    this.isChanging = false;
    this.engine.show(this.queue.track, 0);
    this.session.show(this.queue.track);
    return this.play();
  }

  next({ isChosen = true } = {}) {
    const index = this.queue.following({ isChosen });
    this.plays.end();
    if (index >= 0) return this.playAt(index);
    this.pause();
    this.seek(0);
    return Promise.resolve();
  }

  // A station has no end of its own: it was interrupted.
  over() {
    if (!this.queue.track?.isRadio) return this.next({ isChosen: false });
    this.pause();
    this.bar.explain("station");
    return Promise.resolve();
  }

  // What is shown beside the title: artists, or what a station plays.
  get subtitle() {
    const { track } = this.queue;
    return (track?.isRadio ? this.radio?.title : track?.artists.map((one) => one.name).join(", ")) ?? "";
  }

  named() {
    this.bar.showTrack();
    if (this.queue.track?.isRadio) this.session.show(this.queue.track);
  }

  previous() {
    if (this.engine.seconds > 3 || this.queue.state.index <= 0) this.seek(0);
    else this.playAt(this.queue.state.index - 1);
  }

  playList(tracks, index = 0) {
    if (!tracks.length) return Promise.resolve();
    this.engine.pause();
    this.isChanging = true;
    this.queue.replace(tracks, index);
    this.isChanging = false;
    return this.playAt(this.queue.state.index);
  }

  add(tracks, options) {
    return this.queue.add(tracks, options);
  }

  remove(index) {
    const { isPlaying } = this.engine;
    this.isChanging = true;
    const isCurrent = this.queue.remove(index);
    this.isChanging = false;
    if (!isCurrent) return;
    this.engine.pause();
    if (!this.queue.track) this.clear();
    else if (isPlaying) this.playAt(this.queue.state.index);
    else this.engine.show(this.queue.track, 0);
  }

  shuffleRest() {
    this.queue.shuffleRest();
  }

  clear() {
    this.plays.end();
    this.engine.pause();
    this.engine.drop();
    this.engine.show(null, 0);
    this.queue.clear();
    this.session.show(null);
    this.bar.explain();
  }

  // The session is renewed before the file of the next track is read.
  async prepare() {
    const track = this.upcoming();
    if (!track || this.engine.prepared || this.preparing === track.key) return;
    this.preparing = track.key;
    const { data, problem } = await MusicCalls.entry(track);
    if (problem === "gone") this.drop(track);
    else if (data && this.upcoming()?.key === track.key && !this.engine.prepared) this.engine.prepare(track, this.factor(this.queue.following()));
    // Without a connection it is tried again, though not at once.
    setTimeout(() => (this.preparing = null), problem ? 3000 : 0);
  }

  // A track that does not exist any more, or that the user may not hear any more.
  drop(track) {
    const place = this.queue.state.tracks.findIndex((one) => one.key === track.key);
    if (place >= 0) this.queue.remove(place);
  }

  advanced() {
    this.plays.end();
    this.isChanging = true;
    this.queue.set({ index: this.queue.state.tracks.findIndex((one) => one.key === this.engine.track.key), seconds: 0 });
    this.isChanging = false;
    this.session.show(this.queue.track);
  }

  // The element gives no reason: the session may have ended, the track may be gone, or the browser cannot play its format.
  async failed() {
    const { track } = this.queue;
    const seconds = this.engine.seconds;
    this.failures += 1;
    const { problem } = await MusicCalls.entry(track);
    if (this.queue.track?.key !== track.key) return;
    if (problem === "session" || problem === "network") {
      this.engine.show(track, seconds);
      this.bar.explain(problem);
      return;
    }
    // The access of the former session had ended; the call has renewed it.
    if (!problem && this.failures === 1) {
      this.engine.show(track, seconds);
      this.play();
      return;
    }
    this.bar.explain(problem ?? (track.isRadio ? "station" : "format"));
    if (track.isRadio) {
      this.engine.show(track, 0);
      return;
    }
    if (this.failures <= MusicPlayer.MOST_FAILURES && this.queue.following({ isChosen: true }) > this.queue.state.index) await this.skip();
    if (problem === "gone") this.drop(track);
  }

  // The explanation stays while the next track begins.
  async skip() {
    const text = this.bar.problem.cloneNode(true);
    await this.next();
    if (this.bar.problem.hidden) {
      this.bar.problem.replaceChildren(...text.childNodes);
      this.bar.problem.hidden = false;
    }
  }
}
