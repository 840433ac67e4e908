"""The providers, as the use cases request facts from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Protocol, TypeVar

from ingestion.domain.lists.pages import ListPage
from ingestion.domain.seasons.episodes import SeasonFacts
from ingestion.domain.titles.facts import Facts, Kind, Offers, Source, TitleKey
from ingestion.domain.titles.identity import Ids

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fetched(Generic[T]):
    """A provider's response; `value` null means that nothing has changed since the entity tag that was sent.

    `degraded` names what could not be read or fetched, although the response as a whole counts. `unread` names the
    facts that the response therefore, or by its nature, does not cover. `origin` is the id that led to the title there.
    """

    value: T | None
    etag: str | None = None
    degraded: tuple[str, ...] = ()
    unread: frozenset[str] = frozenset()
    origin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTitle:
    """A title in the results of a search; null where it is unknown."""

    key: TitleKey
    title: str
    original_title: str | None = None
    year: int | None = None
    poster_path: str | None = None
    rating: float | None = None
    """From 0 to 10."""


class Tmdb(Protocol):
    """The movie and show database that numbers the titles. Every method raises SourceFailed."""

    async def title(self, key: TitleKey, etag: str | None) -> Fetched[Facts]: ...
    async def statistics(self, key: TitleKey) -> Facts: ...
    async def offers(self, key: TitleKey) -> Fetched[Mapping[str, Offers]]: ...
    async def season(self, show_id: int, number: int, etag: str | None) -> Fetched[SeasonFacts]: ...
    async def trending(self, kind: Kind, page: int) -> ListPage: ...
    async def now_playing(self, region: str, page: int) -> ListPage: ...
    async def released(self, region: str, since: date, until: date, *, digital: bool, page: int) -> ListPage: ...
    async def changes(self, kind: Kind, since: date, until: date, page: int) -> ListPage: ...
    async def successor(self, kind: Kind, imdb_id: str) -> TitleKey | None: ...
    async def by_tvdb(self, kind: Kind, tvdb_id: int) -> TitleKey | None: ...
    async def search(self, text: str, language: str | None) -> Sequence[ListedTitle]: ...


class Trakt(Protocol):
    """The audience of titles. Every method raises SourceFailed."""

    async def title(
        self, key: TitleKey, trakt_id: int | None, *, live: bool, imdb_id: str | None = None
    ) -> Fetched[Facts]: ...
    async def audience(self, kind: Kind, trakt_id: int) -> Facts: ...
    async def trending(self, kind: Kind, limit: int) -> tuple[tuple[TitleKey, int], ...]: ...
    async def seasons(self, trakt_id: int) -> tuple[SeasonFacts, ...]: ...
    async def season(self, trakt_id: int, number: int) -> SeasonFacts: ...


class FactsByImdbId(Protocol):
    """A provider that has facts of a title under its IMDb id and needs no more, such as OMDb."""

    async def title(self, kind: Kind, imdb_id: str) -> Fetched[Facts]:
        """Return the facts of a title; raise SourceFailed."""
        ...


class Tvmaze(Protocol):
    """Air times of episodes. Every method raises SourceFailed."""

    async def show(
        self, *, remembered: int | None, ids: Ids, etags: Mapping[int, str]
    ) -> Fetched[tuple[Facts, tuple[SeasonFacts, ...]]]:
        """Return a show by its remembered TVMaze id, or by a look-up; `etags` holds the entity tag of a TVMaze id."""
        ...


@dataclass(frozen=True, slots=True)
class Providers:
    """The providers that are configured; TMDB must be, for anything to be imported."""

    tmdb: Tmdb | None = None
    trakt: Trakt | None = None
    tvmaze: Tvmaze | None = None
    by_imdb_id: Mapping[Source, FactsByImdbId] = field(default_factory=dict)
    """The providers that need nothing but an IMDb id; an import queries all of them."""

    def configured(self, source: Source) -> bool:
        """Return whether a provider can be called."""
        return source in self.by_imdb_id or getattr(self, source, None) is not None
