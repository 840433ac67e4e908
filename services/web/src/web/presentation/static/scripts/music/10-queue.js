// The queue of a user, which the browser keeps: its tracks, the one that plays, and how it is played.
class MusicQueue extends EventTarget {
  static MOST = 1000;
  static REPEATS = ["off", "all", "one"];
  static INITIAL = { tracks: [], index: -1, seconds: 0, volume: 1, isMuted: false, repeat: "off", loudness: "auto" };

  constructor(user) {
    super();
    this.key = `marquee-music:${user}`;
    this.state = { ...MusicQueue.INITIAL, ...this.read() };
    // Another tab has changed the queue; the one that plays keeps its own.
    addEventListener("storage", (event) => {
      if (event.key === this.key && !this.isPlaying) this.restore();
    });
  }

  // What is stored may be of an older version, or changed by hand.
  read() {
    try {
      const stored = JSON.parse(localStorage.getItem(this.key)) ?? {};
      const isWhole = Array.isArray(stored.tracks) && stored.tracks.every((one) => one?.id && one.key && Array.isArray(one.artists));
      return isWhole && stored.index < stored.tracks.length ? stored : {};
    } catch {
      return {};
    }
  }

  restore() {
    this.state = { ...MusicQueue.INITIAL, ...this.read() };
    this.dispatchEvent(new Event("change"));
  }

  keep() {
    try {
      localStorage.setItem(this.key, JSON.stringify(this.state));
    } catch {
      // A browser without space plays on; the queue is lost with the page.
    }
  }

  changed() {
    this.keep();
    this.dispatchEvent(new Event("change"));
  }

  set(values) {
    Object.assign(this.state, values);
    this.changed();
  }

  get track() {
    return this.state.tracks[this.state.index] ?? null;
  }

  // A track may be in the queue more than once: each place has a key of its own.
  static keyed(tracks) {
    return tracks.map((track) => ({ ...track, key: crypto.randomUUID() }));
  }

  static shuffled(tracks) {
    const order = [...tracks];
    for (let last = order.length - 1; last > 0; last -= 1) {
      const other = Math.floor(Math.random() * (last + 1));
      [order[last], order[other]] = [order[other], order[last]];
    }
    return order;
  }

  // Begins at a track even if not all of the list fit.
  replace(tracks, index = 0) {
    const begin = Math.max(0, Math.min(index, tracks.length - MusicQueue.MOST));
    this.set({ tracks: MusicQueue.keyed(tracks.slice(begin, begin + MusicQueue.MOST)), index: index - begin, seconds: 0 });
  }

  add(tracks, { isNext = false } = {}) {
    const { tracks: present, index } = this.state;
    const added = MusicQueue.keyed(tracks.slice(0, MusicQueue.MOST - present.length));
    const place = isNext ? index + 1 : present.length;
    this.set({ tracks: present.toSpliced(place, 0, ...added), index: index < 0 ? 0 : index });
    return added.length;
  }

  // Returns whether the track that plays was removed.
  remove(position) {
    const { tracks, index } = this.state;
    const rest = tracks.toSpliced(position, 1);
    const isCurrent = position === index;
    const moved = position < index ? index - 1 : Math.min(index, rest.length - 1);
    this.set({ tracks: rest, index: moved, seconds: isCurrent ? 0 : this.state.seconds });
    return isCurrent;
  }

  move(from, to) {
    const { tracks, index } = this.state;
    if (to < 0 || to >= tracks.length || from === to) return;
    const current = tracks[index]?.key;
    const moved = tracks.toSpliced(from, 1).toSpliced(to, 0, tracks[from]);
    this.set({ tracks: moved, index: moved.findIndex((one) => one.key === current) });
  }

  shuffleRest() {
    const { tracks, index } = this.state;
    this.set({ tracks: [...tracks.slice(0, index + 1), ...MusicQueue.shuffled(tracks.slice(index + 1))] });
  }

  clear() {
    this.set({ tracks: [], index: -1, seconds: 0 });
  }

  // The place that follows by itself, or -1.
  following({ isChosen = false } = {}) {
    const { tracks, index, repeat } = this.state;
    if (repeat === "one" && !isChosen) return index;
    if (index + 1 < tracks.length) return index + 1;
    return repeat === "off" ? -1 : 0;
  }

  // Whether the present track is heard with its album: its neighbour in the queue is of the same one.
  isWithAlbum(index = this.state.index) {
    const { tracks } = this.state;
    const album = tracks[index]?.albumId;
    return [tracks[index - 1], tracks[index + 1]].some((one) => one && one.albumId === album);
  }
}
