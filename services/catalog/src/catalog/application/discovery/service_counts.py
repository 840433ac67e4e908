"""The numbers of titles per service: counted by the worker, slice by slice, and stored with the time of the count.

A count reads each offer, which takes seconds in a large catalog. Changing numbers with each event instead would make
all consumers wait for the rows of the large services.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from catalog.application.read_models import Kind
from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory

SLICES: Final = 64
"""Most parts of a count: each is a statement of its own, which takes a fraction of a second among a million titles."""
SLICE_SECONDS: Final = 0.1
"""How long a part may take: a small catalog is counted in one."""
PAUSE: Final = timedelta(seconds=10)
"""How long after the start of a count the next one starts at the earliest."""
SHARE: Final = 50
"""Counting takes at most one part in this many of the time."""


@dataclass(frozen=True, slots=True)
class ServiceTitles:
    """A service and the numbers of listed titles that it offers."""

    provider_id: int
    name: str
    logo_path: str | None
    movies: int
    shows: int


@dataclass(frozen=True, slots=True)
class CountedServices:
    """The services of a region, and when their titles were counted."""

    services: tuple[ServiceTitles, ...]
    counted_at: datetime | None
    """Null before the first count."""


@dataclass(frozen=True, slots=True)
class LastCount:
    """When services were counted last, and how long that took."""

    counted_at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class OfferedTitles:
    """How many titles of a slice a service offers in a region, or in any one."""

    region: str | None
    provider_id: int
    kind: Kind
    titles: int
    newest: str | None
    """The version of the newest import among them, and the id of its title: the newest names the service.

    Null in a region, whose titles are those of any region too.
    """


Counts = Mapping[str | None, Sequence[ServiceTitles]]
"""The services of each region, and of all regions together under null."""


class ServiceCounter(Protocol):
    """Counts the titles of services."""

    async def last_count(self) -> LastCount | None:
        """Return the last count that was stored."""
        ...

    async def offered(self, first: UUID, last: UUID) -> Sequence[OfferedTitles]:
        """Return how many listed titles, of those from `first` to `last`, each service offers."""
        ...

    async def names(self, newest: Mapping[int, str]) -> Mapping[int, tuple[str, str | None]]:
        """Return name and logo of services, each as its newest import has them."""
        ...


class ServiceCountsWork(Protocol):
    """Stores a count in one transaction."""

    async def save_service_counts(self, counts: Counts, count: LastCount) -> None:
        """Store a count; regions that it does not contain have no services."""
        ...


class CountServices:
    """Counts the titles of each service when the last count is old enough; several workers agree by its time."""

    def __init__(
        self,
        counter: ServiceCounter,
        units: UnitOfWorkFactory[ServiceCountsWork],
        clock: Clock,
        timer: Callable[[], float],
    ) -> None:
        self._counter = counter
        self._units = units
        self._clock = clock
        self._timer = timer

    async def __call__(self) -> None:
        """Count, unless that was done a moment ago.

        A title that changes meanwhile is counted once, as it was before or after; the next count has it right.
        """
        begun_at, begun = self._clock.now(), self._timer()
        last = await self._counter.last_count()
        if last is not None and begun_at < last.counted_at + max(PAUSE, timedelta(seconds=SHARE * last.seconds)):
            return
        parts = SLICES if last is None else min(SLICES, 1 + int(last.seconds / SLICE_SECONDS))
        offered = [item for part in range(parts) for item in await self._counter.offered(*bounds(part, parts))]
        newest: dict[int, str] = {}
        for item in offered:
            if item.newest is not None:
                newest[item.provider_id] = max(item.newest, newest.get(item.provider_id, ""))
        counts = added_up(offered, await self._counter.names(newest))
        async with self._units.begin() as work:
            await work.save_service_counts(counts, LastCount(begun_at, self._timer() - begun))


def bounds(part: int, parts: int = SLICES) -> tuple[UUID, UUID]:
    """Return the first and the last id of one of several slices of all titles."""
    return UUID(int=2**128 * part // parts), UUID(int=2**128 * (part + 1) // parts - 1)


def added_up(offered: Iterable[OfferedTitles], names: Mapping[int, tuple[str, str | None]]) -> Counts:
    """Return the services of each region, from the counts of slices; one whose name is unknown is left out."""
    sums: dict[str | None, dict[int, dict[Kind, int]]] = defaultdict(dict)
    sums[None] = {}
    for item in offered:
        kinds = sums[item.region].setdefault(item.provider_id, {"movie": 0, "show": 0})
        kinds[item.kind] += item.titles
    return {
        region: [
            ServiceTitles(provider_id, *names[provider_id], titles["movie"], titles["show"])
            for provider_id, titles in sorted(services.items())
            if provider_id in names
        ]
        for region, services in sums.items()
    }
