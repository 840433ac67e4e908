// What is heard of the present track, across the pages on which it plays; it is reported when another one begins.
class MusicPlays {
  static LONGEST_STEP = 2;

  constructor(queue, engine) {
    Object.assign(this, { queue, engine, last: 0 });
    engine.addEventListener("state", () => this.listen());
  }

  listen() {
    const { track, seconds, isPlaying } = this.engine;
    if (!track || !isPlaying) {
      this.last = seconds;
      return;
    }
    if (this.queue.state.heard?.track.key !== track.key) this.begin(track);
    const step = seconds - this.last;
    this.last = seconds;
    if (step > 0 && step < MusicPlays.LONGEST_STEP) this.queue.state.heard.seconds += step;
  }

  begin(track) {
    this.end();
    this.last = this.engine.seconds;
    this.queue.state.heard = { id: crypto.randomUUID(), at: new Date().toISOString(), seconds: 0, track };
  }

  end() {
    if (this.queue.state.heard) MusicCalls.played(this.queue.state.heard);
    this.queue.state.heard = null;
  }
}
