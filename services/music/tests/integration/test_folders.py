"""Music folders: who may add them, which directories may be one, who may hear them."""

from typing import Any
from uuid import uuid4

import httpx2
from services.music.tests.audio import write
from services.music.tests.integration.conftest import Music

from chassis.testing.tokens import Tokens
from music.application.folders.managing import FolderChange
from music.domain.folders.folder import Visibility

FOLDERS = "/api/v1/admin/music/folders"


def code(response: httpx2.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


async def test_an_administrator_adds_changes_and_deletes_a_folder(
    client: httpx2.AsyncClient, music: Music, tokens: Tokens
) -> None:
    admin = tokens.bearer(uuid4(), ["admin"])
    (music.root / "Records").mkdir()
    body = {"name": "Records", "path": str(music.root / "Records"), "purge": {"purge": "never"}}
    added = await client.post(FOLDERS, json=body, headers=admin)
    assert added.status_code == 201
    folder: dict[str, Any] = added.json()["data"]
    assert (folder["visibility"], folder["purge"]["purge"], folder["revision"]) == ("everyone", "never", 1)
    one = f"{FOLDERS}/{folder['id']}"
    user = str(uuid4())
    patch = {"visibility": "chosen", "userIds": [user]}
    assert code(await client.patch(one, json=patch, headers=admin)) == (428, "PRECONDITION_REQUIRED")
    changed = await client.patch(one, json=patch, headers={**admin, "If-Match": added.headers["etag"]})
    assert (changed.json()["data"]["userIds"], changed.json()["data"]["revision"]) == ([user], 2)
    stale = await client.patch(one, json=patch, headers={**admin, "If-Match": added.headers["etag"]})
    assert code(stale) == (412, "PRECONDITION_FAILED")
    listed = await client.get(FOLDERS, headers=admin)
    assert [item["name"] for item in listed.json()["data"]] == ["Records"]
    deleted = await client.delete(one, headers={**admin, "If-Match": changed.headers["etag"]})
    assert deleted.status_code == 204
    assert code(await client.get(one, headers=admin)) == (404, "MUSIC_FOLDER_NOT_FOUND")


async def test_a_user_manages_no_folders(client: httpx2.AsyncClient, tokens: Tokens) -> None:
    user = tokens.bearer(uuid4())
    assert (await client.get(FOLDERS, headers=user)).status_code == 403
    assert (await client.post("/api/v1/admin/music/scans", json={}, headers=user)).status_code == 403
    assert (await client.get(FOLDERS)).status_code == 401


async def test_only_readable_directories_of_the_operator_may_be_folders(
    client: httpx2.AsyncClient, music: Music, tokens: Tokens
) -> None:
    admin = tokens.bearer(uuid4(), ["admin"])
    (music.root / "in").mkdir()
    (music.root / "file").write_text("x")
    (music.root / "out").symlink_to("/")
    for path in ("/", "in", str(music.root / "absent"), str(music.root / "file"), str(music.root / "out"), "/etc"):
        response = await client.post(FOLDERS, json={"name": "X", "path": path}, headers=admin)
        assert code(response) == (409, "MUSIC_FOLDER_NOT_ALLOWED"), path
    assert (await client.get(FOLDERS, headers=admin)).json()["data"] == []


async def test_no_directory_belongs_to_two_folders(client: httpx2.AsyncClient, music: Music, tokens: Tokens) -> None:
    admin = tokens.bearer(uuid4(), ["admin"])
    inner = music.root / "Records" / "Jazz"
    inner.mkdir(parents=True)
    (music.root / "Records 2").mkdir()
    assert (await client.post(FOLDERS, json={"name": "A", "path": str(inner)}, headers=admin)).status_code == 201
    for path in (inner, inner.parent):
        response = await client.post(FOLDERS, json={"name": "B", "path": str(path)}, headers=admin)
        assert code(response) == (409, "MUSIC_FOLDER_OVERLAPS")
    response = await client.post(FOLDERS, json={"name": "a", "path": str(music.root / "Records 2")}, headers=admin)
    assert code(response) == (409, "MUSIC_FOLDER_NAME_TAKEN")


async def test_two_users_hear_what_each_may(client: httpx2.AsyncClient, music: Music, tokens: Tokens) -> None:
    chosen, other = uuid4(), uuid4()
    for folder, artist in (("Records", "Nina Simone"), ("Private", "Miles Davis"), ("Private", "Nina Simone")):
        write(
            music.root / folder / artist / "01.flac", title="T", artist=artist, album=f"{folder} {artist}", genre=folder
        )
    await music.add("Records")
    await music.add("Private", FolderChange(visibility=Visibility.CHOSEN, user_ids=frozenset({chosen})))

    async def heard(user: dict[str, str], path: str) -> list[dict[str, Any]]:
        data: list[dict[str, Any]] = (await client.get(f"/api/v1/music/{path}", headers=user)).json()["data"]
        return data

    with_all, with_some = tokens.bearer(chosen), tokens.bearer(other)
    admin = tokens.bearer(uuid4(), ["admin"])
    for headers in (with_all, admin):
        assert [one["name"] for one in await heard(headers, "artists")] == ["Miles Davis", "Nina Simone"]
        assert len(await heard(headers, "albums")) == len(await heard(headers, "tracks")) == 3
    (one,) = await heard(with_some, "artists")
    assert (one["name"], one["albumCount"], one["trackCount"]) == ("Nina Simone", 1, 1)
    assert [one["name"] for one in await heard(with_some, "albums")] == ["Records Nina Simone"]
    assert [one["name"] for one in await heard(with_some, "genres")] == ["Records"]
    assert len(await heard(with_some, "tracks")) == 1
    for item in await heard(with_all, "albums"):
        if item["name"].startswith("Private"):
            response = await client.get(f"/api/v1/music/albums/{item['id']}", headers=with_some)
            assert code(response) == (404, "ALBUM_NOT_FOUND")
    for item in await heard(with_all, "tracks"):
        response = await client.get(f"/api/v1/music/tracks/{item['id']}", headers=with_some)
        assert response.status_code == (200 if item["albumName"].startswith("Records") else 404)
        assert "path" not in item
    hits = (await client.get("/api/v1/music/search?q=private", headers=with_some)).json()["data"]
    assert hits == {"artists": [], "albums": [], "tracks": []}
