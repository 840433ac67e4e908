// What the device shows of the music, and its keys and buttons.
class MusicMediaSession {
  constructor(player) {
    this.player = player;
    if (!("mediaSession" in navigator)) return;
    const handlers = {
      play: () => player.play(),
      pause: () => player.pause(),
      previoustrack: () => player.previous(),
      nexttrack: () => player.next(),
      seekbackward: ({ seekOffset }) => player.seek(player.engine.seconds - (seekOffset ?? MusicBar.STEP)),
      seekforward: ({ seekOffset }) => player.seek(player.engine.seconds + (seekOffset ?? MusicBar.STEP)),
      seekto: ({ seekTime }) => player.seek(seekTime),
      stop: () => player.pause(),
    };
    for (const [action, handler] of Object.entries(handlers)) {
      try {
        navigator.mediaSession.setActionHandler(action, handler);
      } catch {
        // A browser that does not have the action.
      }
    }
  }

  show(track) {
    if (!("mediaSession" in navigator)) return;
    const artwork = track?.coverUrl ? [{ src: new URL(track.coverUrl, location.href).href }] : [];
    const facts = track && { title: track.title, artist: this.player.subtitle, album: track.albumName, artwork };
    navigator.mediaSession.metadata = facts ? new MediaMetadata(facts) : null;
  }

  update() {
    if (!("mediaSession" in navigator)) return;
    const { isPlaying, duration, seconds, track } = this.player.engine;
    navigator.mediaSession.playbackState = track ? (isPlaying ? "playing" : "paused") : "none";
    if (duration > 0 && seconds <= duration) navigator.mediaSession.setPositionState?.({ duration, position: seconds, playbackRate: 1 });
  }
}
