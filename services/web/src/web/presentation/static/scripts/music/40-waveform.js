// The loudness of a track over its length, drawn behind the seek bar. It is computed only while it is shown, out of files
// that are not too large, at a low rate, so that a long track needs little memory.
class MusicWaveform {
  static MOST_BYTES = 40 * 1024 * 1024;
  static MOST_SECONDS = 1200;
  static RATE = 8000;
  static BARS = 240;
  static KEPT = 30;

  constructor(canvas) {
    this.canvas = canvas;
    this.peaks = new Map();
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  static peaksOf(samples, bars) {
    const width = Math.max(1, Math.floor(samples.length / bars));
    const peaks = Array.from({ length: bars }, (_, bar) => {
      let peak = 0;
      for (let place = bar * width; place < Math.min((bar + 1) * width, samples.length); place += 1) peak = Math.max(peak, Math.abs(samples[place]));
      return peak;
    });
    const highest = Math.max(...peaks, 0.01);
    return peaks.map((peak) => peak / highest);
  }

  async show(track) {
    this.track = track;
    this.share = 0;
    this.draw();
    const isCostly = navigator.connection?.saveData || (track?.durationMs ?? 0) > MusicWaveform.MOST_SECONDS * 1000;
    if (!track || this.peaks.has(track.id) || isCostly || typeof OfflineAudioContext === "undefined") return;
    const content = await MusicCalls.file(track);
    if (!content || this.track?.id !== track.id) return;
    const decoder = new OfflineAudioContext(1, 1, MusicWaveform.RATE);
    const audio = await decoder.decodeAudioData(content).catch(() => null);
    if (!audio) return;
    if (this.peaks.size >= MusicWaveform.KEPT) this.peaks.delete(this.peaks.keys().next().value);
    this.peaks.set(track.id, MusicWaveform.peaksOf(audio.getChannelData(0), MusicWaveform.BARS));
    this.draw();
  }

  at(share) {
    this.share = share;
    this.draw();
  }

  draw() {
    const { canvas, track } = this;
    const peaks = track && this.peaks.get(track.id);
    canvas.toggleAttribute("data-drawn", Boolean(peaks));
    const width = Math.round(canvas.clientWidth * devicePixelRatio);
    const height = Math.round(canvas.clientHeight * devicePixelRatio);
    if (!width || !height) return;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, width, height);
    if (!peaks) return;
    const style = getComputedStyle(canvas);
    const [played, rest] = [style.getPropertyValue("accent-color"), style.color];
    const step = width / peaks.length;
    peaks.forEach((peak, bar) => {
      const size = Math.max(devicePixelRatio, peak * height);
      context.fillStyle = bar / peaks.length < this.share ? played : rest;
      context.fillRect(bar * step, (height - size) / 2, Math.max(1, step * 0.7), size);
    });
  }
}
