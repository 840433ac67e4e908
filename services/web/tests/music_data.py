"""What the API says of music, as far as pages use it."""

from collections.abc import AsyncIterator
from typing import Any, Final

import httpx2
import pytest_asyncio
from services.web.tests.component.test_sessions import cookies, token
from services.web.tests.fakes import FakeApi, browser

from chassis.testing.clock import FixedClock
from web.application.api import Reply

ADMIN: Final = cookies(token(roles=("user", "admin")))
ARTIST_ID: Final = "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f21"
ALBUM_ID: Final = "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f22"
TRACK_ID: Final = "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f23"
GENRE_ID: Final = "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f24"
FOLDER_ID: Final = "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f25"
SCAN_ID: Final = "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f26"
PLAYLIST_ID: Final = "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f27"
ENTRY_ID: Final = "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f28"
STATION_ID: Final = "9617a958-0601-11e8-ae97-52543be04c81"
OWN_STATION_ID: Final = "9617a958-0601-11e8-ae97-52543be04c82"
USER_ID: Final = "7d9cfb63-6b8d-5f0b-9c1c-2f6c3f1f7a11"
AT: Final = "2026-11-30T12:00:00Z"
LAST: Final = {"count": 1, "limit": 48, "offset": 0, "hasMore": False, "nextCursor": None}
FURTHER: Final = {**LAST, "hasMore": True, "nextCursor": "c2"}
MARKS: Final = {"isFavourite": False, "rating": None, "playCount": 0, "lastPlayedAt": None}
REF: Final = {"id": ARTIST_ID, "name": "Nina <S>"}


@pytest_asyncio.fixture
async def listener(api: FakeApi, clock: FixedClock) -> AsyncIterator[httpx2.AsyncClient]:
    """Yield a browser in front of an installation with music."""
    async with browser(api, clock, serves_music=True) as client:
        yield client


def artist(**changes: Any) -> dict[str, Any]:
    """Return an artist."""
    stored = {**REF, **MARKS, "sortName": "nina s", "mbid": None, "albumCount": 2, "trackCount": 21}
    return {**stored, **changes}


def genre(**changes: Any) -> dict[str, Any]:
    """Return a genre."""
    return {"id": GENRE_ID, "name": "Jazz & Soul", "albumCount": 1, "trackCount": 5, **changes}


def album(**changes: Any) -> dict[str, Any]:
    """Return an album."""
    stored: dict[str, Any] = {
        "id": ALBUM_ID,
        **MARKS,
        "name": "Pastel <Blues>",
        "artist": REF,
        "year": 1965,
        "released": "1965-10",
        "isCompilation": False,
        "mbid": None,
        "trackCount": 9,
        "discCount": 1,
        "durationMs": 2_166_000,
        "bytes": 241_172_480,
        "addedAt": AT,
    }
    return {**stored, **changes}


def track(**changes: Any) -> dict[str, Any]:
    """Return a track."""
    stored: dict[str, Any] = {
        "id": TRACK_ID,
        **MARKS,
        "title": "Sinnerman & <co>",
        "artists": [REF],
        "albumId": ALBUM_ID,
        "albumName": "Pastel <Blues>",
        "trackNumber": 9,
        "discNumber": 1,
        "discTitle": None,
        "year": 1965,
        "genres": ["Jazz", "Soul"],
        "durationMs": 622_000,
        "bitRate": 912_000,
        "sampleRate": 44_100,
        "channels": 2,
        "bitDepth": 16,
        "suffix": "flac",
        "bytes": 70_923_264,
        "bpm": None,
        "musicalKey": None,
        "isrc": None,
        "recordingMbid": None,
        "gain": {"track": -7.2, "trackPeak": 0.98, "album": None, "albumPeak": None},
        "hasLyrics": True,
        "tagProblem": None,
        "addedAt": AT,
    }
    return {**stored, **changes}


def playlist(**changes: Any) -> dict[str, Any]:
    """Return a playlist."""
    stored = {
        "id": PLAYLIST_ID,
        "name": "Road <trip>",
        "description": "Windows <down>",
        "ownerId": "u1",
        "isPublic": False,
        "role": "owner",
        "entryCount": 2,
        "durationMs": 622_000,
        "revision": 3,
        "createdAt": AT,
        "updatedAt": AT,
    }
    return {**stored, **changes}


def folder(**changes: Any) -> dict[str, Any]:
    """Return a music folder."""
    stored: dict[str, Any] = {
        "id": FOLDER_ID,
        "name": "Records <all>",
        "path": "/srv/music",
        "visibility": "everyone",
        "userIds": [],
        "purge": {"purge": "after-days", "days": 30},
        "revision": 4,
        "scannedAt": AT,
        "problem": None,
    }
    return {**stored, **changes}


def scan(status: str = "ready", **changes: Any) -> dict[str, Any]:
    """Return a scan."""
    counts = ("listed", "added", "changed", "moved", "unchanged", "missing", "returned", "unreadable")
    stored: dict[str, Any] = {
        "id": SCAN_ID,
        "status": status,
        "isFull": False,
        "createdAt": AT,
        "finishedAt": None,
        **{name: 1200 + number for number, name in enumerate(counts)},
        "problems": {},
        "reason": None,
    }
    return {**stored, **changes}


def keep_music(api: FakeApi) -> None:
    """Let the API know an album with two tracks of an artist and a genre."""
    second = track(id=SCAN_ID, title="Be My Husband", trackNumber=1, hasLyrics=False, durationMs=None)
    api.on("music/albums", Reply(200, [album()], LAST))
    api.on(f"music/albums/{ALBUM_ID}", Reply(200, {**album(), "tracks": [second, track()]}))
    api.on("music/artists", Reply(200, [artist()], LAST))
    api.on(f"music/artists/{ARTIST_ID}", Reply(200, artist()))
    api.on("music/genres", Reply(200, [genre()], LAST))
    api.on(f"music/genres/{GENRE_ID}", Reply(200, genre()))
    api.on("music/tracks", Reply(200, [second, track()], LAST))
    api.on(f"music/tracks/{TRACK_ID}", Reply(200, track()))
    api.on(f"music/tracks/{TRACK_ID}/text", Reply(200, {"lyrics": "[00:12.50]O, <Sinnerman>", "comment": "vinyl"}))
    api.on("music/search", Reply(200, {"artists": [artist()], "albums": [album()], "tracks": [track()]}))


def station(**changes: Any) -> dict[str, Any]:
    """Return a radio station of the directory."""
    stored: dict[str, Any] = {
        "id": STATION_ID,
        "name": "Harbour <FM>",
        "source": "directory",
        "url": "http://radio.example.org/a.mp3",
        "homepage": "https://radio.example.org",
        "favicon": None,
        "country": "Germany",
        "countryCode": "DE",
        "languages": ["german"],
        "tags": ["jazz", "swing", "soul", "funk"],
        "codec": "MP3",
        "bitRate": 128,
        "isPlayable": True,
        "votes": 12,
        "clicks": 3,
        "isFavourite": False,
    }
    return {**stored, **changes}


def keep_radio(api: FakeApi, *stations: dict[str, Any]) -> None:
    """Let the API know stations of the directory and one of the user."""
    meta = {"count": len(stations), "total": None, "limit": 30, "offset": 0, "hasMore": True, "asOf": AT}
    own = station(id=OWN_STATION_ID, name="My own", source="custom", homepage=None, isPlayable=True)
    api.on("music/radio/stations", Reply(200, list(stations), {**meta, "isStale": False}))
    api.on("music/me/radio/stations", Reply(200, [own], LAST))
    api.on("music/radio/tags", Reply(200, [{"name": "jazz", "stations": 2}], meta))
    api.on("music/radio/countries", Reply(200, [{"code": "DE", "name": "Germany", "stations": 2}], meta))
    for one in (own, *stations):
        api.on(f"music/radio/stations/{one['id']}", Reply(200, one))
