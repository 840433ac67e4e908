// The seek bar: a range with the position in words, what is buffered, and a picture of where the pointer is.
class PlayerSeekBar {
  constructor(root, video, engine) {
    this.video = video;
    this.engine = engine;
    this.range = root.querySelector("[data-seek]");
    this.preview = root.querySelector("[data-preview]");
    this.picture = this.preview.querySelector("[data-picture]");
    this.label = this.preview.querySelector("[data-label]");
    this.marks = root.querySelector("[data-marks]");
    this.times = root.querySelectorAll("[data-now], [data-duration]");
    this.range.addEventListener("input", () => this.seek(Number(this.range.value)));
    this.range.addEventListener("pointermove", (event) => this.show(event));
    for (const name of ["pointerleave", "pointercancel"]) this.range.addEventListener(name, () => this.hide());
    engine.addEventListener("tracks", () => this.mark());
    for (const name of ["timeupdate", "durationchange", "seeking", "progress"]) video.addEventListener(name, () => this.update());
  }

  static time(seconds) {
    const whole = Math.max(0, Math.floor(seconds || 0));
    const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const shown = parts[0] ? parts : parts.slice(1);
    return shown.map((part, index) => (index ? String(part).padStart(2, "0") : String(part))).join(":");
  }

  seek(seconds) {
    const { duration } = this.video;
    if (duration) this.video.currentTime = Math.min(Math.max(0, seconds), Math.max(0, duration - 0.1));
  }

  update() {
    const { currentTime, duration, buffered } = this.video;
    if (!Number.isFinite(duration)) return;
    this.range.max = String(Math.ceil(duration));
    if (!this.range.matches(":active")) this.range.value = String(currentTime);
    const [now, whole] = [PlayerSeekBar.time(currentTime), PlayerSeekBar.time(duration)];
    this.range.setAttribute("aria-valuetext", this.range.dataset.words.replace("{now}", now).replace("{duration}", whole));
    for (const place of this.times) place.textContent = "now" in place.dataset ? now : whole;
    const end = buffered.length ? buffered.end(buffered.length - 1) : 0;
    this.range.style.setProperty("--played", `${(100 * currentTime) / duration}%`);
    this.range.style.setProperty("--buffered", `${(100 * end) / duration}%`);
  }

  // Where chapters begin; the first begins with the video.
  mark() {
    const { duration } = this.video;
    if (!Number.isFinite(duration)) return;
    const marks = this.engine.chapters.filter(({ start }) => start > 0).map(({ start }) => {
      const mark = document.createElement("span");
      mark.style.setProperty("inset-inline-start", `${(100 * start) / duration}%`);
      return mark;
    });
    this.marks.replaceChildren(...marks);
  }

  async show(event) {
    const { duration } = this.video;
    if (!Number.isFinite(duration)) return;
    const box = this.range.getBoundingClientRect();
    const share = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    const seconds = (document.dir === "rtl" ? 1 - share : share) * duration;
    const chapter = this.engine.chapterAt(seconds);
    this.label.textContent = [PlayerSeekBar.time(seconds), chapter?.title].filter(Boolean).join(" · ");
    this.preview.hidden = false;
    this.preview.style.setProperty("--at", `${Math.round(share * box.width)}px`);
    const asked = (this.asked = Symbol("preview"));
    const thumbnail = await this.engine.thumbnailAt(seconds).catch(() => null);
    if (asked !== this.asked) return;
    this.picture.hidden = !thumbnail;
    if (!thumbnail) return;
    Object.assign(this.picture.style, {
      width: `${thumbnail.width}px`,
      height: `${thumbnail.height}px`,
      backgroundImage: `url("${thumbnail.uris[0].split("#")[0]}")`,
      backgroundPosition: `-${thumbnail.positionX}px -${thumbnail.positionY}px`,
    });
  }

  hide() {
    this.asked = null;
    this.preview.hidden = true;
  }
}
