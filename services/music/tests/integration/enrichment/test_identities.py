"""Administrators correct ids, and no look-up replaces them."""

from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from services.music.tests.integration.enrichment.conftest import Enrichment

from chassis.testing.tokens import Tokens
from music.domain.enrichment.fields import EntityKind
from provider_simulator.music.artists import mbid, tags

ARTIST, ALBUM = EntityKind.ARTIST, EntityKind.ALBUM


async def request(enrichment: Enrichment, method: str, path: str, body: Any = None) -> dict[str, Any]:
    """Return what a route of ids responds, once the look-up that it causes has ended."""
    address = f"/api/v1/admin/music/{path}/mbid"
    response = await enrichment.client.request(method, address, headers=enrichment.headers, json=body)
    assert response.status_code == 200, response.text
    kind, entity_id = path.split("s/")
    await enrichment.enrich(EntityKind(kind), entity_id)
    data: dict[str, Any] = response.json()["data"]
    return data


async def test_the_corrected_id_of_an_artist_is_kept_until_it_is_withdrawn(enrichment: Enrichment) -> None:
    artist = await enrichment.add("Nina")
    await enrichment.enrich(ARTIST, artist)
    before = (await enrichment.get(f"music/artists/{artist}/about"))["data"]
    other = str(uuid4())
    assert await request(enrichment, "PUT", f"artists/{artist}", {"mbid": other.upper()}) == {
        "mbid": other,
        "isChosen": True,
    }
    about = (await enrichment.get(f"music/artists/{artist}/about"))["data"]
    counted = sorted(((one["count"], one["name"]) for one in tags(other) if one["name"] != "rare"), reverse=True)
    assert (about["mbid"], about["genres"]) == (other, [name for _, name in counted])
    assert about["biography"] == before["biography"]
    assert (await request(enrichment, "PUT", f"artists/{artist}", {"mbid": None}))["mbid"] is None
    without = (await enrichment.get(f"music/artists/{artist}/about"))["data"]
    assert (without["mbid"], without["genresSource"]) == (None, "lastfm")
    assert await request(enrichment, "DELETE", f"artists/{artist}") == {"mbid": None, "isChosen": False}
    assert (await enrichment.get(f"music/artists/{artist}"))["data"]["mbid"] == mbid("artist", "Nina")


async def test_a_wrong_id_in_tags_is_corrected_with_the_group_of_the_release(enrichment: Enrichment) -> None:
    album = await enrichment.album(await enrichment.add("Miles", musicbrainz_albumid=str(uuid4())))
    path, release = f"albums/{album['id']}", str(uuid4())
    await enrichment.enrich(ALBUM, album["id"])
    await request(enrichment, "PUT", path, {"mbid": release})
    shown = (await enrichment.get(f"music/{path}"))["data"]
    assert (shown["mbid"], shown["releaseGroupMbid"]) == (release, mbid("group", release))
    await request(enrichment, "PUT", path, {"mbid": None})
    shown = (await enrichment.get(f"music/{path}"))["data"]
    assert (shown["mbid"], shown["releaseGroupMbid"]) == (None, None)
    await request(enrichment, "DELETE", path)
    assert (await enrichment.get(f"music/{path}"))["data"]["mbid"] == album["mbid"]


async def test_what_was_suggested_for_the_former_id_is_declined(enrichment: Enrichment) -> None:
    artist = await enrichment.add("Nearly Nina")
    await enrichment.enrich(ARTIST, artist)
    (conflict,) = await enrichment.conflicts()
    await request(enrichment, "PUT", f"artists/{artist}", {"mbid": str(uuid4())})
    (declined,) = await enrichment.conflicts(f"entityId={artist}")
    assert (declined["id"], declined["status"], declined["resolvedBy"]) == (
        conflict["id"],
        "rejected",
        str(enrichment.user),
    )


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        (f"artists/{UUID(int=1)}", {"mbid": None}, 404, "ARTIST_NOT_FOUND"),
        (f"albums/{UUID(int=1)}", {"mbid": str(UUID(int=2))}, 404, "ALBUM_NOT_FOUND"),
        (f"artists/{UUID(int=1)}", {"mbid": "x\0"}, 400, "VALIDATION_ERROR"),
        (f"artists/{UUID(int=1)}", {}, 400, "VALIDATION_ERROR"),
    ],
)
async def test_invalid_ids_are_refused(
    enrichment: Enrichment, tokens: Tokens, path: str, body: dict[str, Any], status: int, code: str
) -> None:
    address = f"/api/v1/admin/music/{path}/mbid"
    response = await enrichment.client.put(address, headers=enrichment.headers, json=body)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    forbidden: httpx2.Response = await enrichment.client.put(address, headers=tokens.bearer(uuid4()), json=body)
    assert forbidden.status_code == 403
