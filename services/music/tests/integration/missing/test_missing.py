"""Tracks whose files are missing: listed and deleted by administrators."""

from uuid import uuid4

import httpx2
import pytest
from services.music.tests.audio import write
from services.music.tests.integration.conftest import Music

from chassis.testing.tokens import Tokens

PATH = "/api/v1/admin/music/missing"


@pytest.fixture
def admin(tokens: Tokens) -> dict[str, str]:
    return tokens.bearer(uuid4(), roles=["admin"])


async def lose(music: Music, number: int) -> str:
    """Scan tracks whose files are gone then, and return the id of their folder."""
    write(music.root / "Records/there.flac", title="There", artist="A", album="Kept")
    paths = [
        write(music.root / f"Records/{place}.flac", title=f"T{place}", artist="B feat. C", album="Gone")
        for place in range(number)
    ]
    folder = await music.add()
    for path in paths:
        path.unlink()
    await music.scan()
    return str(folder.id)


async def titles(client: httpx2.AsyncClient, headers: dict[str, str], query: str = "") -> list[str]:
    return [item["title"] for item in (await client.get(f"{PATH}{query}", headers=headers)).json()["data"]]


async def test_missing_tracks_are_listed_without_paths_and_deleted(
    client: httpx2.AsyncClient, music: Music, admin: dict[str, str]
) -> None:
    folder = await lose(music, 3)
    page = (await client.get(f"{PATH}?limit=2", headers=admin)).json()
    first = page["data"][0]
    assert page["meta"]["total"] == 3
    assert (first["artists"], first["albumName"], first["folderName"]) == (["B", "C"], "Gone", "Records")
    assert ".flac" not in str(page)
    after = (await client.get(f"{PATH}?limit=2&cursor={page['meta']['nextCursor']}", headers=admin)).json()
    assert sorted(item["title"] for item in page["data"] + after["data"]) == ["T0", "T1", "T2"]
    assert await titles(client, admin, f"?folderId={uuid4()}") == []
    assert len(await titles(client, admin, f"?folderId={folder}")) == 3
    assert (await client.delete(f"{PATH}/{first['id']}", headers=admin)).status_code == 204
    gone = await client.delete(f"{PATH}/{first['id']}", headers=admin)
    assert (gone.status_code, gone.json()["error"]["code"]) == (404, "TRACK_NOT_FOUND")
    purged = await client.post(f"{PATH}/purge", headers=admin, json={"folderId": folder})
    assert purged.json()["data"] == {"deleted": 2, "remaining": 0}
    assert await titles(client, admin) == []
    albums = (await client.get("/api/v1/music/albums", headers=admin)).json()["data"]
    assert [album["name"] for album in albums] == ["Kept"]


async def test_a_track_whose_file_is_there_is_not_deleted(
    client: httpx2.AsyncClient, music: Music, admin: dict[str, str]
) -> None:
    await lose(music, 0)
    (track,) = (await client.get("/api/v1/music/tracks", headers=admin)).json()["data"]
    assert (await client.delete(f"{PATH}/{track['id']}", headers=admin)).status_code == 404
    assert (await client.post(f"{PATH}/purge", headers=admin, json={})).json()["data"]["deleted"] == 0
    assert (await client.get(f"/api/v1/music/tracks/{track['id']}", headers=admin)).status_code == 200


async def test_only_administrators_see_and_delete_them(client: httpx2.AsyncClient, tokens: Tokens) -> None:
    headers = tokens.bearer(uuid4())
    assert (await client.get(PATH, headers=headers)).status_code == 403
    assert (await client.post(f"{PATH}/purge", headers=headers, json={})).status_code == 403
    assert (await client.delete(f"{PATH}/{uuid4()}", headers=headers)).status_code == 403


async def test_an_unknown_folder_is_not_purged(client: httpx2.AsyncClient, admin: dict[str, str]) -> None:
    response = await client.post(f"{PATH}/purge", headers=admin, json={"folderId": str(uuid4())})
    assert (response.status_code, response.json()["error"]["code"]) == (404, "MUSIC_FOLDER_NOT_FOUND")
    assert (await client.post(f"{PATH}/purge", headers=admin, json={"folderId": "x"})).status_code == 400
