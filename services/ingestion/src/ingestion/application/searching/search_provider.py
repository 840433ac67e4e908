"""Search of TMDB's titles by text, for users who look for a title that is not imported.

A search is a call like any other: it has the budget, the circuit breaker and the reserve of background work. Responses
are kept for a while, and equal searches at the same time are one call. Neither counts for a user.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from chassis.core.clock import Clock
from ingestion.application.ports.providers import ListedTitle, Tmdb
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.application.request_priority import current_priority, wait_at_most
from ingestion.domain.errors import SearchLimit
from ingestion.domain.failures import SourceFailed
from ingestion.domain.jobs import Priority
from ingestion.domain.search_allowance import SearchAllowance
from ingestion.domain.titles.facts import TitleKey

logger = logging.getLogger(__name__)

KEPT_FOR: Final = timedelta(minutes=10)
MOST_KEPT: Final = 2000
LEAST_CHARACTERS: Final = 2
"""A shorter text is not sent: it has no results."""

_Key = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """How often one user may search per minute, and how many seconds a search may take."""

    per_minute: int = 30
    seconds: float = 1.8


@dataclass(frozen=True, slots=True)
class SearchOutcome:
    """The titles that the provider has for a text; none when it is unavailable."""

    status: Literal["ok", "unavailable"]
    titles: Sequence[ListedTitle] = ()
    imported: frozenset[TitleKey] = frozenset()
    """Those of the titles that are imported."""


class SearchProvider:
    """Searches TMDB."""

    def __init__(self, tmdb: Tmdb | None, units: UnitsOfWork, clock: Clock, limits: SearchLimits) -> None:
        self._tmdb = tmdb
        self._units = units
        self._clock = clock
        self._seconds = limits.seconds
        self._allowance = SearchAllowance(limits.per_minute)
        self._kept: OrderedDict[_Key, tuple[datetime, Sequence[ListedTitle]]] = OrderedDict()
        self._flights: dict[_Key, asyncio.Task[Sequence[ListedTitle]]] = {}

    async def __call__(self, text: str, language: str | None, *, user: UUID) -> SearchOutcome:
        """Return what TMDB has for a text; raise SearchLimit when the user has searched too often."""
        query = " ".join(text.split())
        if len(query) < LEAST_CHARACTERS:
            return SearchOutcome("ok")
        if self._tmdb is None:
            return SearchOutcome("unavailable")
        key = query.casefold(), language
        titles = self._recent(key)
        if titles is None:
            try:
                async with asyncio.timeout(self._seconds):
                    titles = await asyncio.shield(self._flight(self._tmdb, key, query, user))
            except (TimeoutError, SourceFailed) as failure:
                logger.warning("provider search failed", extra={"reason": repr(failure)[:300]})
                return SearchOutcome("unavailable")
        async with self._units.read() as repositories:
            imported = await repositories.titles.imported([title.key for title in titles])
        return SearchOutcome("ok", titles, frozenset(imported))

    def _recent(self, key: _Key) -> Sequence[ListedTitle] | None:
        kept = self._kept.get(key)
        return kept[1] if kept is not None and self._clock.now() - kept[0] < KEPT_FOR else None

    def _flight(self, tmdb: Tmdb, key: _Key, query: str, user: UUID) -> asyncio.Task[Sequence[ListedTitle]]:
        """Return the call for a text, which outlives the request: a late response serves the next one."""
        flight = self._flights.get(key)
        if flight is None:
            retry_after = self._allowance.take(user, self._clock.now())
            if retry_after is not None:
                raise SearchLimit(self._allowance.per_minute, retry_after)
            flight = asyncio.create_task(self._search(tmdb, key, query), name="provider-search")
            self._flights[key] = flight
            flight.add_done_callback(lambda done: self._flight_done(key, done))
        return flight

    async def _search(self, tmdb: Tmdb, key: _Key, query: str) -> Sequence[ListedTitle]:
        # The task has a context of its own. Imports that users wait for come first.
        current_priority.set(Priority.REFRESH)
        with wait_at_most(self._seconds / 2):
            titles = await tmdb.search(query, key[1])
        self._kept[key] = self._clock.now(), titles
        self._kept.move_to_end(key)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return titles

    def _flight_done(self, key: _Key, flight: asyncio.Task[Sequence[ListedTitle]]) -> None:
        self._flights.pop(key, None)
        if not flight.cancelled():
            flight.exception()  # retrieve it: no request may wait any more
