"""The source that makes responses from facts: a catalog of the day and the providers' endpoints over it."""

from collections.abc import Callable
from datetime import date

from provider_simulator import omdb
from provider_simulator.lists import letterboxd, mdblist
from provider_simulator.responses import Body, ProviderName, Query, Response
from provider_simulator.titles.catalog import Catalog
from provider_simulator.tmdb import endpoints as tmdb
from provider_simulator.trakt import endpoints as trakt
from provider_simulator.tvmaze import endpoints as tvmaze

_SPEAKERS: dict[ProviderName, Callable[[Catalog, Query], Response | None]] = {
    "tmdb": tmdb.response,
    "trakt": trakt.response,
    "omdb": omdb.response,
    "tvmaze": tvmaze.response,
    "mdblist": mdblist.response,
    "letterboxd": letterboxd.response,
}


class CurrentCatalog:
    """The catalog as it stands today; a new day gets a new one."""

    def __init__(self, make: Callable[[date], Catalog], today: Callable[[], date]) -> None:
        self._make = make
        self._today = today
        self._catalog = make(today())

    def __call__(self) -> Catalog:
        """Return the catalog of today."""
        if self._catalog.today != self._today():
            self._catalog = self._make(self._today())
        return self._catalog


class CatalogSource:
    """Responses from the catalog as it stands today."""

    def __init__(self, make: Callable[[date], Catalog], today: Callable[[], date]) -> None:
        self._current = CurrentCatalog(make, today)

    def response(self, query: Query) -> Response | None:
        """Return the provider's response from facts."""
        return _SPEAKERS[query.provider](self._current(), query)

    def describe(self) -> Body:
        """Return how many titles there are today."""
        catalog = self._current()
        return {
            "source": "catalog",
            "today": catalog.today.isoformat(),
            "movies": len(catalog.ranked("movie", "popularity")),
            "shows": len(catalog.ranked("show", "popularity")),
        }
