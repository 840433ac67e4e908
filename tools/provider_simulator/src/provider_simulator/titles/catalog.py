"""The port to a catalog of facts as it stands on one day, and two catalogs joined into one."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain
from typing import Literal, Protocol, overload

from provider_simulator.titles.facts import Kind, Movie, Show, Title

Ranking = Literal["popularity", "live", "watchers"]
IdName = Literal["imdb", "trakt", "slug", "tvdb", "tvmaze"]


class Catalog(Protocol):
    """Facts on one day. Rankings are highest first; every other list has a fixed order."""

    @property
    def today(self) -> date:
        """The day this catalog stands for."""

    def movie(self, tmdb_id: int) -> Movie | None:
        """Return the movie with that TMDB number."""

    def show(self, tmdb_id: int) -> Show | None:
        """Return the show with that TMDB number."""

    def find(self, name: IdName, value: str) -> list[Title]:
        """Return the titles another provider knows by that id; a Trakt number may name a movie and a show."""

    def ranked(self, kind: Kind, by: Ranking, *, on_trakt: bool = False) -> Sequence[Title]:
        """Return all titles of a kind, or only those Trakt knows, highest first."""

    def released(self, kind: Kind, first: date, last: date) -> list[Title]:
        """Return the titles whose first day lies in the range, both ends included."""

    def matching(self, kind: Kind, text: str) -> list[Title]:
        """Return the titles whose title or original title holds the text, best first."""

    def changed(self, kind: Kind, day: date) -> list[Title]:
        """Return the titles the providers' change feeds name for that day."""

    def airing(self, day: date) -> list[Show]:
        """Return the shows with a regular episode on that day."""


class JoinedCatalog:
    """Several catalogs as one; in rankings and lists the first catalog comes first."""

    def __init__(self, *parts: Catalog) -> None:
        self._parts = parts

    @property
    def today(self) -> date:
        """The day of the parts."""
        return self._parts[0].today

    def movie(self, tmdb_id: int) -> Movie | None:
        """Return the movie of the first part that knows it."""
        return next((result for part in self._parts if (result := part.movie(tmdb_id))), None)

    def show(self, tmdb_id: int) -> Show | None:
        """Return the show of the first part that knows it."""
        return next((result for part in self._parts if (result := part.show(tmdb_id))), None)

    def find(self, name: IdName, value: str) -> list[Title]:
        """Return the finds of every part."""
        return self._all(lambda part: part.find(name, value))

    def ranked(self, kind: Kind, by: Ranking, *, on_trakt: bool = False) -> Sequence[Title]:
        """Return the ranking of the first part, then that of the next."""
        return _Chained([part.ranked(kind, by, on_trakt=on_trakt) for part in self._parts])

    def released(self, kind: Kind, first: date, last: date) -> list[Title]:
        """Return the releases of every part."""
        return self._all(lambda part: part.released(kind, first, last))

    def matching(self, kind: Kind, text: str) -> list[Title]:
        """Return the matches of every part."""
        return self._all(lambda part: part.matching(kind, text))

    def changed(self, kind: Kind, day: date) -> list[Title]:
        """Return the changes of every part."""
        return self._all(lambda part: part.changed(kind, day))

    def airing(self, day: date) -> list[Show]:
        """Return the shows of every part."""
        return list(chain.from_iterable(part.airing(day) for part in self._parts))

    def _all(self, select: Callable[[Catalog], Iterable[Title]]) -> list[Title]:
        return list(chain.from_iterable(select(part) for part in self._parts))


class _Chained(Sequence[Title]):
    def __init__(self, parts: list[Sequence[Title]]) -> None:
        self._parts = parts

    def __len__(self) -> int:
        return sum(len(part) for part in self._parts)

    @overload
    def __getitem__(self, index: int) -> Title: ...
    @overload
    def __getitem__(self, index: slice) -> list[Title]: ...
    def __getitem__(self, index: int | slice) -> Title | list[Title]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
        for part in self._parts:
            if index < len(part):
                return part[index]
            index -= len(part)
        raise IndexError(index)
