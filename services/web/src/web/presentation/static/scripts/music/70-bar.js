// The bar of the player: what plays, its buttons and keys, and the panel with the queue and the lyrics.
class MusicBar {
  static KEYS = { k: "play", j: "back", l: "forward", n: "next", p: "previous", m: "mute", q: "panel" };
  static STEP = 10;

  constructor(root, queue, player) {
    Object.assign(this, { root, queue, player });
    this.seek = root.querySelector("[data-seek]");
    this.volume = root.querySelector("[data-volume]");
    this.loudness = root.querySelector("[data-loudness]");
    this.panel = root.querySelector("[data-panel]");
    this.problem = root.querySelector("[data-problem]");
    this.list = new MusicQueueList(root, queue, player);
    this.lyrics = new MusicLyrics(root.querySelector("[data-lyrics]"));
    this.waveform = new MusicWaveform(root.querySelector("[data-waveform]"));
    const skip = (seconds) => player.seek(player.engine.seconds + seconds);
    this.actions = {
      play: () => player.toggle(),
      previous: () => player.previous(),
      next: () => player.next(),
      back: () => skip(-MusicBar.STEP),
      forward: () => skip(MusicBar.STEP),
      mute: () => queue.set({ isMuted: !queue.state.isMuted }),
      repeat: () => queue.set({ repeat: MusicQueue.REPEATS[(MusicQueue.REPEATS.indexOf(queue.state.repeat) + 1) % MusicQueue.REPEATS.length] }),
      shuffle: () => player.shuffleRest(),
      panel: () => this.togglePanel(),
      clear: () => player.clear(),
    };
    root.addEventListener("click", (event) => this.actions[event.target.closest("[data-action]")?.dataset.action]?.());
    root.addEventListener("keydown", (event) => this.press(event));
    this.seek.addEventListener("input", () => player.seek(Number(this.seek.value)));
    this.volume.addEventListener("input", () => queue.set({ volume: Number(this.volume.value), isMuted: Number(this.volume.value) === 0 }));
    this.loudness.addEventListener("change", () => queue.set({ loudness: this.loudness.value }));
  }

  static time(seconds) {
    const whole = Math.max(0, Math.floor(seconds || 0));
    const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const shown = parts[0] ? parts : parts.slice(1);
    return shown.map((part, index) => (index ? String(part).padStart(2, "0") : String(part))).join(":");
  }

  // Keys do something only while the bar has the focus, and no field of it needs them.
  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, input[type=text]")) return;
    if (event.key === "Escape" && !this.panel.hidden) {
      this.togglePanel();
      return;
    }
    const action = MusicBar.KEYS[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    this.actions[action]();
  }

  togglePanel() {
    this.panel.hidden = !this.panel.hidden;
    const button = this.root.querySelector("[data-action=panel]");
    button.setAttribute("aria-expanded", String(!this.panel.hidden));
    this.showTrack();
    if (this.panel.hidden) button.focus();
  }

  explain(kind = "") {
    this.problem.hidden = !kind;
    const text = kind && this.root.querySelector(`template[data-reason="${kind}"]`);
    this.problem.replaceChildren(...(text ? [text.content.cloneNode(true)] : []));
  }

  name(action, isOn) {
    const button = this.root.querySelector(`[data-action=${action}]`);
    button.setAttribute("aria-label", isOn ? button.dataset.on : button.dataset.off);
    button.title = button.getAttribute("aria-label");
    button.toggleAttribute("data-is-on", isOn);
  }

  // The queue, or how it is played, has changed.
  show() {
    const { volume, isMuted, repeat, loudness, tracks } = this.queue.state;
    this.root.hidden = tracks.length === 0;
    this.volume.value = String(isMuted ? 0 : volume);
    this.loudness.value = loudness;
    this.name("mute", isMuted);
    const button = this.root.querySelector("[data-action=repeat]");
    button.dataset.repeat = repeat;
    button.setAttribute("aria-label", button.dataset[repeat]);
    button.title = button.dataset[repeat];
    this.list.show();
    this.showTrack();
  }

  showTrack() {
    const { track } = this.queue;
    const title = this.root.querySelector("[data-now-title]");
    title.textContent = track?.title ?? "";
    this.root.toggleAttribute("data-is-radio", Boolean(track?.isRadio));
    if (track) title.href = track.isRadio ? "/music/radio" : `/music/albums/${encodeURIComponent(track.albumId)}`;
    this.root.querySelector("[data-now-artists]").textContent = this.player.subtitle;
    const [letter, picture] = [this.root.querySelector("[data-now-letter]"), this.root.querySelector("[data-now-cover]")];
    letter.textContent = track?.albumName.slice(0, 1) ?? "";
    picture.hidden = !track?.coverUrl;
    if (track?.coverUrl) picture.src = track.coverUrl;
    for (const row of document.querySelectorAll("[data-track]")) row.toggleAttribute("data-current", Boolean(track) && row.dataset.track.includes(`"${track.id}"`));
    if (this.panel.hidden) return;
    this.lyrics.show(track);
    if (this.waveform.track?.id !== track?.id) this.waveform.show(track);
  }

  update() {
    const { engine } = this.player;
    const { seconds, duration, isPlaying } = engine;
    this.name("play", isPlaying);
    this.seek.max = String(Math.max(1, Math.ceil(duration)));
    if (!this.seek.matches(":active")) this.seek.value = String(seconds);
    const [now, whole] = [MusicBar.time(seconds), MusicBar.time(duration)];
    this.seek.setAttribute("aria-valuetext", this.seek.dataset.words.replace("{now}", now).replace("{duration}", whole));
    this.seek.style.setProperty("--played", `${duration ? (100 * seconds) / duration : 0}%`);
    this.root.querySelector("[data-now]").textContent = now;
    this.root.querySelector("[data-duration]").textContent = whole;
    if (this.panel.hidden) return;
    this.lyrics.at(seconds);
    this.waveform.at(duration ? seconds / duration : 0);
  }
}
