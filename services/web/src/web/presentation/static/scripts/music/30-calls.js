// What the player reads of this site. Each call renews the session, so that the files of a long evening can be read.
class MusicCalls {
  static async json(path) {
    const response = await fetch(path, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!response) return { problem: "network" };
    // A session that has ended leads to the sign-in.
    if (response.redirected || response.status === 401) return { problem: "session" };
    if (!response.ok) return { problem: response.status === 404 ? "gone" : "network" };
    return { data: await response.json().catch(() => null) };
  }

  static entry(track) {
    return MusicCalls.json(`/music/${track.isRadio ? "radio/stations" : "tracks"}/${encodeURIComponent(track.id)}/entry`);
  }

  static tracks(kind, id) {
    return MusicCalls.json(`/music/queue?${new URLSearchParams({ kind, id })}`);
  }

  // How much of a track was played, and from where it was started; nothing is reported of a few seconds.
  static played({ id, at, seconds, track }) {
    const duration = (track.durationMs ?? 0) / 1000;
    if (seconds < 5 || !duration) return;
    const [context, sourceType, sourceId] = track.from ?? ["direct"];
    const body = { id, trackId: track.id, playedAt: at, completion: Math.min(1, Math.round((100 * seconds) / duration) / 100), context };
    if (sourceType) Object.assign(body, { sourceType, sourceId });
    PageCalls.send("/music/plays", body, { keepalive: true }).catch(() => null);
  }

  static async lyrics(track) {
    if (track.isRadio) return "";
    const headers = { "HX-Request": "true" };
    const response = await fetch(`/music/tracks/${encodeURIComponent(track.id)}`, { headers }).catch(() => null);
    return response?.ok && !response.redirected ? response.text() : "";
  }

  // The file as a whole, unless it is too large to be drawn.
  static async file(track) {
    if (!track.bytes || track.bytes > MusicWaveform.MOST_BYTES) return null;
    const response = await fetch(MusicEngine.address(track)).catch(() => null);
    return response?.ok ? response.arrayBuffer().catch(() => null) : null;
  }
}
