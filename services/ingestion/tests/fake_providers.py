"""Providers in memory: each returns what a test puts into it, and records its calls. A stored failure is raised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from ingestion.application.ports.providers import Fetched, ListedTitle
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.lists.pages import ListPage
from ingestion.domain.seasons.episodes import SeasonFacts
from ingestion.domain.titles.facts import Facts, Kind, Offers, Rating, TitleKey
from ingestion.domain.titles.identity import Ids

T = TypeVar("T")


def returned(value: T | SourceFailed | None, source: str = "tmdb") -> T:
    """Return a stored value; raise a stored failure, and NOT_FOUND for what is not stored."""
    if value is None:
        raise SourceFailed("tmdb" if source == "tmdb" else "trakt", Cause.NOT_FOUND, "status 404")
    if isinstance(value, SourceFailed):
        raise value
    return value


@dataclass
class FakeTmdb:
    """TMDB."""

    titles: dict[TitleKey, Fetched[Facts] | SourceFailed] = field(default_factory=dict)
    seasons: dict[tuple[int, int], Fetched[SeasonFacts] | SourceFailed] = field(default_factory=dict)
    popularities: dict[TitleKey, float | SourceFailed] = field(default_factory=dict)
    ratings: dict[TitleKey, Rating] = field(default_factory=dict)
    regions: dict[TitleKey, Mapping[str, Offers] | SourceFailed] = field(default_factory=dict)
    pages: dict[tuple[str, int], ListPage | SourceFailed] = field(default_factory=dict)
    feed: dict[tuple[Kind, date, int], ListPage | SourceFailed] = field(default_factory=dict)
    successors: dict[str, TitleKey] = field(default_factory=dict)
    tvdb_ids: dict[tuple[Kind, int], TitleKey] = field(default_factory=dict)
    searches: dict[str, Sequence[ListedTitle] | SourceFailed] = field(default_factory=dict)
    calls: list[tuple[object, ...]] = field(default_factory=list)

    async def title(self, key: TitleKey, etag: str | None) -> Fetched[Facts]:
        self.calls.append(("title", key, etag))
        return returned(self.titles.get(key))

    async def statistics(self, key: TitleKey) -> Facts:
        self.calls.append(("statistics", key))
        rating = self.ratings.get(key)
        return Facts(
            popularity=returned(self.popularities.get(key)), ratings=None if rating is None else {"tmdb": rating}
        )

    async def offers(self, key: TitleKey) -> Fetched[Mapping[str, Offers]]:
        self.calls.append(("offers", key))
        return Fetched(returned(self.regions.get(key)))

    async def season(self, show_id: int, number: int, etag: str | None) -> Fetched[SeasonFacts]:
        self.calls.append(("season", number, etag))
        return returned(self.seasons.get((show_id, number)))

    async def trending(self, kind: Kind, page: int) -> ListPage:
        return self._page(f"trending.{kind}", page)

    async def now_playing(self, region: str, page: int) -> ListPage:
        return self._page(f"now-playing.{region}", page)

    async def released(self, region: str, since: date, until: date, *, digital: bool, page: int) -> ListPage:
        return self._page(f"{'digital' if digital else 'theatrical'}.{region}.{since}", page)

    async def changes(self, kind: Kind, since: date, until: date, page: int) -> ListPage:
        self.calls.append(("changes", kind, since, page))
        return returned(self.feed.get((kind, since, page), ListPage(page, (), 0, 1, 0)))

    async def successor(self, kind: Kind, imdb_id: str) -> TitleKey | None:
        return self.successors.get(imdb_id)

    async def by_tvdb(self, kind: Kind, tvdb_id: int) -> TitleKey | None:
        return self.tvdb_ids.get((kind, tvdb_id))

    async def search(self, text: str, language: str | None) -> Sequence[ListedTitle]:
        self.calls.append(("search", text, language))
        return returned(self.searches.get(text, ()))

    def _page(self, name: str, page: int) -> ListPage:
        self.calls.append((name, page))
        return returned(self.pages.get((name, page)))


@dataclass
class FakeTrakt:
    """Trakt."""

    response: Fetched[Facts] | SourceFailed | None = None
    audiences: dict[int, Facts | SourceFailed] = field(default_factory=dict)
    trending_watchers: dict[Kind, tuple[tuple[TitleKey, int], ...]] = field(default_factory=dict)
    show_seasons: tuple[SeasonFacts, ...] = ()
    calls: list[tuple[object, ...]] = field(default_factory=list)

    async def title(
        self, key: TitleKey, trakt_id: int | None, *, live: bool, imdb_id: str | None = None
    ) -> Fetched[Facts]:
        self.calls.append(("title", key, trakt_id, live, imdb_id))
        return returned(self.response, "trakt")

    async def audience(self, kind: Kind, trakt_id: int) -> Facts:
        self.calls.append(("audience", trakt_id))
        return returned(self.audiences.get(trakt_id), "trakt")

    async def trending(self, kind: Kind, limit: int) -> tuple[tuple[TitleKey, int], ...]:
        return self.trending_watchers.get(kind, ())

    async def seasons(self, trakt_id: int) -> tuple[SeasonFacts, ...]:
        return self.show_seasons

    async def season(self, trakt_id: int, number: int) -> SeasonFacts:
        return next(season for season in self.show_seasons if season.number == number)


@dataclass
class FakeOmdb:
    """OMDb."""

    response: Fetched[Facts] | SourceFailed | None = None
    calls: list[str] = field(default_factory=list)

    async def title(self, kind: Kind, imdb_id: str) -> Fetched[Facts]:
        self.calls.append(imdb_id)
        return returned(self.response, "omdb")


@dataclass
class FakeTvmaze:
    """TVMaze."""

    response: Fetched[tuple[Facts, tuple[SeasonFacts, ...]]] | SourceFailed | None = None
    calls: list[tuple[int | None, Ids]] = field(default_factory=list)

    async def show(
        self, *, remembered: int | None, ids: Ids, etags: Mapping[int, str]
    ) -> Fetched[tuple[Facts, tuple[SeasonFacts, ...]]]:
        self.calls.append((remembered, ids))
        return returned(self.response, "tvmaze")
