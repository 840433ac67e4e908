"""Titles that may be reviewed, and what tests do with reviews."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
import pytest_asyncio
from services.social.tests.society import ADA, BEN, CLEO, DAN, Society
from sqlalchemy import insert, select

from contracts.auth import UserRegisteredV1
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import Episode, MediaImportedV1, SeasonSummary, SeasonSyncedV1
from social.infrastructure.relations.tables import blocks
from social.infrastructure.tables import outbox

SHOW, MOVIE = media_id("show", 1), media_id("movie", 2)
USERS = (ADA, BEN, CLEO, DAN)


@pytest_asyncio.fixture
async def reviewing(society: Society) -> Society:
    """Return the service with a show, a movie, and users who registered 40 days ago."""
    # What is written later has a later time.
    society.clock.step = timedelta(seconds=1)
    now = society.clock.now()
    episodes = tuple(Episode(episode_id=episode_id(1, 2, number), number=number) for number in (1, 2, 3))
    await society.apply(
        MediaImportedV1(
            version=1,
            media_id=SHOW,
            kind="show",
            tmdb_id=1,
            title="Show",
            seasons=(SeasonSummary(number=0), SeasonSummary(number=1)),
            imported_at=now,
        ),
        MediaImportedV1(version=1, media_id=MOVIE, kind="movie", tmdb_id=2, title="Movie", imported_at=now),
        SeasonSyncedV1(
            version=1,
            season_id=season_id(1, 2),
            media_id=SHOW,
            show_tmdb_id=1,
            number=2,
            episodes=episodes,
            synced_at=now,
        ),
        *(UserRegisteredV1(version=1, user_id=user_id, registered_at=now - timedelta(days=40)) for user_id in USERS),
    )
    return society


Write = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def write(reviewing: Society) -> Write:
    """Return what writes a review of the movie, and returns it."""

    async def write(user_id: UUID = ADA, subject: dict[str, Any] | None = None, **values: Any) -> dict[str, Any]:
        body = {"subject": subject or {"mediaItemId": str(MOVIE)}, "rating": 80, **values}
        response = await reviewing.request(user_id, "POST", "/reviews", json=body, expect=201)
        written: dict[str, Any] = response.json()["data"]
        return written

    return write


@pytest.fixture
def comment(reviewing: Society) -> Write:
    """Return what writes a comment, and returns it."""

    async def comment(user_id: UUID, **values: Any) -> dict[str, Any]:
        response = await reviewing.request(user_id, "POST", "/comments", json={"text": "Yes", **values}, expect=201)
        written: dict[str, Any] = response.json()["data"]
        return written

    return comment


async def block(society: Society, blocker: UUID, blocked: UUID) -> None:
    """Have a user block another."""
    async with society.container.runtime.engine.begin() as connection:
        values = {"blocker_id": blocker, "blocked_id": blocked, "since": society.clock.now()}
        await connection.execute(insert(blocks).values(values))


async def published(society: Society, topic: str) -> list[dict[str, Any]]:
    """Return the events of a topic, in their order."""
    async with society.container.runtime.transactions.read() as connection:
        query = select(outbox.c.body).where(outbox.c.topic == topic).order_by(outbox.c.id)
        return [orjson.loads(body) for body in (await connection.execute(query)).scalars() if body]
