"""The jobs of ingestion: what they do, for whom, and which title they concern."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final
from uuid import UUID

from ingestion.domain.titles.facts import Source, TitleKey
from jobs import model
from jobs.model import Status


class JobKind(StrEnum):
    """What a job does. The values are persisted and part of the API."""

    SYNC_MOVIE = "sync-movie"
    SYNC_SHOW = "sync-show"
    EPISODE_SYNC = "episode-sync"
    FIND_TITLE = "find-title"
    """Finds the title that TMDB has for an IMDb id, and queues its import."""
    BULK_IMPORT = "bulk-import"
    TRENDING = "trending"
    NOW_PLAYING = "now-playing"
    NOW_PLAYING_FLAGS = "now-playing-flags"
    NEW_RELEASES = "new-releases"
    NEW_ON_DIGITAL = "new-on-digital"
    TRACKED_SHOWS = "tracked-shows"
    CHANGE_FEED = "change-feed"
    PROVIDER_OFFERS = "provider-offers"
    RETRY_MISSING = "mend"
    """Imports again what an optional provider did not deliver."""
    SNAPSHOTS = "snapshots"
    STATISTICS = "statistics"
    """Checks the statistics of the titles that are due."""
    EXTERNAL_LISTS = "external-lists"
    """Queues the sync of every external list that is due."""
    SYNC_EXTERNAL_LIST = "sync-external-list"


IMPORTS: Final = frozenset({JobKind.SYNC_MOVIE, JobKind.SYNC_SHOW})
"""The kinds that import one title."""


AWAITED: Final = IMPORTS | {JobKind.BULK_IMPORT}
"""The kinds that users wait for."""


class Priority(IntEnum):
    """Who waits for a job: the lower number runs first."""

    USER = model.INTERACTIVE
    TRACKED = 1
    REFRESH = 2
    SNAPSHOT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(model.Job):
    """A job of ingestion."""

    kind: JobKind
    priority: Priority
    title: TitleKey | None = None
    """The title that the job imports."""
    missing: tuple[Source, ...] = ()
    """Sources that the job would request and that are not configured."""

    @property
    def phase(self) -> Status:
        """The status that users see: a bulk import that waits for its titles is processing."""
        waiting = self.status is Status.QUEUED and self.kind is JobKind.BULK_IMPORT and self.done is not None
        return Status.PROCESSING if waiting else self.status


def is_awaited(job: Job) -> bool:
    """Return whether those who requested a job wait for it: not for a title of a bulk import, but for the whole."""
    return job.kind in AWAITED and job.parent is None


def started_by(bulk: Job) -> list[UUID]:
    """Return the ids of the jobs that a bulk import has queued for its rows so far."""
    return [UUID(job_id) for job_id in bulk.checkpoint.get("jobs", {}).values()]


def sync_kind(title: TitleKey) -> JobKind:
    """Return the kind of job that imports a title."""
    return JobKind.SYNC_MOVIE if title.kind == "movie" else JobKind.SYNC_SHOW
