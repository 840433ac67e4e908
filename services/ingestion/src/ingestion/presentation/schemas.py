"""What the ingestion API takes and answers."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, AliasChoices, Field, field_validator

from chassis.schemas import Answer, Ask
from contracts.identity import media_id
from ingestion.application.bulk import RowOutcome
from ingestion.application.signals import PastSignals
from ingestion.application.sources import SourceReport
from ingestion.domain.cron import parse
from ingestion.domain.errors import InvalidCron
from ingestion.domain.facts import Kind, TitleKey
from ingestion.domain.jobs import Job
from ingestion.domain.schedules import Schedule

TmdbId = Annotated[int, Field(gt=0, lt=2**31, description="TMDB's number of the title", examples=[550])]
KindField = Annotated[Kind, Field(description="`movie` or `show`", examples=["movie"])]
JobStatus = Literal["queued", "processing", "ready", "failed", "cancelled"]


def _region(text: str) -> str:
    upper = text.upper()
    if not re.fullmatch(r"[A-Z]{2}", upper):
        raise ValueError("must be a country code of two letters (ISO 3166-1)")
    return upper


Region = Annotated[str, AfterValidator(_region), Field(description="ISO 3166-1 country code", examples=["US"])]


class SyncAsk(Ask):
    """Imports or refreshes one title."""

    tmdb_id: TmdbId
    type: KindField
    force: bool = Field(default=False, description="Ask every source for everything, also what has not changed")

    @property
    def title(self) -> TitleKey:
        """The title asked for."""
        return TitleKey(self.type, self.tmdb_id)


class BulkItem(Ask):
    """One title of a bulk import."""

    tmdb_id: TmdbId
    type: KindField


class BulkAsk(Ask):
    """Imports many titles."""

    items: list[BulkItem] = Field(min_length=1, max_length=1000)


class TrendingAsk(Ask):
    """Takes the trending lists."""

    pages: int = Field(default=5, ge=1, le=50, description="Pages of 20 titles, per kind")
    type: Kind | None = Field(default=None, description="Only films or only shows; both by default")
    sync_stats: bool = Field(default=True, description="Ask Trakt as well who watches them now")
    force: bool = Field(default=False, description="Import every listed title again")


class NowPlayingAsk(Ask):
    """Takes the list of films in cinemas."""

    region: Region | None = Field(default=None, description="By default the region of the installation")
    force: bool = False


class ReleasesAsk(NowPlayingAsk):
    """Takes the list of films released lately."""

    days_back: int = Field(default=30, ge=1, le=365)


class SignalRow(Ask):
    """What was known of a title's audience on a past day."""

    kind: KindField
    tmdb_id: TmdbId
    day: date = Field(description="UTC day", examples=["2026-11-01"])
    total_watchers: int | None = Field(default=None, ge=0)
    live_watchers: int | None = Field(default=None, ge=0)
    popularity: float | None = Field(default=None, ge=0)

    @field_validator("day")
    @classmethod
    def _past(cls, day: date) -> date:
        if day > datetime.now(UTC).date():
            raise ValueError("must not lie in the future")
        return day

    def to_signals(self) -> PastSignals:
        """Give the row as the use case takes it."""
        return PastSignals(
            title=TitleKey(self.kind, self.tmdb_id),
            day=self.day,
            total_watchers=self.total_watchers,
            live_watchers=self.live_watchers,
            popularity=self.popularity,
        )


class BackfillAsk(Ask):
    """Signals of past days."""

    rows: list[SignalRow] = Field(
        min_length=1, max_length=5000, validation_alias=AliasChoices("rows", "items"), description="`items` works too"
    )


class ScheduleAsk(Ask):
    """Changes a schedule; what is left out stays."""

    cron: str | None = Field(default=None, description="Five fields, UTC", examples=["0 */6 * * *"])
    enabled: bool | None = None
    catch_up: bool | None = Field(default=None, description="Run once after missed runs")

    @field_validator("cron")
    @classmethod
    def _readable(cls, cron: str | None) -> str | None:
        if cron is not None:
            try:
                parse(cron)
            except InvalidCron as invalid:
                raise ValueError(str(invalid)) from invalid
        return cron


class Progress(Answer):
    """How far a job is; null where that is not known."""

    done: int | None
    total: int | None


class JobAnswer(Answer):
    """A job."""

    id: UUID
    kind: str = Field(examples=["sync-movie"])
    status: JobStatus
    priority: Literal["person", "tracked", "refresh", "snapshot"]
    tmdb_id: int | None
    type: Kind | None
    media_id: UUID | None
    attempts: int = Field(description="Runs that failed; waiting for a provider is none")
    error_code: str | None = Field(description="Stable cause of the last failure", examples=["not_found"])
    error_message: str | None
    progress: Progress
    parent_id: UUID | None
    run_at: datetime = Field(description="When a queued job may run")
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, job: Job) -> Self:
        """Give the answer for a job."""
        return cls(
            id=job.id,
            kind=job.kind.value,
            status=job.status.value,
            priority=_PRIORITIES[job.priority.name],
            tmdb_id=job.title.tmdb_id if job.title else None,
            type=job.title.kind if job.title else None,
            media_id=media_id(job.title.kind, job.title.tmdb_id) if job.title else None,
            attempts=job.attempts,
            error_code=job.reason_code,
            error_message=job.reason,
            progress=Progress(done=job.done, total=job.total),
            parent_id=job.parent,
            run_at=job.run_at,
            created_at=job.created_at,
            updated_at=job.updated_at,
            finished_at=job.finished_at,
        )


_PRIORITIES: dict[str, Literal["person", "tracked", "refresh", "snapshot"]] = {
    "PERSON": "person",
    "TRACKED": "tracked",
    "REFRESH": "refresh",
    "SNAPSHOT": "snapshot",
}


class SyncAnswer(Answer):
    """The job that imports a title."""

    status: JobStatus
    job_id: UUID
    id: UUID = Field(description="The title's media id")
    type: Kind
    tmdb_id: int
    imported: bool = Field(description="Whether the title is there already; it stays visible while it is refreshed")


class BulkJob(Answer):
    """One title of a bulk import and its job."""

    job_id: UUID
    tmdb_id: int
    type: Kind
    status: JobStatus


class BulkAnswer(Answer):
    """The jobs of a bulk import, in the order asked."""

    jobs: list[BulkJob]


class StartedAnswer(Answer):
    """A job that was started, or runs already."""

    status: JobStatus
    job_id: UUID
    kind: str
    deduped: bool = Field(description="Whether a job of this kind was queued or running already")


class BackfillAnswer(Answer):
    """How many rows were told of."""

    accepted: int
    empty: int = Field(description="Rows without a single value")


class RowAnswer(Answer):
    """What became of a row."""

    line: int
    text: str
    tmdb_id: int | None
    type: Kind | None
    status: str = Field(examples=["ready", "failed", "rejected", "duplicate"])
    reason: str | None
    job_id: UUID | None

    @classmethod
    def of(cls, row: RowOutcome) -> Self:
        """Give the answer for a row."""
        return cls(
            line=row.line,
            text=row.text,
            tmdb_id=row.title.tmdb_id if row.title else None,
            type=row.title.kind if row.title else None,
            status=row.status,
            reason=row.reason,
            job_id=row.job_id,
        )


class ReportAnswer(Answer):
    """A bulk import row by row."""

    job: JobAnswer
    counts: dict[str, int]
    rows: list[RowAnswer]


class BreakerAnswer(Answer):
    """A provider's breaker."""

    state: Literal["closed", "open", "half_open"]
    until: datetime | None
    reason: str | None


class QuotaAnswer(Answer):
    """A provider's budget."""

    limit: int
    window_seconds: float
    left: int
    blocked_until: datetime | None
    block_reason: str | None


class SourceAnswer(Answer):
    """How a provider does."""

    source: Literal["tmdb", "trakt", "omdb", "tvmaze"]
    configured: bool
    health: Literal["healthy", "degraded", "unavailable", "not_configured", "unknown"]
    quota: QuotaAnswer
    breaker: BreakerAnswer
    calls: int
    outcomes: dict[str, int] = Field(description="How calls ended, since the beginning")
    last_success_at: datetime | None
    last_failure_at: datetime | None
    last_failure: str | None
    oldest_by_kind: dict[str, datetime] = Field(description="Per kind, the oldest last answer of any title")

    @classmethod
    def of(cls, report: SourceReport) -> Self:
        """Give the answer for a provider."""
        return cls(
            source=report.source,
            configured=report.configured,
            health=report.health,
            quota=QuotaAnswer(
                limit=report.limit,
                window_seconds=report.window_seconds,
                left=report.left,
                blocked_until=report.blocked_until,
                block_reason=report.block_reason,
            ),
            breaker=BreakerAnswer(
                state=report.breaker.position.value, until=report.breaker.until, reason=report.breaker.reason
            ),
            calls=report.calls,
            outcomes=dict(report.outcomes),
            last_success_at=report.last_success_at,
            last_failure_at=report.last_failure_at,
            last_failure=report.last_failure,
            oldest_by_kind=dict(report.oldest_by_kind),
        )


class ScheduleAnswer(Answer):
    """A schedule."""

    name: str
    kind: str
    cron: str
    description: str
    enabled: bool
    catch_up: bool
    payload: dict[str, Any]
    last_run_at: datetime | None
    next_run_at: datetime | None

    @classmethod
    def of(cls, schedule: Schedule) -> Self:
        """Give the answer for a schedule."""
        return cls(
            name=schedule.name,
            kind=schedule.kind.value,
            cron=schedule.cron,
            description=schedule.description,
            enabled=schedule.enabled,
            catch_up=schedule.catch_up,
            payload=dict(schedule.payload),
            last_run_at=schedule.last_run_at,
            next_run_at=schedule.next_run_at,
        )


class ObservedAnswer(Answer):
    """When a source last answered for a title, and how its last call ended."""

    outcome: str
    attempted_at: datetime
    fetched_at: datetime | None
    cause: str | None
    detail: str | None


class TitleAnswer(Answer):
    """What is known of a title."""

    id: UUID
    type: Kind
    tmdb_id: int
    version: int
    imported_at: datetime
    gone_at: datetime | None = Field(description="Since when TMDB knows it no more")
    successor_tmdb_id: int | None
    facts: dict[str, Any]
    sources: dict[str, ObservedAnswer]
    provenance: dict[str, str] | None = Field(description="Per fact the source that gave it, where asked for")
