"""Titles, users and webhooks of media servers."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx2
from services.library.tests import webhook_bodies

from contracts.identity import media_id

SHOW, MOVIE = media_id("show", 1396), media_id("movie", 603)
USER, OTHER = UUID(int=7), UUID(int=8)
Deliver = Callable[..., Awaitable[None]]
Send = Callable[..., Awaitable[dict[str, Any]]]
Recorded = Callable[..., Awaitable[list[tuple[UUID, int | None, int | None]]]]


async def new_key(
    client: httpx2.AsyncClient, who: dict[str, str], source: str, accounts: tuple[str, ...] = ()
) -> dict[str, Any]:
    body = {"source": source, "name": "home", "accounts": list(accounts)}
    response = await client.post("/api/v1/me/scrobble-keys", json=body, headers=who)
    assert response.status_code == 201, response.text
    data: dict[str, Any] = response.json()["data"]
    return data


JELLYFIN = [
    webhook_bodies.jellyfin("PlaybackStart", 0, UtcTimestamp="2026-11-21T10:00:00Z"),
    webhook_bodies.jellyfin("PlaybackProgress", 1200, UtcTimestamp="2026-11-21T10:20:00Z"),
    webhook_bodies.jellyfin("PlaybackProgress", 1210, UtcTimestamp="2026-11-21T10:21:00Z", IsPaused=True),
    webhook_bodies.jellyfin("PlaybackStop", 2880, UtcTimestamp="2026-11-21T10:48:00Z"),
    webhook_bodies.jellyfin("UserDataSaved", SaveReason="TogglePlayed", Played=True),
]
PLEX = [
    webhook_bodies.plex("media.play"),
    webhook_bodies.plex("media.pause", 1200),
    webhook_bodies.plex("media.resume", 1200),
    webhook_bodies.plex("media.scrobble", 2600),
    webhook_bodies.plex("media.stop", 2870),
]
EMBY = [webhook_bodies.emby("playback.start", 0), webhook_bodies.emby("playback.stop")]
KODI = [webhook_bodies.kodi("Player.OnPlay", 0), webhook_bodies.kodi("Player.OnStop")]
SEQUENCES = {"jellyfin": JELLYFIN, "plex": PLEX, "emby": EMBY, "kodi": KODI}
