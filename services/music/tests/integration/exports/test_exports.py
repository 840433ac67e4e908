"""Everything of a user as one file, and playlists as M3U files, of what the user may hear."""

import csv
import io
import zipfile
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from services.music.tests.integration.conftest import Music
from services.music.tests.integration.playlists.conftest import Group, User, group, refused

from music.application.folders.managing import FolderChange
from music.application.subsonic.ports import PlayQueue
from music.infrastructure.exports.registry import LEFT_OUT, SECTIONS
from music.infrastructure.tables import metadata

__all__ = ["group"]
MUSIC = "/api/v1/music"
FORMULA = "=1+1"


async def filled(group: Group) -> str:
    """Let the first user have something of every kind, and return the id of a playlist."""
    owner, tracks = group.owner, group.tracks
    playlist = await owner.create(FORMULA, [tracks["Secret"], tracks["B"], tracks["A"]], isPublic=True)
    for title in ("A", "Secret"):
        await owner.call("PUT", f"{MUSIC}/me/favourites/tracks/{tracks[title]}")
        await owner.call("POST", f"{MUSIC}/plays", json={"trackId": tracks[title], "context": "album"})
    (album, *_) = await owner.data(f"{MUSIC}/albums")
    await owner.call("PUT", f"{MUSIC}/me/ratings/albums/{album['id']}", json={"rating": 4})
    (artist, *_) = await owner.data(f"{MUSIC}/artists")
    await owner.call("PUT", f"{MUSIC}/me/favourites/artists/{artist['id']}")
    response = await owner.call("POST", f"{MUSIC}/me/app-passwords", json={"name": "Phone"})
    assert response.status_code == 201
    return playlist


async def exported(user: User) -> dict[str, Any]:
    """Return the document of a user."""
    response = await user.call("GET", f"{MUSIC}/me/export")
    assert response.status_code == 200
    document: dict[str, Any] = response.json()
    return document


def test_every_table_of_users_is_exported_or_left_out() -> None:
    there = {table.name for section in SECTIONS for table in section.tables}
    of_users = {table.name for table in metadata.sorted_tables if {"user_id", "owner_id"} & set(table.c.keys())}
    assert of_users - there - set(LEFT_OUT) == set()
    assert there & set(LEFT_OUT) == set()


async def test_a_user_gets_everything_in_one_document(group: Group, music: Music) -> None:
    playlist = await filled(group)
    queued = [UUID(group.tracks[title]) for title in ("A", "Secret")]
    queue = PlayQueue(queued, queued[0], 1000, datetime.now(UTC), "tests")
    async with music.container.units.begin() as work:
        await work.app_states.save_queue(group.owner.id, queue)
    document = await exported(group.owner)
    assert (document["format"], document["version"]) == ("marquee-music", 1)
    (own,) = document["playlists"]
    assert (own["id"], own["name"], own["isPublic"]) == (playlist, FORMULA, True)
    entries = [(one["position"], one["title"], one["artists"], one["album"]) for one in document["playlistEntries"]]
    assert entries == [(1, "Secret", ["Miles"], "Y"), (2, "B", ["Nina"], "X"), (3, "A", ["Nina"], "X")]
    assert {(one["kind"], one["name"]) for one in document["favourites"]} == {
        ("tracks", "A"),
        ("tracks", "Secret"),
        ("artists", (await group.owner.data(f"{MUSIC}/artists"))[0]["name"]),
    }
    assert [(one["kind"], one["rating"]) for one in document["ratings"]] == [("albums", 4)]
    assert [(one["title"], one["context"], one["completion"]) for one in document["plays"]] == [
        ("A", "album", 1.0),
        ("Secret", "album", 1.0),
    ]
    assert {(one["title"], one["plays"]) for one in document["playTotals"]} == {("A", 1), ("Secret", 1)}
    assert [(one["position"], one["isCurrent"]) for one in document["playQueue"]] == [(1, True), (2, False)]
    assert [(one["name"], "sealed" in one, "digest" in one) for one in document["appPasswords"]] == [
        ("Phone", False, False)
    ]
    text = str(document)
    assert str(music.root) not in text
    assert ".flac" not in text


async def test_what_a_user_may_not_hear_any_more_is_in_no_section(group: Group, music: Music) -> None:
    playlist = await filled(group)
    async with music.container.units.read() as work:
        private = next(folder for folder in await work.folders.all() if folder.name == "Private")
    await music.container.application.folders.change(private.id, FolderChange(user_ids=frozenset()), None)
    document = await exported(group.owner)
    assert "Secret" not in str(document)
    assert [one["title"] for one in document["playlistEntries"]] == ["B", "A"]
    m3u = await group.owner.call("GET", f"/{playlist}/m3u")
    assert "Secret" not in m3u.text
    others = await exported(group.other)
    assert [name for name, rows in others.items() if isinstance(rows, list) and rows] == []


async def test_tables_are_in_an_archive_without_formulas(group: Group) -> None:
    await filled(group)
    response = await group.owner.call("GET", f"{MUSIC}/me/export?format=csv")
    assert response.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert {"playlists.csv", "playlistEntries.csv", "plays.csv", "ratings.csv"} <= set(archive.namelist())
        (row,) = csv.DictReader(io.StringIO(archive.read("playlists.csv").decode()))
    assert (row["name"], row["isPublic"]) == ("'" + FORMULA, "true")
    refusal = await group.owner.call("GET", f"{MUSIC}/me/export?format=xml")
    assert refused(refusal) == (400, "VALIDATION_ERROR")


async def test_a_playlist_is_a_file_for_who_may_see_it(group: Group) -> None:
    playlist = await group.owner.create("Road/\u0442", [group.tracks["Secret"], group.tracks["B"]], isPublic=True)
    response = await group.owner.call("GET", f"/{playlist}/m3u")
    assert response.headers["content-disposition"] == "attachment; filename*=UTF-8''Road%2F%D1%82.m3u8"
    assert response.text.splitlines()[:4] == [
        "#EXTM3U",
        "#PLAYLIST:Road/\u0442",
        "#EXTINF:100,Miles - Secret",
        "Miles - Secret.flac",
    ]
    others = (await group.other.call("GET", f"/{playlist}/m3u")).text
    assert ("Nina - B.flac" in others, "Secret" in others) == (True, False)
    await group.owner.call("PATCH", f"/{playlist}", json={"isPublic": False})
    for hidden in (playlist, str(uuid4())):
        assert refused(await group.other.call("GET", f"/{hidden}/m3u")) == (404, "PLAYLIST_NOT_FOUND")
