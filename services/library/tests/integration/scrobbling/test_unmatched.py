"""Reports without a title, of other accounts and of other media."""

from typing import Any
from uuid import UUID

import httpx2
import pytest
from services.library.tests import webhook_bodies
from services.library.tests.integration.scrobbling.support import MOVIE, OTHER, SHOW, Recorded, Send, new_key
from services.library.tests.webhook_bodies import PLEX_TYPE, plex_form

from chassis.testing.tokens import Tokens

pytestmark = pytest.mark.integration


async def test_an_unmatched_play_is_kept_and_resolved_by_hand(
    send: Send, recorded: Recorded, client: httpx2.AsyncClient, me: dict[str, str], tokens: Tokens
) -> None:
    stranger: dict[str, Any] = {"SeriesName": "Brekaing Bad", "Provider_tmdb": "", "SeriesPremiereDate": "2008-01-20"}
    ignored = await send("jellyfin", webhook_bodies.jellyfin("PlaybackStart", 0, **stranger))
    results = [
        await send("jellyfin", webhook_bodies.jellyfin(**stranger, EpisodeNumber=number)) for number in (1, 2, 2)
    ]
    page = (await client.get("/api/v1/me/unmatched-scrobbles", headers=me)).json()

    assert (ignored["result"], {result["result"] for result in results}) == ("ignored", {"unmatched"})
    assert page["meta"]["total"] == 2
    assert [(item["title"], item["year"], item["season"]) for item in page["data"]] == [("Brekaing Bad", 2008, 2)] * 2
    [key] = [
        key for key in (await client.get("/api/v1/me/scrobble-keys", headers=me)).json()["data"] if key["lastError"]
    ]
    assert key["lastError"] == "Brekaing Bad: no title of the catalog has this name and year"

    chosen = page["data"][0]["id"]
    path = f"/api/v1/me/unmatched-scrobbles/{chosen}/resolve"
    body = {"mediaItemId": str(SHOW)}
    foreign = await client.post(path, json=body, headers=tokens.bearer(OTHER))
    resolved = await client.post(path, json=body, headers=me)
    again = await client.post(path, json=body, headers=me)
    later = await send("jellyfin", webhook_bodies.jellyfin(**stranger, EpisodeNumber=3))

    assert (foreign.status_code, again.status_code) == (404, 404)
    assert foreign.json()["error"]["code"] == "SCROBBLE_NOT_FOUND"
    assert resolved.json()["data"]["resolved"] == 2
    assert later["result"] == "recorded"
    assert await recorded() == [(SHOW, 2, 1), (SHOW, 2, 2), (SHOW, 2, 3)]
    assert (await client.get("/api/v1/me/unmatched-scrobbles", headers=me)).json()["data"] == []


async def test_one_scrobble_is_resolved_with_another_number_or_deleted(
    client: httpx2.AsyncClient, me: dict[str, str], recorded: Recorded
) -> None:
    for number in (1, 2):
        body = {"action": "scrobble", "type": "show", "title": "Unknown", "season": 40, "episode": number}
        await client.post("/api/v1/me/scrobbles", json=body, headers=me)
    first, second = [
        f"/api/v1/me/unmatched-scrobbles/{item['id']}"
        for item in (await client.get("/api/v1/me/unmatched-scrobbles", headers=me)).json()["data"]
    ]

    impossible = await client.post(
        f"{first}/resolve", json={"mediaItemId": str(SHOW), "season": 2, "episode": 99}, headers=me
    )
    movie = await client.post(f"{first}/resolve", json={"mediaItemId": str(MOVIE)}, headers=me)
    missing = await client.post(f"{first}/resolve", json={"mediaItemId": str(UUID(int=1))}, headers=me)
    half = await client.post(f"{first}/resolve", json={"mediaItemId": str(SHOW), "season": 2}, headers=me)
    right = {"mediaItemId": str(SHOW), "season": 2, "episode": 5, "wholeTitle": False}
    resolved = await client.post(f"{first}/resolve", json=right, headers=me)
    deleted = await client.delete(second, headers=me)
    gone = await client.delete(second, headers=me)

    codes = [response.json()["error"]["code"] for response in (impossible, movie, missing, half)]
    assert codes == ["EPISODE_UNKNOWN", "EPISODE_UNKNOWN", "MEDIA_NOT_FOUND", "VALIDATION_ERROR"]
    assert resolved.json()["data"]["resolved"] == 1
    assert (deleted.status_code, gone.status_code) == (204, 404)
    assert await recorded() == [(SHOW, 2, 5)]


async def test_other_accounts_and_other_media_of_a_server_are_ignored(
    client: httpx2.AsyncClient, me: dict[str, str], recorded: Recorded
) -> None:
    path = (await new_key(client, me, "plex", ("Ada", "77")))["path"]

    async def result(payload: dict[str, Any]) -> tuple[str, str]:
        response = await client.post(path, content=plex_form(payload), headers=PLEX_TYPE)
        data = response.json()["data"]
        return data["result"], data["reason"]

    other = webhook_bodies.plex()
    other["Account"] = {"id": 5, "title": "grace"}
    music = webhook_bodies.plex(type="track", librarySectionType="artist")

    assert await result(other) == ("ignored", "the account is not one of those of the key")
    assert await result(music) == ("ignored", "track is neither a movie nor an episode of a library")
    other["Account"] = {"id": 77, "title": "grace"}
    assert (await result(other))[0] == "recorded"
    assert await recorded() == [(SHOW, 2, 1)]
