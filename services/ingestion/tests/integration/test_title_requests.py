"""Titles that users' files name are queued for import, once each, behind everything that users wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from chassis.messaging.consumer import Delivery
from chassis.messaging.records import Record
from chassis.runtime.clock import SystemClock
from contracts.library import TitleRequestedV1
from ingestion.application.imports.requested import RequestTitles
from ingestion.application.projections import InterestProjection, SlugProjection
from ingestion.application.titles.season_fetch import EpisodeMode
from ingestion.domain.jobs import Job, JobKind, Priority
from ingestion.domain.titles.facts import TitleKey
from ingestion.infrastructure.repositories.erasure import SqlErasure
from ingestion.infrastructure.unit_of_work import SqlUnitOfWork
from ingestion.presentation.consumers import routes
from jobs.model import Status
from jobs.ports import JobFilter
from provider_simulator.titles.demo import DemoCatalog

if TYPE_CHECKING:
    from services.ingestion.tests.integration.conftest import Service, Simulator, StartService

pytestmark = pytest.mark.integration


async def request(service: Service, *events: TitleRequestedV1) -> list[Job]:
    """Deliver requests as one batch, and return every job."""
    clock = SystemClock()
    interests = InterestProjection(clock, EpisodeMode.GREEDY)
    *_, route = routes(interests, SlugProjection(), RequestTitles(clock), SqlUnitOfWork, SqlErasure)
    deliveries = [
        Delivery(uuid4(), event, Record(TitleRequestedV1.topic, 0, 0, None, None, {}, ())) for event in events
    ]
    async with service.container.runtime.transactions.begin() as transaction:
        await route.apply(transaction, deliveries)
        await transaction.commit()
    jobs, _ = await service.container.application.jobs.jobs(JobFilter(limit=100))
    return jobs


def requested(
    kind: str = "movie", tmdb_id: int | None = None, imdb_id: str | None = None, **more: object
) -> TitleRequestedV1:
    return TitleRequestedV1.model_validate(
        {"kind": kind, "tmdbId": tmdb_id, "imdbId": imdb_id, "requestedAt": SystemClock().now(), **more}
    )


async def test_each_requested_title_is_one_job_of_low_urgency(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator, worker=False) as service:
        for _ in range(2):
            jobs = await request(
                service,
                requested(tmdb_id=550),
                requested(tmdb_id=550),
                requested(imdb_id="tt0133093"),
                requested("show", imdb_id="../movie/550"),
                requested("show", tvdbId=81189, title="Breaking Bad", year=2008),
                requested("show", tvdbId=81189),
                requested(title="It's a Tin Town", year=2001),
                requested(title="its a tin-town", year=2001),
                requested(title="Its a tin town", year=None),
                requested(title="?!", year=2001),
                requested(),
            )

    assert sorted((job.kind, job.title, job.priority) for job in jobs) == [
        *[(JobKind.FIND_TITLE, None, Priority.TRACKED)] * 3,
        (JobKind.SYNC_MOVIE, TitleKey("movie", 550), Priority.TRACKED),
    ]


async def test_a_title_is_found_by_its_imdb_id_and_imported(simulator: Simulator, start_service: StartService) -> None:
    catalog = DemoCatalog(SystemClock().now().date())
    movie = next(title for title in catalog.titles if title.kind == "movie" and title.ids.imdb)
    async with start_service(simulator) as service:
        jobs = await request(service, requested(imdb_id=movie.ids.imdb))
        [finding] = [job for job in jobs if job.kind == JobKind.FIND_TITLE]
        await service.settle(finding.id)
        jobs, _ = await service.container.application.jobs.jobs(JobFilter(kinds=(JobKind.SYNC_MOVIE,)))
        ended = await service.settle(*(job.id for job in jobs))

    assert [(job.title, job.status) for job in ended] == [(TitleKey("movie", movie.ids.tmdb), Status.READY)]


@pytest.mark.parametrize("kind", ["movie", "show"])
async def test_a_title_is_found_by_its_name_and_year_or_by_its_tvdb_id(
    simulator: Simulator, start_service: StartService, kind: str
) -> None:
    catalog = DemoCatalog(SystemClock().now().date())
    title = next(title for title in catalog.titles if title.kind == kind and (kind == "movie" or title.ids.tvdb))
    clues: dict[str, Any] = {"title": title.title, "year": title.first_day.year}
    if kind == "show":
        clues = {"tvdbId": title.ids.tvdb}
    async with start_service(simulator) as service:
        # Its import may be queued already.
        [finding] = [job for job in await request(service, requested(kind, **clues)) if job.kind == JobKind.FIND_TITLE]
        await service.settle(finding.id)
        jobs, _ = await service.container.application.jobs.jobs(JobFilter(limit=100))

    imports = [job for job in jobs if job.kind in (JobKind.SYNC_MOVIE, JobKind.SYNC_SHOW)]
    assert [job.title for job in imports] == [TitleKey(title.kind, title.ids.tmdb)]
