"""What the use cases need from outside: providers to ask, a store to keep, a clock."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from ingestion.domain.episodes import SeasonFacts
from ingestion.domain.events import Happening
from ingestion.domain.facts import Facts, Kind, Offers, Source, TitleKey
from ingestion.domain.identity import Ids
from ingestion.domain.jobs import Job, JobKind, Status
from ingestion.domain.lists import ListPage, RankedList
from ingestion.domain.records import SeasonRecord, TitleRecord
from ingestion.domain.schedules import Schedule

T = TypeVar("T")

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Fetched(Generic[T]):
    """A provider's answer; `value` None means that nothing has changed since the entity tag asked with.

    `degraded` names what could not be read or got, though the answer as a whole counts. `unread` names the facts that
    the answer therefore, or by its nature, does not cover. `origin` is the id that led to the title there.
    """

    value: T | None
    etag: str | None = None
    degraded: tuple[str, ...] = ()
    unread: frozenset[str] = frozenset()
    origin: str | None = None


class Tmdb(Protocol):
    """The movie and show database that titles are numbered by. Every method raises SourceFailed."""

    async def title(self, key: TitleKey, etag: str | None) -> Fetched[Facts]: ...
    async def popularity(self, key: TitleKey) -> float | None: ...
    async def offers(self, key: TitleKey) -> Fetched[Mapping[str, Offers]]: ...
    async def season(self, show_id: int, number: int, etag: str | None) -> Fetched[SeasonFacts]: ...
    async def trending(self, kind: Kind, page: int) -> ListPage: ...
    async def now_playing(self, region: str, page: int) -> ListPage: ...
    async def released(self, region: str, since: date, until: date, *, digital: bool, page: int) -> ListPage: ...
    async def changes(self, kind: Kind, since: date, until: date, page: int) -> ListPage: ...
    async def successor(self, kind: Kind, imdb_id: str) -> TitleKey | None: ...


class Trakt(Protocol):
    """Who watches what. Every method raises SourceFailed."""

    async def title(
        self, key: TitleKey, trakt_id: int | None, *, live: bool, imdb_id: str | None = None
    ) -> Fetched[Facts]: ...
    async def audience(self, kind: Kind, trakt_id: int) -> Facts: ...
    async def trending(self, kind: Kind, limit: int) -> tuple[tuple[TitleKey, int], ...]: ...
    async def seasons(self, trakt_id: int) -> tuple[SeasonFacts, ...]: ...
    async def season(self, trakt_id: int, number: int) -> SeasonFacts: ...


class Omdb(Protocol):
    """Ratings by IMDb id. Raises SourceFailed."""

    async def title(self, kind: Kind, imdb_id: str) -> Fetched[Facts]: ...


class Tvmaze(Protocol):
    """Air times of episodes. Raises SourceFailed."""

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
    omdb: Omdb | None = None
    tvmaze: Tvmaze | None = None

    def configured(self, source: Source) -> bool:
        """Tell whether a provider can be asked."""
        return getattr(self, source) is not None


@dataclass(frozen=True, slots=True)
class KnownTitle:
    """What walks over all titles need of each."""

    key: TitleKey
    trakt_id: int | None
    popularity: float | None
    imported_at: datetime
    audience_at: datetime | None = None
    """When Trakt last told of the audience, and what it told."""
    total_watchers: int | None = None
    total_plays: int | None = None


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs a list shows; empty means any. `since` and `until` (exclusive) are about when they were created."""

    statuses: tuple[Status, ...] = ()
    kinds: tuple[JobKind, ...] = ()
    ids: tuple[UUID, ...] = ()
    parent: UUID | None = None
    requested_by: UUID | None = None
    title: TitleKey | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 20
    offset: int = 0


class Titles(Protocol):
    """The titles known."""

    async def get(self, key: TitleKey, *, lock: bool = False) -> TitleRecord | None: ...
    async def save(self, record: TitleRecord, expected_version: int | None) -> None:
        """Insert (None) or replace the record of `expected_version`; raises TitleChanged where it is another."""
        ...

    async def known(self, keys: Iterable[TitleKey]) -> set[TitleKey]:
        """Give those of `keys` that have been imported and are not gone."""
        ...

    async def met(self, keys: Iterable[TitleKey]) -> set[TitleKey]:
        """Give those of `keys` that have ever been imported, also those that are gone."""
        ...

    async def after(self, key: TitleKey | None, limit: int) -> Sequence[KnownTitle]:
        """Give the next living titles in the order of their keys."""
        ...

    async def stale_offers(self, after: TitleKey | None, before: datetime, limit: int) -> Sequence[TitleKey]:
        """Give the next living titles, in the order of their keys, whose offers were last looked at before `before`."""
        ...

    async def saw_offers(self, keys: Sequence[TitleKey], at: datetime) -> None:
        """Note that the offers of titles were looked at and found unchanged."""
        ...

    async def incomplete(self, sources: Sequence[Source], before: datetime, limit: int) -> Sequence[TitleKey]:
        """Give living titles for which one of `sources` failed, or was never asked, at their last import."""
        ...

    async def running_shows(self, keys: Sequence[TitleKey], now: datetime) -> Sequence[TitleKey]:
        """Return those of `keys` that have not ended, or have an episode that has not aired.

        A show that is not imported yet counts as running.
        """
        ...

    async def freshness(self) -> Mapping[Source, Mapping[str, datetime]]:
        """Give per source and kind the time of the oldest last look."""
        ...


class SeasonStore(Protocol):
    """The seasons known."""

    async def of_show(self, show_id: int) -> dict[int, SeasonRecord]: ...
    async def save(self, records: Sequence[SeasonRecord]) -> None: ...


class Jobs(Protocol):
    """The queue."""

    async def add(self, jobs: Sequence[Job]) -> list[tuple[Job, bool]]:
        """Queue jobs. One whose key is queued or running already joins that job: (job, whether it is new)."""
        ...

    async def get(self, job_id: UUID, *, lock: bool = False) -> Job | None: ...
    async def active(self, dedup_key: str) -> Job | None:
        """Give the job of a key that is queued or running."""
        ...

    async def find(self, wanted: JobFilter) -> tuple[list[Job], int]:
        """Give a page of jobs, newest first, and how many there are in all."""
        ...

    async def save(self, job: Job) -> None:
        """Replace a job that is not running; raises KeyTaken when another of its key is queued or running."""
        ...

    async def save_held(self, job: Job, lease: UUID) -> Mapping[str, Any]:
        """Replace a job that this worker holds, and give the payload as others have left it; raises LeaseLost."""
        ...

    async def claim(self, free: int, lease: timedelta) -> list[Job]:
        """Take up to `free` jobs that are due: the most urgent first, the kinds in turn."""
        ...

    async def beat(self, leases: Sequence[UUID], lease: timedelta) -> set[UUID]:
        """Extend leases and give those still held."""
        ...

    async def lost(self) -> list[Job]:
        """Give jobs whose worker let the lease run out, locked."""
        ...

    async def prune(self, ended: datetime, failed: datetime, unknown: datetime) -> int:
        """Delete some of the jobs that ended before an instant, and return how many.

        Ready and cancelled ones are deleted before `ended`, failed ones before `failed`, those of titles that TMDB does
        not know and that no other job has started before `unknown`.
        """
        ...

    async def without_documents(self, ids: Sequence[UUID]) -> list[Job]:
        """Return the jobs of these ids without their payloads and checkpoints, which may be large."""
        ...

    async def list_active(self, limit: int) -> list[Job]:
        """Return the newest queued and running jobs without their payloads and checkpoints."""
        ...

    async def count_requested(self, user_id: UUID) -> int:
        """Return how many imports that the user requested one by one are queued or running."""
        ...

    async def count_states(self, ids: Sequence[UUID]) -> Mapping[Status, int]:
        """Return how many of these jobs are in each status."""
        ...

    async def cancel_waiting(self, parent: Job) -> list[Job]:
        """Cancel the queued jobs that another started and that nobody else waits for; gives them."""
        ...

    async def by_ids(self, ids: Sequence[UUID]) -> list[Job]:
        """Give the jobs of these ids, in no order."""
        ...


class Lists(Protocol):
    """The last state of each list."""

    async def version(self, list_id: str) -> int | None: ...
    async def save(self, ranked: RankedList, version: int) -> None: ...


class Schedules(Protocol):
    """What runs by itself."""

    async def ensure(self, defaults: Sequence[Schedule]) -> None:
        """Add those of `defaults` that are not there; what an administrator changed stays."""
        ...

    async def all(self) -> list[Schedule]: ...
    async def get(self, name: str) -> Schedule | None: ...
    async def due(self, now: datetime) -> list[Schedule]:
        """Give the schedules to look at, locked so that no other replica does."""
        ...

    async def save(self, schedule: Schedule) -> None: ...


class Cursors(Protocol):
    """How far feeds have been read."""

    async def get(self, name: str) -> Mapping[str, Any] | None: ...
    async def save(self, name: str, value: Mapping[str, Any]) -> None: ...


class Interests(Protocol):
    """Who follows what."""

    async def followed(self, kind: Kind) -> Sequence[TitleKey]: ...
    async def is_followed(self, key: TitleKey) -> bool: ...
    async def note(self, user_id: UUID, key: TitleKey, *, version: int, follows: bool) -> bool:
        """Keep an interest unless a newer one is known; tells whether it was kept."""
        ...


class Slugs(Protocol):
    """The slug of each title, as catalog publishes it."""

    async def note(self, key: TitleKey, slug: str, version: int) -> None:
        """Keep a slug unless a newer one is known."""
        ...

    async def of(self, keys: Iterable[TitleKey]) -> Mapping[TitleKey, str]:
        """Return the slugs of those titles that are published."""
        ...


class Shares(Protocol):
    """How many imports each user has requested on a day."""

    async def take(self, user_id: UUID, day: date, *, cost: int, limit: int) -> bool:
        """Add to the user's count of a day, and return False when that would exceed the limit.

        The count stays locked until the transaction ends, so that requests of one user are counted one by one.
        """
        ...

    async def prune(self, before: date) -> None: ...


class Stores(Protocol):
    """Everything that is kept."""

    @property
    def titles(self) -> Titles: ...
    @property
    def seasons(self) -> SeasonStore: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def lists(self) -> Lists: ...
    @property
    def schedules(self) -> Schedules: ...
    @property
    def cursors(self) -> Cursors: ...
    @property
    def interests(self) -> Interests: ...
    @property
    def shares(self) -> Shares: ...
    @property
    def slugs(self) -> Slugs: ...


class UnitOfWork(Stores, Protocol):
    """One transaction: state and events are kept together, or not at all."""

    async def publish(self, *happenings: Happening) -> None:
        """Tell of something, if this transaction commits."""
        ...

    async def flush(self) -> None:
        """Write what was told, where somebody else commits."""
        ...

    def after_commit(self, note: Callable[[], None]) -> None:
        """Have something noted when, and only when, the commit has come through."""
        ...

    async def commit(self) -> None: ...


class OpenUnit(Protocol):
    """Opens the store."""

    def __call__(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a transaction that rolls back unless committed."""
        ...

    def read(self) -> AbstractAsyncContextManager[Stores]:
        """Open the store for questions alone, each of them answered as of when it is asked."""
        ...


Wake = Callable[[], None]
"""Tells the workers of this process that jobs were queued."""

IsOutage = Callable[[BaseException], bool]
"""Tells whether a failure is the infrastructure's, so that the work is not at fault."""

Sleep = Callable[[float], Awaitable[None]]
