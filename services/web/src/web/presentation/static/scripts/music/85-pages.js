// Buttons of pages: `data-music` names what is done with a track, with the tracks of the page, or with those of a list by
// its kind and id.
class MusicPages {
  constructor(player) {
    this.player = player;
    document.addEventListener("click", (event) => this.press(event));
  }

  // What plays count of from where a track was started: `[context, source, its id]`.
  static CONTEXTS = { album: "album", artist: "artist", playlist: "playlist", mix: "recommendation" };

  static origin(kind, id) {
    return [MusicPages.CONTEXTS[kind] ?? "direct", kind, id];
  }

  static originOfPage() {
    const [, area, kind, id] = location.pathname.split("/");
    if (area === "music" && kind === "search") return ["search"];
    if (area === "music" && kind === "mixes") return MusicPages.origin("mix", location.pathname.split("/").slice(3).join("/"));
    const source = area === "music" && id && { albums: "album", artists: "artist", genres: "genre", playlists: "playlist" }[kind];
    return source ? MusicPages.origin(source, id) : ["direct"];
  }

  static entries(rows) {
    const from = MusicPages.originOfPage();
    return [...rows].map((row) => ({ ...JSON.parse(row.dataset.track), from }));
  }

  press(event) {
    const control = event.target.closest?.("[data-music]:is(a, button)");
    if (!control || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    control.closest("details.menu")?.removeAttribute("open");
    this.act(control).catch(() => this.player.bar.explain("network"));
  }

  async act(control) {
    const { music: action, kind, id } = control.dataset;
    const row = control.closest("[data-track]");
    // A track is played with all of its page, from its place on.
    const rows = [...document.querySelectorAll("[data-track]")];
    if (action === "play") {
      await this.player.playList(MusicPages.entries(rows), rows.indexOf(row));
      return;
    }
    const tracks = await this.tracks({ row, rows, kind, id });
    if (!tracks) return;
    if (action === "load") await this.player.playList(tracks);
    else if (action === "shuffle") await this.player.playList(MusicQueue.shuffled(tracks));
    else this.announce(this.player.add(tracks, { isNext: action === "next" }));
  }

  async tracks({ row, rows, kind, id }) {
    if (kind) {
      const { data, problem } = await MusicCalls.tracks(kind, id);
      if (problem) this.player.bar.explain(problem);
      return data?.map((track) => ({ ...track, from: MusicPages.origin(kind, id) })) ?? null;
    }
    return MusicPages.entries(row ? [row] : rows);
  }

  announce(count) {
    const { announcement } = document.getElementById("music").dataset;
    document.getElementById("announcer").textContent = announcement.replace("{count}", String(count));
  }
}
