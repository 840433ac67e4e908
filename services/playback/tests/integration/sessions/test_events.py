"""What billing and auth publish, applied by the consumers: in any order, repeated and late."""

from datetime import timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from services.playback.tests.integration.conftest import USER, outcome
from services.playback.tests.integration.sessions.conftest import Site
from services.playback.tests.integration.sessions.events import purchased, revoked, subscribed
from services.playback.tests.integration.sessions.test_keeping import ends, started
from services.playback.tests.playing import MEDIA
from sqlalchemy import delete, select

from chassis.testing.clock import NOON
from chassis.testing.records import feed_events
from contracts.auth import UserDeletedV1
from contracts.event import Event
from playback.domain.assets.asset import Access
from playback.domain.assets.subject import Subject
from playback.infrastructure.entitlements.tables import entitlements, purchases, signed_out
from playback.infrastructure.sessions.tables import sessions
from playback.infrastructure.tables import READ_MODEL
from playback.infrastructure.unit_of_work import SqlUnitOfWork
from playback.presentation.consumers import routes

pytestmark = pytest.mark.integration

EPISODE = Subject(MEDIA, 2, 5)


async def deliver(site: Site, *events: Event) -> None:
    container = site.container
    consumers = routes(container.application, SqlUnitOfWork)
    assert await feed_events(consumers, container.runtime.transactions, *events) == []


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
async def test_newest_plan_counts_in_any_order(site: Site, order: tuple[int, ...]) -> None:
    await site.playable(EPISODE, Access.PLAN)
    plans = {1: subscribed(USER, 1, plan="free"), 2: subscribed(USER, 2, streams=9), 3: subscribed(USER, 3, streams=1)}
    await deliver(site, *(plans[version] for version in order))
    for version in (*order, *order):
        await deliver(site, plans[version])
    assert [(await site.start(EPISODE)).status_code for _ in range(2)] == [201, 409]


async def test_lost_plan_refund_sign_out_and_deletion_end_sessions(site: Site) -> None:
    movies = [Subject(UUID(int=number)) for number in (21, 22)]
    await site.playable(EPISODE, Access.PLAN)
    for movie in movies:
        await site.playable(movie, Access.PURCHASE)
    await deliver(site, subscribed(USER, 1, streams=9), *(purchased(USER, 1, movie.media_id) for movie in movies))
    sign_in = uuid4()
    paid, refunded = await started(site), await started(site, movies[0])
    gone, last = await started(site, movies[1], sign_in=sign_in), await started(site, movies[1])
    site.clock.instant += timedelta(seconds=5)
    await deliver(
        site,
        subscribed(USER, 2, plan="free", streams=9),
        purchased(USER, 2, movies[0].media_id, revoked=True, valid_until=NOON),
        revoked(USER, NOON + timedelta(minutes=15), sign_in),
    )
    reasons = {paid: "entitlement_lost", refunded: "entitlement_lost", gone: "signed_out"}
    assert await ends(site) == reasons
    assert outcome(await site.start(movies[1], sign_in=sign_in)) == (401, "UNAUTHORIZED")
    await deliver(site, UserDeletedV1(version=1, user_id=USER, deleted_at=NOON))
    assert await ends(site) == {**reasons, last: "user_deleted"}
    late = revoked(USER, NOON + timedelta(minutes=15), uuid4())
    await deliver(site, subscribed(USER, 7), purchased(USER, 7, movies[1].media_id), late)
    async with site.container.runtime.engine.connect() as connection:
        for table in (entitlements, purchases, signed_out, sessions):
            assert (await connection.execute(select(table))).all() == [], table.name
    assert outcome(await site.start(movies[1])) == (403, "ACCOUNT_ERASED")


async def test_late_events_end_what_began_between_a_change_and_its_event(site: Site) -> None:
    movie = Subject(UUID(int=21))
    await site.playable(EPISODE, Access.PLAN)
    await site.playable(movie, Access.PURCHASE)
    await deliver(site, subscribed(USER, 1, streams=9), purchased(USER, 1, movie.media_id))
    late = [subscribed(USER, 2, plan="free", streams=9), purchased(USER, 2, movie.media_id, revoked=True)]
    site.clock.instant += timedelta(hours=1)
    begun = [await started(site), await started(site, movie)]
    await deliver(site, *late)
    assert await ends(site) == dict.fromkeys(begun, "entitlement_lost")


async def test_history_of_a_replay_ends_nothing_that_began_later(site: Site) -> None:
    """A replay reads old events again: a plan that was lost and bought again has not been lost since."""
    await site.playable(EPISODE, Access.PLAN)
    history = [subscribed(USER, 1), subscribed(USER, 2, plan="free"), subscribed(USER, 3)]
    site.clock.instant += timedelta(seconds=5)
    await deliver(site, history[-1])
    session = await started(site)
    async with site.container.runtime.engine.begin() as connection:
        for table in READ_MODEL:
            await connection.execute(delete(table))
    for event in history:
        await deliver(site, event)
    assert await ends(site) == {}
    beat = await site.request("POST", f"playback/sessions/{session}/heartbeats", {"positionMs": 1})
    assert beat.json()["data"]["ended"] is False
