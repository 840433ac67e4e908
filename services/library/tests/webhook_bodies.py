"""Bodies of webhooks in the documented shapes of their servers."""

import json
from typing import Any, Final

BOUNDARY: Final = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
TICKS: Final = 10_000_000
RUNTIME: Final = 2880
"""Seconds of the episode and of the movie in every body."""


def jellyfin(kind: str = "PlaybackStop", position: int = RUNTIME, **changes: Any) -> dict[str, Any]:
    """Return a body of Jellyfin's plugin, an episode of Breaking Bad, with all properties."""
    body: dict[str, Any] = {
        "ServerId": "5c3a1a5d5b0f4c2b9a8f2b1d9e7f6a54",
        "ServerName": "home",
        "ServerVersion": "10.10.3",
        "ServerUrl": "http://jellyfin.example",
        "NotificationType": kind,
        "Timestamp": "2026-11-21T12:00:00.1234567+01:00",
        "UtcTimestamp": "2026-11-21T11:00:00.1234567Z",
        "Name": "Seven Thirty-Seven",
        "Overview": "Walt and Jesse are vividly reminded of Tuco's volatile nature.",
        "Tagline": "",
        "ItemId": "8a6b1c2d3e4f50617283940a1b2c3d4e",
        "ItemType": "Episode",
        "RunTimeTicks": RUNTIME * TICKS,
        "RunTime": "00:48:00",
        "Year": 2008,
        "PremiereDate": "2009-03-08",
        "Genres": "Drama, Crime",
        "SeriesName": "Breaking Bad",
        "SeriesId": "d4b6f1e2a3c45566778899aabbccddee",
        "SeriesPremiereDate": "2008-01-20",
        "SeasonNumber": 2,
        "SeasonNumber00": "02",
        "EpisodeNumber": 1,
        "EpisodeNumber00": "01",
        "Provider_imdb": "tt1232244",
        "Provider_tvdb": "438909",
        "Provider_tmdb": "62092",
        "Video_0_Codec": "hevc",
        "Video_0_Height": 1080,
        "Video_0_Interlaced": False,
        "PlaybackPositionTicks": position * TICKS,
        "PlaybackPosition": "00:48:00",
        "MediaSourceId": "8a6b1c2d3e4f50617283940a1b2c3d4e",
        "IsPaused": False,
        "IsAutomated": False,
        "DeviceId": "TW96aWxsYS81LjA",
        "DeviceName": "Living Room",
        "ClientName": "Jellyfin Web",
        "NotificationUsername": "ada",
        "UserId": "0e9c1f2d3b4a59687786a5b4c3d2e1f0",
        "PlayMethod": "DirectPlay",
    }
    if kind == "PlaybackStop":
        body["PlayedToCompletion"] = position == RUNTIME
    return {**body, **changes}


def plex(event: str = "media.scrobble", position: int | None = None, **changes: Any) -> dict[str, Any]:
    """Return the payload of a Plex server, an episode of Breaking Bad of a current agent; `changes` are of the item."""
    item: dict[str, Any] = {
        "librarySectionType": "show",
        "ratingKey": "12345",
        "key": "/library/metadata/12345",
        "parentRatingKey": "11111",
        "grandparentRatingKey": "10000",
        "guid": "plex://episode/5d9c1273ffd9ef001e9bc730",
        "parentGuid": "plex://season/602e5b89c4f5e6002c2468b2",
        "grandparentGuid": "plex://show/5d9c086c02391c001f583ec2",
        "type": "episode",
        "title": "Seven Thirty-Seven",
        "librarySectionTitle": "Shows",
        "librarySectionID": 2,
        "grandparentTitle": "Breaking Bad",
        "parentTitle": "Season 2",
        "index": 1,
        "parentIndex": 2,
        "viewCount": 1,
        "lastViewedAt": 1795258800,
        "year": 2009,
        "originallyAvailableAt": "2009-03-08",
        "duration": RUNTIME * 1000,
        "Guid": [{"id": "imdb://tt1232244"}, {"id": "tmdb://62092"}, {"id": "tvdb://438909"}],
    }
    if position is not None:
        item["viewOffset"] = position * 1000
    return {
        "event": event,
        "user": True,
        "owner": True,
        "Account": {"id": 1, "thumb": "https://plex.tv/users/1022b120ffbaa/avatar", "title": "ada"},
        "Server": {"title": "Office", "uuid": "54664a3d8acc39983675640ec9ce00b70af9cc36"},
        "Player": {
            "local": True,
            "publicAddress": "200.200.200.200",
            "title": "Plex Web",
            "uuid": "r6yfkdnfggbh2bdnvk",
        },
        "Metadata": {**item, **changes},
    }


def plex_form(payload: dict[str, Any] | str, *, image: bytes = b"\xff\xd8\xff\xe0\x00\x10JFIF\r\n--\r\n") -> bytes:
    """Return the form that a Plex server sends: the payload, and an image."""
    text = payload if isinstance(payload, str) else json.dumps(payload)
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="payload"\r\n'
        f"Content-Type: application/json\r\n\r\n{text}"
    )
    picture = (
        f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="thumb"; filename="thumb.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    return head.encode() + picture.encode() + image + f"\r\n--{BOUNDARY}--\r\n".encode()


PLEX_TYPE: Final = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def emby(event: str = "playback.stop", position: int = RUNTIME, **changes: Any) -> dict[str, Any]:
    """Return a body of an Emby server, an episode of Breaking Bad; `changes` are of the item."""
    item: dict[str, Any] = {
        "Name": "Seven Thirty-Seven",
        "ServerId": "f40a5bd0c6b64051bdbed00580fa1118",
        "Id": "240252",
        "Type": "Episode",
        "RunTimeTicks": RUNTIME * TICKS,
        "ProductionYear": 2009,
        "IndexNumber": 1,
        "ParentIndexNumber": 2,
        "ProviderIds": {"Tmdb": "62092", "Imdb": "tt1232244", "Tvdb": "438909"},
        "SeriesName": "Breaking Bad",
        "SeriesId": "240202",
        "SeasonName": "Season 2",
        "MediaType": "Video",
    }
    playback: dict[str, Any] = {"PositionTicks": position * TICKS, "PlaylistIndex": 0, "PlaylistLength": 1}
    if event == "playback.stop":
        playback["PlayedToCompletion"] = position == RUNTIME
    return {
        "Title": "ada has finished playing Breaking Bad - S2, Ep1 - Seven Thirty-Seven on Living Room",
        "Date": "2026-11-21T11:00:00.8523469Z",
        "Event": event,
        "User": {"Name": "ada", "Id": "e6a9dd89fd954d689870e7e0e3e72947"},
        "Item": {**item, **changes},
        "Server": {"Name": "PN41", "Id": "f40a5bd0c6b64051bdbed00580fa1118", "Version": "4.8.10.0"},
        "Session": {
            "RemoteEndPoint": "10.10.10.253",
            "Client": "Emby Web",
            "DeviceName": "Living Room",
            "DeviceId": "30239450-1748-4855-9799-de3544fc2744",
            "ApplicationVersion": "4.8.10.0",
            "Id": "c336b028b893558b333d1a49238b7db1",
        },
        "PlaybackInfo": playback,
    }


def kodi(method: str = "Player.OnStop", position: int = RUNTIME, **changes: Any) -> dict[str, Any]:
    """Return a notification of Kodi with the item of `Player.GetItem`, an episode; `changes` are of the item."""
    item: dict[str, Any] = {
        "id": 17,
        "type": "episode",
        "title": "Seven Thirty-Seven",
        "showtitle": "Breaking Bad",
        "season": 2,
        "episode": 1,
        "uniqueid": {"imdb": "tt1232244", "tmdb": "62092"},
        "tvshow": {"year": 2008, "uniqueid": {"tmdb": "1396", "tvdb": "81189"}},
    }
    end = {"end": position == RUNTIME} if method == "Player.OnStop" else {"player": {"playerid": 1, "speed": 1}}
    hours, minutes = divmod(position // 60, 60)
    return {
        "jsonrpc": "2.0",
        "method": method,
        "params": {"sender": "xbmc", "data": {"item": {"id": 17, "type": "episode"}, **end}},
        "item": {**item, **changes},
        "player": {
            "time": {"hours": hours, "minutes": minutes, "seconds": position % 60, "milliseconds": 0},
            "totaltime": {"hours": 0, "minutes": RUNTIME // 60, "seconds": 0, "milliseconds": 0},
        },
        "at": "2026-11-21T11:00:00Z",
        "device_id": "kodi-living-room",
        "device": "Living Room",
    }
