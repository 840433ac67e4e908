// The lyrics of the present track; of those with times, the line that is sung is marked and kept in sight.
class MusicLyrics {
  constructor(place) {
    this.place = place;
    this.track = null;
  }

  async show(track) {
    if (this.track?.id === track?.id) return;
    this.track = track;
    this.lines = [];
    this.place.replaceChildren();
    if (!track) return;
    const html = await MusicCalls.lyrics(track);
    if (this.track?.id !== track.id) return;
    this.place.innerHTML = html;
    this.lines = [...this.place.querySelectorAll("[data-at]")].map((line) => ({ line, at: Number(line.dataset.at) }));
  }

  at(seconds) {
    if (!this.lines?.length) return;
    const sung = this.lines.findLast(({ at }) => at <= seconds)?.line ?? null;
    if (sung === this.sung) return;
    this.sung?.removeAttribute("data-sung");
    this.sung?.removeAttribute("aria-current");
    this.sung = sung;
    if (!sung) return;
    sung.setAttribute("data-sung", "");
    sung.setAttribute("aria-current", "true");
    const { offsetTop, offsetHeight } = sung;
    this.place.scrollTop = offsetTop - this.place.offsetTop - (this.place.clientHeight - offsetHeight) / 2;
  }
}
