"""The demo catalog: the bundled tables plus the invented titles of the day, and the past of their audiences."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import get_args

from provider_simulator.titles import synthetic_shows, synthetic_titles, tables
from provider_simulator.titles.catalog import IdName, Ranking
from provider_simulator.titles.episodes import all_episodes
from provider_simulator.titles.facts import Kind, Movie, Show, Title
from provider_simulator.titles.seeded_random import mix

CHANGE_EVERY = 11
"""A title is named by the change feeds on about every eleventh day."""
PAST_DAYS = 740
"""How far `demo_past` goes back: a year, and the year before with which it is compared."""


def demo_titles() -> list[tuple[Kind, int]]:
    """Return every title of the demo catalog of today as (kind, TMDB number): movies first, in table order."""
    catalog = DemoCatalog(datetime.now(UTC).date())
    return [(title.kind, title.ids.tmdb) for title in catalog.titles]


def demo_history(today: date, days: int = 90) -> list[dict[str, object]]:
    """Return the last `days` days up to and with `today` for every demo title Trakt knows, oldest day first.

    Rows are {"kind", "tmdbId", "day" (ISO), "totalWatchers", "liveWatchers", "popularity"}. Totals never fall;
    the last day equals what Trakt stats, Trakt watching and TMDB popularity of the simulator say on `today`.
    """
    span = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    return [_row(title, day) for title in _on_trakt(DemoCatalog(today)) for day in span]


def demo_past(today: date, days: int = PAST_DAYS, titles: int = 60, *, after: int = 90) -> list[dict[str, object]]:
    """Return rows as those of `demo_history` for the days before it, of the titles with the most people watching.

    A title has no row of a day before its release.
    """
    watched = sorted(_on_trakt(DemoCatalog(today)), key=lambda title: -title.audience.on(today).live_watchers)
    span = [today - timedelta(days=back) for back in range(days - 1, after - 1, -1)]
    return [_row(title, day) for title in watched[:titles] for day in span if title.first_day <= day]


def _on_trakt(catalog: "DemoCatalog") -> list[Title]:
    return [title for title in catalog.titles if title.ids.trakt is not None]


def _row(title: Title, day: date) -> dict[str, object]:
    signals = title.audience.on(day)
    return {
        "kind": title.kind,
        "tmdbId": title.ids.tmdb,
        "day": day.isoformat(),
        "totalWatchers": signals.total_watchers,
        "liveWatchers": signals.live_watchers,
        "popularity": signals.popularity,
    }


class DemoCatalog:
    """The demo facts on one day, all in memory (about 310 titles)."""

    def __init__(self, today: date) -> None:
        self._today = today
        self.movies: tuple[Movie, ...] = (*tables.movies(), *synthetic_titles.movies(today))
        self.shows: tuple[Show, ...] = (*tables.shows(), *synthetic_shows.shows(today))
        self.titles: tuple[Title, ...] = self.movies + self.shows
        self._movie_by_id = {movie.ids.tmdb: movie for movie in self.movies}
        self._show_by_id = {show.ids.tmdb: show for show in self.shows}
        self._by_id: dict[tuple[str, str], list[Title]] = {}
        for title in self.titles:
            for name in get_args(IdName):
                self._by_id.setdefault((name, str(getattr(title.ids, name))), []).append(title)
        self._rankings: dict[tuple[Kind, Ranking, bool], list[Title]] = {}

    @property
    def today(self) -> date:
        """The day this catalog stands for."""
        return self._today

    def movie(self, tmdb_id: int) -> Movie | None:
        """Return the movie; synthetic ones stay known after they left the lists."""
        return self._movie_by_id.get(tmdb_id) or synthetic_titles.movie(tmdb_id, self._today)

    def show(self, tmdb_id: int) -> Show | None:
        """Return the show with that TMDB number."""
        return self._show_by_id.get(tmdb_id)

    def find(self, name: IdName, value: str) -> list[Title]:
        """Return the titles with that id; synthetic ones stay known after they left the lists."""
        if value == "None":
            return []
        if result := self._by_id.get((name, value)):
            return result
        gone = synthetic_titles.find(name, value, self._today)
        return [gone] if gone else []

    def ranked(self, kind: Kind, by: Ranking, *, on_trakt: bool = False) -> Sequence[Title]:
        """Return all titles of a kind, or only those Trakt knows, highest first on this day."""
        key = (kind, by, on_trakt)
        if key not in self._rankings:
            members = [title for title in self._of(kind) if title.ids.trakt is not None or not on_trakt]
            self._rankings[key] = sorted(members, key=lambda title: (-self._value(title, by), title.ids.tmdb))
        return self._rankings[key]

    def released(self, kind: Kind, first: date, last: date) -> list[Title]:
        """Return the titles whose first day lies in the range."""
        return [title for title in self._of(kind) if first <= title.first_day <= last]

    def matching(self, kind: Kind, text: str) -> list[Title]:
        """Return the titles holding the text, exact titles first, then by popularity."""
        target = text.casefold().strip()
        result = [
            title
            for title in self.ranked(kind, "popularity")
            if target in title.title.casefold() or target in title.original_title.casefold()
        ]
        return sorted(result, key=lambda title: title.title.casefold() != target)

    def changed(self, kind: Kind, day: date) -> list[Title]:
        """Return about every eleventh title, another set each day."""
        return [t for t in self._of(kind) if mix(21, t.ids.tmdb) % CHANGE_EVERY == day.toordinal() % CHANGE_EVERY]

    def airing(self, day: date) -> list[Show]:
        """Return the shows with a regular episode on that day."""
        return [show for show in self.shows if any(e.air_date == day for e in all_episodes(show))]

    def _of(self, kind: Kind) -> Sequence[Title]:
        return self.movies if kind == "movie" else self.shows

    def _value(self, title: Title, by: Ranking) -> float:
        signals = title.audience.on(self._today)
        if by == "popularity":
            return signals.popularity
        return signals.live_watchers if by == "live" else signals.total_watchers
