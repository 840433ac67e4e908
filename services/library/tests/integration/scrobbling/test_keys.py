"""Keys of webhooks."""

import logging

import httpx2
import pytest
from services.library.tests import webhook_bodies
from services.library.tests.integration.scrobbling.support import OTHER, USER, Deliver, new_key
from sqlalchemy import func, select

from chassis.testing.clock import NOON
from chassis.testing.logs import leaks
from chassis.testing.tokens import Tokens
from contracts.auth import UserDeletedV1
from library.bootstrap import Container
from library.infrastructure.metadata import metadata

pytestmark = pytest.mark.integration


async def test_a_key_is_shown_once_and_listed_with_its_use_and_errors(
    client: httpx2.AsyncClient, me: dict[str, str], tokens: Tokens, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    created = await new_key(client, me, "jellyfin")
    key, path = created["key"], created["path"]
    [unused] = (await client.get("/api/v1/me/scrobble-keys", headers=me)).json()["data"]
    broken = await client.post(path, content=b"{not json", headers={"Content-Type": "text/plain"})
    [failed] = (await client.get("/api/v1/me/scrobble-keys", headers=me)).json()["data"]
    other_source = await client.post(path.replace("/jellyfin", "/emby"), json=webhook_bodies.emby())
    deleted = await client.delete(f"/api/v1/me/scrobble-keys/{created['id']}", headers=tokens.bearer(OTHER))
    await client.delete(f"/api/v1/me/scrobble-keys/{created['id']}", headers=me)
    revoked = await client.post(path, json=webhook_bodies.jellyfin())

    assert key.startswith("mqw_")
    assert path == f"/api/v1/scrobble/{key}/jellyfin"
    assert unused.keys() == created.keys() - {"key", "path"}
    assert (unused["lastUsedAt"], unused["lastError"]) == (None, None)
    assert broken.status_code == 400
    assert broken.json()["error"]["details"]["errors"] == [
        {"field": "body", "in": "body", "rule": "body", "params": {}, "message": "must be JSON"}
    ]
    assert failed["lastError"] == "body: must be JSON"
    assert failed["lastUsedAt"] is not None
    assert [response.status_code for response in (other_source, deleted, revoked)] == [404, 404, 404]
    assert revoked.json()["error"]["code"] == "SCROBBLE_KEY_NOT_FOUND"
    assert leaks(caplog.records, {"key": key}) == []


async def test_a_user_has_at_most_twenty_keys(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    for _ in range(20):
        await new_key(client, me, "kodi")
    response = await client.post("/api/v1/me/scrobble-keys", json={"source": "kodi", "name": "x"}, headers=me)
    assert (response.status_code, response.json()["error"]["code"]) == (409, "TOO_MANY_SCROBBLE_KEYS")


async def test_the_key_of_an_erased_user_is_no_longer_valid(
    client: httpx2.AsyncClient, me: dict[str, str], deliver: Deliver, container: Container
) -> None:
    path = (await new_key(client, me, "jellyfin"))["path"]
    assert (await client.post(path, json=webhook_bodies.jellyfin("PlaybackStart", 60))).status_code == 200
    unknown = webhook_bodies.jellyfin(SeriesName="Unknown", Provider_tmdb="")
    assert (await client.post(path, json=unknown)).json()["data"]["result"] == "unmatched"

    await deliver(UserDeletedV1(version=1, user_id=USER, deleted_at=NOON))

    response = await client.post(path, json=webhook_bodies.jellyfin())
    assert response.status_code == 404
    async with container.runtime.transactions.read() as connection:
        for table in ("positions", "viewings", "scrobble_keys", "unmatched_scrobbles", "scrobble_matches", "plays"):
            rows = select(func.count()).select_from(metadata.tables[table])
            assert await connection.scalar(rows) == 0, table
