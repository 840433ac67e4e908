// Heartbeats hold the stream of the user and keep the position. The response says when the session has ended.
class PlayerHeartbeats extends EventTarget {
  constructor(video, calls) {
    super();
    this.video = video;
    this.calls = calls;
    this.isOver = false;
  }

  begin(session) {
    this.resumeMs = session.resumePositionMs;
    this.timer = setInterval(() => this.beat(), session.heartbeatSeconds * 1000);
    for (const name of ["pause", "seeked", "playing"]) this.video.addEventListener(name, () => this.beat());
    addEventListener("pagehide", () => this.end());
  }

  // Until the video is there, the position is where the visitor stopped the last time.
  get positionMs() {
    if (this.video.readyState === HTMLMediaElement.HAVE_NOTHING) return this.resumeMs;
    return Math.max(0, Math.round(this.video.currentTime * 1000));
  }

  // One at a time: a slow network must not change their order.
  async beat() {
    if (this.isOver || this.isSending) return;
    this.isSending = true;
    try {
      const state = await this.calls.heartbeat(this.positionMs, this.video.paused ? "paused" : "playing");
      if (state?.ended && !this.isOver) {
        this.close();
        this.dispatchEvent(new CustomEvent("over", { detail: state.reason }));
      }
    } catch {
      // The next one is due soon, and the service waits for several.
    } finally {
      this.isSending = false;
    }
  }

  close() {
    this.isOver = true;
    clearInterval(this.timer);
  }

  end() {
    if (this.isOver) return null;
    this.close();
    return this.calls.end(this.positionMs);
  }
}
