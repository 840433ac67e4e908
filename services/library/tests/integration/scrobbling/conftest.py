"""A show and movies, a user with webhooks of every source, and the plays that were recorded."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from services.library.tests.integration.scrobbling.support import SHOW, USER, Deliver, Recorded, Send, new_key
from services.library.tests.webhook_bodies import PLEX_TYPE, plex_form
from sqlalchemy import select

from chassis.testing.clock import NOON
from contracts.identity import episode_id, season_id
from contracts.ingestion import Episode, SeasonSyncedV1
from library.bootstrap import Container
from library.infrastructure.plays.tables import plays


@pytest_asyncio.fixture(autouse=True)
async def titles(deliver: Deliver, imported: Callable[..., Any]) -> None:
    episodes = tuple(
        Episode(
            episode_id=episode_id(1396, 2, number),
            number=number,
            numbering={"tmdb": {"id": 62091 + number, "season": 2, "number": number}},
        )
        for number in range(1, 14)
    )
    season = SeasonSyncedV1(
        version=1,
        season_id=season_id(1396, 2),
        media_id=SHOW,
        show_tmdb_id=1396,
        number=2,
        episodes=episodes,
        synced_at=NOON,
    )
    await deliver(
        imported(1396, title="Breaking Bad", release_date=date(2008, 1, 20), external_ids={"tvdb": 81189}),
        imported(603, kind="movie", title="The Matrix", release_date=date(1999, 3, 30)),
        imported(604, kind="movie", title="Twins", release_date=date(1988, 12, 9)),
        imported(605, kind="movie", title="Twins", release_date=date(2011, 5, 1)),
        season,
    )


@pytest.fixture
def recorded(container: Container) -> Recorded:
    async def read(user_id: UUID = USER) -> list[tuple[UUID, int | None, int | None]]:
        query = select(plays.c.media_id, plays.c.season, plays.c.episode).where(plays.c.user_id == user_id)
        async with container.runtime.transactions.read() as connection:
            return [tuple(row) for row in await connection.execute(query.order_by(plays.c.season, plays.c.episode))]

    return read


@pytest_asyncio.fixture
async def send(client: httpx2.AsyncClient, me: dict[str, str]) -> Send:
    """Return a function that sends a body to the webhook of its source, and returns the result."""
    paths = {name: (await new_key(client, me, name))["path"] for name in ("jellyfin", "plex", "emby", "kodi")}

    async def post(source: str, body: dict[str, Any]) -> dict[str, Any]:
        if source == "plex":
            response = await client.post(paths[source], content=plex_form(body), headers=PLEX_TYPE)
        else:
            response = await client.post(paths[source], json=body)
        assert response.status_code == 200, response.text
        data: dict[str, Any] = response.json()["data"]
        return data

    return post
