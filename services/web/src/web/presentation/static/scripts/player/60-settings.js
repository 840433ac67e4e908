// Chapters, subtitles, audio, quality and speed: fields of the settings, filled with what the video has.
class PlayerSettings {
  static SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];

  constructor(root, video, engine) {
    this.video = video;
    this.engine = engine;
    this.fields = Object.fromEntries([...root.querySelectorAll("[data-setting]")].map((field) => [field.dataset.setting, field]));
    this.names = new Intl.DisplayNames(document.documentElement.lang, { type: "language" });
    const { text, audio, quality, speed, chapter } = this.fields;
    chapter.addEventListener("change", () => (video.currentTime = engine.chapters[Number(chapter.value)].start));
    for (const name of ["timeupdate", "seeked"]) video.addEventListener(name, () => this.updateChapter());
    text.addEventListener("change", () => engine.selectText(Number(text.value)));
    audio.addEventListener("change", () => engine.selectAudio(Number(audio.value)));
    quality.addEventListener("change", () => engine.selectHeight(Number(quality.value)));
    speed.addEventListener("change", () => (video.playbackRate = Number(speed.value)));
    engine.addEventListener("tracks", () => this.fill());
    this.setOptions(speed, PlayerSettings.SPEEDS.map((value) => [value, `${value.toLocaleString(document.documentElement.lang)}×`]), 1);
  }

  fill() {
    const { shaka } = this.engine;
    const { text, audio, quality } = this.fields;
    const subtitles = shaka.getTextTracks().map((track, index) => [index, this.nameOf(track)]);
    this.fillChapters();
    this.setOptions(text, [[-1, text.dataset.none], ...subtitles], text.value || -1);
    this.setOptions(audio, shaka.getAudioTracks().map((track, index) => [index, this.nameOf(track)]), audio.value || 0);
    this.setOptions(quality, [[0, quality.dataset.automatic], ...this.engine.heights().map((height) => [height, `${height}p`])], quality.value || 0);
  }

  // A video without chapters has no field for them.
  fillChapters() {
    const { chapter } = this.fields;
    const options = this.engine.chapters.map(({ title, start }, index) => [index, `${PlayerSeekBar.time(start)} ${title}`]);
    this.setOptions(chapter, options, 0);
    chapter.closest(".field").hidden = options.length < 2;
    this.updateChapter();
  }

  updateChapter() {
    const { chapter } = this.fields;
    const current = this.engine.chapterAt(this.video.currentTime);
    if (current && document.activeElement !== chapter) chapter.value = String(this.engine.chapters.indexOf(current));
  }

  nameOf({ label, language }) {
    if (label) return label;
    try {
      return language && language !== "und" ? this.names.of(language) : "–";
    } catch {
      return language;
    }
  }

  setOptions(field, options, chosen) {
    field.replaceChildren(...options.map(([value, label]) => new Option(label, String(value), false, String(value) === String(chosen))));
    field.disabled = options.length < 2;
  }

  // The subtitles that were shown last, or else the first.
  toggleText() {
    const { text } = this.fields;
    if (text.options.length < 2) return;
    if (Number(text.value) >= 0) this.lastText = text.value;
    text.value = Number(text.value) >= 0 ? "-1" : (this.lastText ?? text.options[1].value);
    text.dispatchEvent(new Event("change"));
  }

  changeSpeed(step) {
    const { speed } = this.fields;
    const index = Math.min(Math.max(speed.selectedIndex + step, 0), speed.options.length - 1);
    speed.selectedIndex = index;
    speed.dispatchEvent(new Event("change"));
  }
}
