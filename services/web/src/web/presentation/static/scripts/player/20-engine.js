// The player library: loading, tracks, and what goes wrong.
const PLAYER_CATEGORIES = { 1: "network", 6: "protection" };

class PlayerEngine extends EventTarget {
  static isSupported() {
    shaka.polyfill.installAll();
    return shaka.Player.isBrowserSupported();
  }

  static canDecrypt() {
    return "requestMediaKeySystemAccess" in navigator;
  }

  constructor(video, calls) {
    super();
    this.video = video;
    this.calls = calls;
    this.chapters = [];
    this.shaka = new shaka.Player();
    this.shaka.addEventListener("error", (event) => this.fail(event.detail));
    this.shaka.addEventListener("adaptation", () => this.changed());
    this.shaka.addEventListener("variantchanged", () => this.changed());
    this.shaka.addEventListener("trackschanged", () => this.dispatchEvent(new Event("tracks")));
    this.shaka.addEventListener("buffering", (event) => this.dispatchEvent(new CustomEvent("buffering", { detail: event.buffering })));
  }

  async load(session, startSeconds) {
    await this.shaka.attach(this.video);
    if (session.licenseUrl) this.shaka.configure("drm.servers", { "org.w3.clearkey": this.calls.licences });
    this.shaka.configure({
      streaming: { bufferingGoal: 30, rebufferingGoal: 1, retryParameters: { maxAttempts: 4, timeout: 20_000 } },
      preferredText: [{ language: document.documentElement.lang }],
    });
    const { LICENSE } = shaka.net.NetworkingEngine.RequestType;
    this.shaka.getNetworkingEngine().registerRequestFilter((type, request) => {
      if (type === LICENSE) Object.assign(request.headers, PageCalls.headers());
      else request.allowCrossSiteCredentials = session.withCredentials; // The cookies of a CDN permit its files.
    });
    try {
      // Whole segments that are encrypted are known to HLS alone; the cookies of the user get their keys.
      await this.shaka.load(session.file ?? session.manifests.dash ?? session.manifests.hls, startSeconds, session.type);
    } catch (error) {
      this.fail(error);
      throw error;
    }
    await this.addTracks(session);
  }

  // Without its subtitles, pictures or chapters a video is still played.
  async addTracks({ subtitles, thumbnails, chapters }) {
    const added = subtitles.map((one) => this.shaka.addTextTrackAsync(one.url, one.language, one.kind, "text/vtt", "", one.label));
    await Promise.allSettled(added);
    // The library resolves the pictures against the address of the list, which has to be absolute.
    const list = thumbnails && new URL(thumbnails, location.href).href;
    this.thumbnails = list ? await this.shaka.addThumbnailsTrack(list, "text/vtt").catch(() => null) : null;
    this.shaka.selectTextTrack(null);
    this.chapters = chapters ? await this.readChapters(new URL(chapters, location.href).href).catch(() => []) : [];
    this.dispatchEvent(new Event("tracks"));
  }

  // Names with the second at which each begins, in their order.
  async readChapters(list) {
    const language = document.documentElement.lang;
    await this.shaka.addChaptersTrack(list, language, "text/vtt");
    const read = await this.shaka.getChaptersAsync(language);
    return read.map(({ title, startTime }) => ({ title, start: startTime }));
  }

  chapterAt(seconds) {
    return this.chapters.findLast(({ start }) => start <= seconds);
  }

  fail(error) {
    const fatal = error.severity !== shaka.util.Error.Severity.RECOVERABLE;
    const kind = PLAYER_CATEGORIES[error.category] ?? "media";
    this.dispatchEvent(new CustomEvent("problem", { detail: { code: `${error.code ?? "UNKNOWN"}`, kind, fatal } }));
  }

  changed() {
    const track = this.shaka.getVariantTracks().find((one) => one.active);
    if (track) this.dispatchEvent(new CustomEvent("quality", { detail: { height: track.height, bitsPerSecond: track.bandwidth } }));
  }

  stop() {
    return this.shaka.unload();
  }

  // Heights from the largest, each once.
  heights() {
    return [...new Set(this.shaka.getVariantTracks().map((one) => one.height))].filter(Boolean).sort((a, b) => b - a);
  }

  // The browser chooses again with each segment, unless a height was chosen.
  selectHeight(height) {
    this.shaka.configure("abr.enabled", !height);
    const track = this.shaka.getVideoTracks().find((one) => one.height === height);
    if (track) this.shaka.selectVideoTrack(track, true);
  }

  selectAudio(index) {
    const track = this.shaka.getAudioTracks()[index];
    if (track) this.shaka.selectAudioTrack(track);
  }

  selectText(index) {
    this.shaka.selectTextTrack(index < 0 ? null : this.shaka.getTextTracks()[index]);
  }

  thumbnailAt(seconds) {
    return this.thumbnails ? this.shaka.getThumbnails(this.thumbnails.id, seconds) : Promise.resolve(null);
  }
}
