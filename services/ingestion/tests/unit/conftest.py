"""Use cases on the ports in memory: a test takes milliseconds and reads as a story."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from services.ingestion.tests.fake_providers import FakeOmdb, FakeTmdb, FakeTrakt, FakeTvmaze
from services.ingestion.tests.fakes import InMemoryUnits

from chassis.testing.clock import FixedClock
from ingestion.application.job_factory import new_job
from ingestion.application.ports.providers import Providers
from ingestion.application.run import Run
from ingestion.domain.events import DomainEvent
from ingestion.domain.job_rules import REGISTRY
from ingestion.domain.jobs import Job, JobKind, Priority
from ingestion.domain.titles.facts import TitleKey
from jobs.model import Status

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
EventT = TypeVar("EventT", bound=DomainEvent)


@dataclass
class World:
    """The providers, what is stored, and the time."""

    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    tmdb: FakeTmdb = field(default_factory=FakeTmdb)
    trakt: FakeTrakt = field(default_factory=FakeTrakt)
    omdb: FakeOmdb = field(default_factory=FakeOmdb)
    tvmaze: FakeTvmaze = field(default_factory=FakeTvmaze)
    units: InMemoryUnits = field(init=False)
    wakes: int = 0

    def __post_init__(self) -> None:
        self.units = InMemoryUnits(self.clock)

    @property
    def providers(self) -> Providers:
        """The four providers."""
        return Providers(tmdb=self.tmdb, trakt=self.trakt, tvmaze=self.tvmaze, by_imdb_id={"omdb": self.omdb})

    def wake(self) -> None:
        """Count a wake-up of the workers."""
        self.wakes += 1

    def events(self, kind: type[EventT]) -> list[EventT]:
        """Return the published events of a class."""
        return [event for event in self.units.events if isinstance(event, kind)]

    def jobs(self, kind: JobKind) -> list[Job]:
        """Return the stored jobs of a kind."""
        return [job for job in self.units.stored.jobs.values() if job.kind is kind]

    async def run(
        self, handler: Callable[[Run], Awaitable[None]], kind: JobKind, title: TitleKey | None = None, **payload: Any
    ) -> Run:
        """Lease a new job of a kind, let a handler run it, and return the run."""
        job = new_job(
            kind,
            self.clock.now(),
            dedup_key=f"{kind}:{title}:{len(self.units.stored.jobs)}",
            priority=Priority.USER,
            payload=payload,
            title=title,
        )
        return await self.resume(handler, job)

    async def resume(self, handler: Callable[[Run], Awaitable[None]], job: Job, *, attempts: int = 0) -> Run:
        """Lease a job, also one whose last run has failed, let a handler run it, and return the run."""
        leased = replace(job, status=Status.PROCESSING, lease=uuid4(), attempts=attempts)
        self.units.stored.jobs[job.id] = leased
        run: Run = Run(leased, self.clock, REGISTRY)
        await handler(run)
        return run


@pytest.fixture
def world() -> World:
    """Return an empty world at noon."""
    return World()
