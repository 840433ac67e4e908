"""What a user has watched, in the names and units of each media server, so that a script only has to pass it on."""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from typing import Any, Final, Literal

import orjson

from library.application.scrobbling.watched import Watched
from library.domain.scrobbling.scrobble import ProviderIds

Server = Literal["jellyfin", "plex", "emby", "kodi", "generic"]
TICKS: Final = 10_000_000
MILLISECONDS: Final = 1000
ITEMS_PER_CHUNK: Final = 200


def jellyfin(item: Watched) -> dict[str, Any]:
    """Return the fields of `UserItemDataDto` of Jellyfin and Emby, and the ids of `BaseItemDto`."""
    return {
        "Type": "Movie" if item.kind == "movie" else "Episode",
        **_named("Name" if item.kind == "movie" else "SeriesName", "ProductionYear", item),
        "ProviderIds" if item.kind == "movie" else "SeriesProviderIds": _providers(item.ids),
        **({} if item.kind == "movie" else {"EpisodeProviderIds": _providers(item.episode_ids)}),
        "ParentIndexNumber": item.playable.season,
        "IndexNumber": item.playable.episode,
        "Played": item.plays > 0,
        "PlayCount": item.plays,
        "LastPlayedDate": _iso(item.last_played_at or item.position_at),
        "PlaybackPositionTicks": (item.position_seconds or 0) * TICKS,
    }


def plex(item: Watched) -> dict[str, Any]:
    """Return the fields of `Metadata` of Plex; times are in seconds since the epoch."""
    last = item.last_played_at or item.position_at
    return {
        "type": "movie" if item.kind == "movie" else "episode",
        **_named("title" if item.kind == "movie" else "grandparentTitle", "year", item),
        "Guid" if item.kind == "movie" else "grandparentGuid": _guids(item.ids),
        **({} if item.kind == "movie" else {"Guid": _guids(item.episode_ids)}),
        "parentIndex": item.playable.season,
        "index": item.playable.episode,
        "viewCount": item.plays,
        "lastViewedAt": None if last is None else int(last.timestamp()),
        "viewOffset": (item.position_seconds or 0) * MILLISECONDS,
    }


def kodi(item: Watched) -> dict[str, Any]:
    """Return the fields of `VideoLibrary.SetMovieDetails` and `SetEpisodeDetails` of Kodi; times are in UTC."""
    last = item.last_played_at or item.position_at
    return {
        "type": "movie" if item.kind == "movie" else "episode",
        **_named("title" if item.kind == "movie" else "showtitle", "year", item),
        "uniqueid" if item.kind == "movie" else "tvshowuniqueid": _texts(item.ids),
        **({} if item.kind == "movie" else {"uniqueid": _texts(item.episode_ids)}),
        "season": item.playable.season,
        "episode": item.playable.episode,
        "playcount": item.plays,
        "lastplayed": "" if last is None else f"{last:%Y-%m-%d %H:%M:%S}",
        "resume": {"position": item.position_seconds or 0, "total": item.duration_seconds or 0},
    }


def generic(item: Watched) -> dict[str, Any]:
    """Return the fields in the names of this API."""
    return {
        "type": item.kind,
        "title": item.name,
        "year": item.year,
        "ids": _texts(item.ids),
        "episodeIds": _texts(item.episode_ids),
        "season": item.playable.season,
        "episode": item.playable.episode,
        "playCount": item.plays,
        "lastPlayedAt": _iso(item.last_played_at),
        "positionSeconds": item.position_seconds,
        "durationSeconds": item.duration_seconds,
        "positionAt": _iso(item.position_at),
    }


SHAPES: Final[Mapping[Server, Callable[[Watched], dict[str, Any]]]] = {
    "jellyfin": jellyfin,
    "emby": jellyfin,
    "plex": plex,
    "kodi": kodi,
    "generic": generic,
}


async def stream(server: Server, exported_at: datetime, items: AsyncIterator[Watched]) -> AsyncIterator[bytes]:
    """Yield the response in chunks: the envelope, and the items one after another."""
    shape = SHAPES[server]
    head = orjson.dumps({"server": server, "exportedAt": exported_at.isoformat()})
    yield b'{"success":true,"data":' + head[:-1] + b',"items":['
    chunk: list[bytes] = []
    separator = b""
    async for item in items:
        document = shape(item) | {
            "mediaItemId": str(item.playable.media_id),
            "origins": list(item.origins),
            "fromThisServer": item.from_server,
        }
        chunk.append(orjson.dumps(document))
        if len(chunk) == ITEMS_PER_CHUNK:
            yield separator + b",".join(chunk)
            chunk, separator = [], b","
    if chunk:
        yield separator + b",".join(chunk)
    yield b"]}}"


def _named(name: str, year: str, item: Watched) -> dict[str, Any]:
    return {name: item.name, year: item.year}


def _iso(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


def _texts(ids: ProviderIds) -> dict[str, str]:
    values = {"imdb": ids.imdb, "tmdb": ids.tmdb, "tvdb": ids.tvdb}
    return {name: str(value) for name, value in values.items() if value is not None}


def _providers(ids: ProviderIds) -> dict[str, str]:
    return {name.capitalize(): value for name, value in _texts(ids).items()}


def _guids(ids: ProviderIds) -> list[dict[str, str]]:
    return [{"id": f"{name}://{value}"} for name, value in _texts(ids).items()]
