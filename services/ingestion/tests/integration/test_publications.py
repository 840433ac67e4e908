"""Slugs, learned from catalog: the newest wins in whatever order the events come."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from chassis.messaging.consumer import Delivery
from chassis.messaging.records import Record
from chassis.runtime.clock import SystemClock
from contracts.catalog import MediaPublishedV1
from contracts.identity import media_id
from ingestion.application.imports.requested import RequestTitles
from ingestion.application.projections import InterestProjection, SlugProjection
from ingestion.application.titles.season_fetch import EpisodeMode
from ingestion.domain.titles.facts import Kind, TitleKey
from ingestion.infrastructure.repositories.erasure import SqlErasure
from ingestion.infrastructure.unit_of_work import SqlUnitOfWork
from ingestion.presentation.consumers import routes

if TYPE_CHECKING:
    from services.ingestion.tests.integration.conftest import Simulator, StartService

pytestmark = pytest.mark.integration


def _delivery(kind: Kind, tmdb_id: int, slug: str, version: int) -> Delivery[MediaPublishedV1]:
    event = MediaPublishedV1(
        version=version,
        media_id=media_id(kind, tmdb_id),
        kind=kind,
        tmdb_id=tmdb_id,
        slug=slug,
        published_at=datetime(2026, 11, 28, 12, tzinfo=UTC),
    )
    return Delivery(uuid4(), event, Record("media.published", 0, 0, None, None, {}, ()))


@pytest.mark.parametrize("seed", range(5))
async def test_newest_slug_of_each_title_wins_in_any_order(
    simulator: Simulator, start_service: StartService, seed: int
) -> None:
    deliveries = [
        *(_delivery("movie", 550, f"fight-club-{version}", version) for version in range(1, 6)),
        _delivery("show", 550, "another", 3),
    ]
    random.Random(seed).shuffle(deliveries)
    [_, route, *_] = routes(
        InterestProjection(SystemClock(), EpisodeMode.GREEDY),
        SlugProjection(),
        RequestTitles(SystemClock()),
        SqlUnitOfWork,
        SqlErasure,
    )
    async with start_service(simulator, worker=False) as service:
        for batch in (deliveries[:2], deliveries[2:], deliveries[1:3]):
            async with service.container.runtime.transactions.begin() as transaction:
                await route.apply(transaction, batch)
                await transaction.commit()
        keys = [TitleKey("movie", 550), TitleKey("show", 550), TitleKey("movie", 551)]
        stored = await service.container.application.titles.slugs_of(keys)
    assert stored == {keys[0]: "fight-club-5", keys[1]: "another"}
