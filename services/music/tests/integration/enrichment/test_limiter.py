"""Calls of several replicas reserve instants of their own."""

from datetime import timedelta
from typing import Final

import pytest
from services.music.tests.integration.conftest import Music

from chassis.core.circuit_breaker import BreakerState
from music.application.enrichment.ports import DatabaseUnavailable
from music.domain.enrichment.fields import Source
from music.infrastructure.enrichment.limiter import CallLimiter

RATES: Final = {Source.MUSICBRAINZ: 0.1, Source.LASTFM: 1000}


async def test_two_replicas_share_the_instants_of_a_database(music: Music) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    first, second = (CallLimiter(music.container.runtime.transactions, RATES, sleep) for _ in range(2))
    for one in (first, second, first):
        await one.acquire(Source.MUSICBRAINZ)
    # One call per ten seconds: at once, and in each of the next two intervals.
    assert [round(wait / 10) for wait in waits] == [0, 1, 2]
    with pytest.raises(DatabaseUnavailable, match="too many calls wait"):
        await second.acquire(Source.MUSICBRAINZ)
    await second.acquire(Source.LASTFM)


async def test_a_refusal_that_one_replica_gets_holds_for_all(music: Music) -> None:
    first, second = (CallLimiter(music.container.runtime.transactions, RATES) for _ in range(2))
    until = await first.failed(Source.LASTFM, "refused: status 429", is_final=False, blocked=timedelta(hours=1))
    with pytest.raises(DatabaseUnavailable, match="it refuses calls") as refused:
        await second.acquire(Source.LASTFM)
    assert refused.value.retry_at == until
    async with music.container.units.read() as work:
        state = (await work.metadata.states())[Source.LASTFM]
    assert (state.failures, state.breaker.state, state.last_failure) == (1, BreakerState.CLOSED, "refused: status 429")
