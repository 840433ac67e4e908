"""What a user plays on a running stack: a video without files, since no player reads them."""

import asyncio
from collections.abc import Mapping
from typing import Final
from uuid import UUID

import asyncpg
import httpx2

from devstack.options import DATABASE
from devstack.ports import plan
from devstack.secret_files import load_secrets
from stacks import Stack, eventually
from user_data import PASSWORD

VIDEO: Final = """
with added as (
  insert into playback.assets (id, media_id, season, episode, trailer, access, current_version, revision,
    created_by, updated_at)
  values (gen_random_uuid(), $1, $2, $3, false, $4, 1, 1, $1, now()) returning id
)
insert into playback.asset_versions (asset_id, number, source, source_bytes, encryption, status, prefix, media,
  duration_ms, created_by, ready_at)
select id, 1, 'uploads/1/source', 1, 'cbcs', 'ready', 'vod/' || id || '/1/', '{}', 60000, $1, now() from added
"""
WATCHED: Final = {"type": "watched", "sequence": 1, "offsetMs": 0, "beginMs": 0, "endMs": 60_000, "speed": 1.0}
UNKNOWN_KEY: Final = "ah9LYnwOXRuferuPbw88EQ"


def fill_playback(stack: Stack, api: httpx2.Client, user: Mapping[str, str], name: str, media_id: UUID) -> None:
    """Let a user who has bought a title play it, request a key of something else, and sign out elsewhere."""
    asyncio.run(_add_video(stack, media_id, "purchase"))
    path = f"/playback/{media_id}/session"
    # The purchase arrives by an event.
    started = eventually(lambda: api.post(path, json={}, headers=dict(user)), lambda response: response.is_success)
    session_id = started.json()["data"]["sessionId"]
    session = f"/playback/sessions/{session_id}"
    for route, body in (("heartbeats", {"positionMs": 6_000}), ("events", {"events": [WATCHED]})):
        response = api.post(f"{session}/{route}", json=body, headers=dict(user))
        assert response.is_success, response.text
    request = {"kids": [UNKNOWN_KEY], "type": "temporary"}
    refused = api.post(f"/playback/licenses/clearkey?session={session_id}", json=request, headers=dict(user))
    assert refused.json()["error"]["code"] == "KEY_NOT_OF_SESSION", refused.text
    signed_in = api.post("/auth/login", json={"email": f"{name}@marquee.example", "password": PASSWORD})
    other = {"authorization": f"Bearer {signed_in.json()['data']['accessToken']}"}
    assert api.post("/auth/logout", headers=other).is_success


def add_episodes(stack: Stack, media_id: UUID) -> None:
    """Let two episodes of a show be listed as videos that everyone may play."""
    for episode in (1, 2):
        asyncio.run(_add_video(stack, media_id, "free", 1, episode))


async def _add_video(
    stack: Stack, media_id: UUID, access: str, season: int | None = None, episode: int | None = None
) -> None:
    ports, password = plan(stack.base), load_secrets(stack.data, ()).postgres
    connection = await asyncpg.connect(f"postgresql://postgres:{password}@127.0.0.1:{ports['postgres']}/{DATABASE}")
    try:
        await connection.execute(VIDEO, media_id, season, episode, access)
    finally:
        await connection.close()
