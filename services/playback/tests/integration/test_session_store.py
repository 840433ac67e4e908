"""Playback sessions in Postgres, with the events that their changes publish."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

import pytest
from services.playback.tests.integration.conftest import OTHER, USER
from services.playback.tests.playing import MEDIA, add_playable, session_on
from sqlalchemy import select

from chassis.testing.clock import NOON
from playback.application.sessions.ports import SessionFilter
from playback.bootstrap import Container
from playback.domain.assets.asset import Access
from playback.domain.assets.subject import Subject
from playback.domain.sessions.session import Heartbeat
from playback.infrastructure.tables import outbox

pytestmark = pytest.mark.integration

SECOND = timedelta(seconds=1)


async def published(container: Container) -> list[dict[str, Any]]:
    """Return the events so far, each with its topic."""
    async with container.runtime.engine.connect() as connection:
        rows = (await connection.execute(select(outbox.c.topic, outbox.c.body).order_by(outbox.c.id))).all()
    return [{"topic": row.topic, **json.loads(row.body)} for row in rows]


async def test_heartbeats_are_published_every_ten_seconds_and_at_a_pause(container: Container) -> None:
    async with container.units.begin() as work:
        asset = await add_playable(work, Subject(MEDIA, 2, 5))
        session = session_on(asset, USER)
        await work.sessions.add(session)
    beats: list[tuple[int, Literal["playing", "paused"]]] = [
        (4, "playing"),
        (10, "playing"),
        (15, "paused"),
        (19, "paused"),
    ]
    for seconds, state in beats:
        async with container.units.begin() as work:
            beat = Heartbeat(session.id, USER, seconds * 1000, state, NOON + seconds * SECOND)
            assert await work.sessions.beat(beat) is not None
    events = await published(container)
    assert [(event["positionMs"], event["state"]) for event in events] == [
        (0, "started"),
        (10_000, "playing"),
        (15_000, "paused"),
    ]
    assert {(event["mediaId"], event["season"], event["episode"]) for event in events} == {(str(MEDIA), 2, 5)}
    async with container.units.read() as work:
        stored = await work.sessions.find(session.id)
        assert stored == replace(
            session, position_ms=19_000, state="paused", last_seen_at=NOON + 19 * SECOND, reported_at=NOON + 15 * SECOND
        )
        assert await work.sessions.last_position(USER, asset.id) == (19_000, session.duration_ms)
        assert await work.sessions.last_position(OTHER, asset.id) is None


async def test_heartbeat_keeps_neither_an_ended_nor_a_lost_session_nor_one_of_another_user(
    container: Container,
) -> None:
    async with container.units.begin() as work:
        asset = await add_playable(work, Subject(MEDIA))
        session, ended = session_on(asset, USER), session_on(asset, USER)
        await work.sessions.add(session)
        await work.sessions.add(ended)
        [first] = await work.sessions.end(SessionFilter(sessions=[ended.id]), "user", NOON)
        assert (first.end_reason, first.state) == ("user", "ended")
        assert await work.sessions.end(SessionFilter(sessions=[ended.id]), "administrator", NOON) == []
        assert await work.sessions.beat(Heartbeat(ended.id, USER, 1, "playing", NOON)) is None
        assert await work.sessions.beat(Heartbeat(session.id, OTHER, 1, "playing", NOON)) is None
        assert await work.sessions.beat(Heartbeat(session.id, USER, 1, "playing", NOON + 90 * SECOND)) is None
        assert await work.sessions.beat(Heartbeat(session.id, USER, 1, "playing", NOON + 89 * SECOND)) is not None


async def test_position_is_at_most_the_duration(container: Container) -> None:
    async with container.units.begin() as work:
        session = session_on(await add_playable(work, Subject(MEDIA)), USER)
        await work.sessions.add(session)
        beaten = await work.sessions.beat(Heartbeat(session.id, USER, 99_999_999, "playing", NOON))
        assert beaten is not None
        assert beaten.position_ms == session.duration_ms


async def test_stale_sessions_end_with_their_reasons(container: Container) -> None:
    later = NOON + 90 * SECOND
    async with container.units.begin() as work:
        asset, gone = await add_playable(work, Subject(MEDIA)), await add_playable(work, Subject(MEDIA, 1, 1))
        await work.assets.save(replace(gone, current_version=None, unpublished_at=NOON))
        lost, live = session_on(asset, USER), session_on(asset, USER, last_seen_at=NOON + SECOND)
        expired = session_on(asset, OTHER, last_seen_at=later, expires_at=later)
        unpublished = session_on(gone, OTHER, last_seen_at=later)
        for session in (lost, live, expired, unpublished):
            await work.sessions.add(session)
        assert [session.id for session in await work.sessions.streams(USER, later)] == [live.id]
        ended = {session.id: session.end_reason for session in await work.sessions.end_stale(later, 10)}
        assert ended == {lost.id: "lost", expired.id: "expired", unpublished.id: "unpublished"}
        assert await work.sessions.end_stale(later, 10) == []
    ends = [event for event in await published(container) if event["topic"] == "playback.session.ended"]
    assert {(event["sessionId"], event["reason"]) for event in ends} == {
        (str(id_), reason) for id_, reason in ended.items()
    }


async def test_sessions_end_by_what_is_stated(container: Container) -> None:
    async with container.units.begin() as work:
        asset = await add_playable(work, Subject(MEDIA), Access.PLAN)
        mine, theirs = session_on(asset, USER, granted_version=3), session_on(asset, OTHER)
        for session in (mine, theirs):
            await work.sessions.add(session)
        none = (
            SessionFilter(assets=[asset.id], users=[]),
            SessionFilter(users=[USER], access=Access.FREE),
            SessionFilter(users=[USER], granted_before=3),
            SessionFilter(sign_ins=[theirs.auth_session_id], users=[USER]),
            SessionFilter(purchases=[asset.id]),
        )
        for which in none:
            assert await work.sessions.end(which, "user", NOON) == [], which
        [first] = await work.sessions.end(SessionFilter(sign_ins=[mine.auth_session_id]), "signed_out", NOON)
        assert first.id == mine.id
        assert [one.id for one in await work.sessions.active(SessionFilter(assets=[asset.id]), 10, 0)] == [theirs.id]


async def test_position_of_an_erased_user_is_not_published(container: Container) -> None:
    async with container.units.begin() as work:
        await work.sessions.add(session_on(await add_playable(work, Subject(MEDIA)), USER))
        await work.sessions.end(SessionFilter(users=[USER]), "user_deleted", NOON)
    assert [event["topic"] for event in await published(container)] == ["playback.progressed", "playback.session.ended"]
