// Buttons and keys. Each button has its action in `data-action`; keys do the same wherever no field has the focus.
class PlayerControls {
  static IDLE_MS = 3000;
  static STEP = 10;

  constructor(root, video, seekBar, settings) {
    this.root = root;
    this.video = video;
    this.seekBar = seekBar;
    this.volume = root.querySelector("[data-volume]");
    const skip = (seconds) => seekBar.seek(video.currentTime + seconds);
    const louder = (step) => this.setVolume(video.volume + step);
    this.actions = {
      play: () => this.play(),
      back: () => skip(-PlayerControls.STEP),
      forward: () => skip(PlayerControls.STEP),
      mute: () => (video.muted = !video.muted),
      text: () => settings.toggleText(),
      picture: () => this.togglePicture(),
      screen: () => this.toggleScreen(),
    };
    const { play, back, forward, mute, text, screen } = this.actions;
    this.keys = {
      " ": play, k: play, ArrowLeft: back, ArrowRight: forward, ArrowUp: () => louder(0.1), ArrowDown: () => louder(-0.1),
      m: mute, f: screen, c: text, "<": () => settings.changeSpeed(-1), ">": () => settings.changeSpeed(1),
    };
    root.addEventListener("click", (event) => this.actions[event.target.closest("[data-action]")?.dataset.action]?.());
    video.addEventListener("click", play);
    document.addEventListener("keydown", (event) => this.press(event));
    this.volume.addEventListener("input", () => this.setVolume(Number(this.volume.value)));
    for (const name of ["play", "pause", "volumechange", "ended"]) video.addEventListener(name, () => this.update());
    for (const name of ["pointermove", "keydown", "focusin"]) root.addEventListener(name, () => this.wake());
    document.addEventListener("fullscreenchange", () => this.update());
    root.querySelector("[data-action=picture]").hidden = !document.pictureInPictureEnabled;
    root.querySelector("[data-action=screen]").hidden = !document.fullscreenEnabled;
    this.update();
  }

  play() {
    if (this.video.paused) this.video.play().catch(() => {});
    else this.video.pause();
  }

  setVolume(value) {
    this.video.volume = Math.min(Math.max(value, 0), 1);
    this.video.muted = this.video.volume === 0;
  }

  togglePicture() {
    if (document.pictureInPictureElement) document.exitPictureInPicture();
    else this.video.requestPictureInPicture().catch(() => {});
  }

  toggleScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.root.requestFullscreen().catch(() => {});
  }

  // Keys belong to the player unless something else uses them: a field, an open menu, or a button that space presses.
  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.root.dataset.state !== "ready") return;
    const { target, key } = event;
    if (target.closest?.("input, select, textarea, dialog")) return;
    if (key === " " && target.closest?.("button, a, summary")) return;
    const action = this.keys[key] ?? this.keys[key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action();
    this.wake();
  }

  wake() {
    delete this.root.dataset.idle;
    clearTimeout(this.idle);
    this.idle = setTimeout(() => {
      if (!this.video.paused) this.root.dataset.idle = "";
    }, PlayerControls.IDLE_MS);
  }

  // A button that changes its meaning changes its name with it.
  update() {
    const { video, root } = this;
    const states = { play: !video.paused, mute: video.muted, screen: document.fullscreenElement === root };
    for (const [action, isOn] of Object.entries(states)) {
      const button = root.querySelector(`[data-action=${action}]`);
      button.setAttribute("aria-label", isOn ? button.dataset.on : button.dataset.off);
      button.title = button.getAttribute("aria-label");
      button.toggleAttribute("data-is-on", isOn);
    }
    this.volume.value = String(video.muted ? 0 : video.volume);
    this.wake();
  }
}
