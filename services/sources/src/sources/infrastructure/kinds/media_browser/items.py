"""Items of Jellyfin and Emby as files: pure.

Shapes: `BaseItemDto` and `MediaSourceInfo` of the OpenAPI documents of Jellyfin 10.9 to 10.11 (https://api.jellyfin.org)
and of Emby 4.8 (https://dev.emby.media/reference/RestAPI.html).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sources.domain.files.listed import ExternalIds, ListedFile, StatedTitle, Streams
from sources.infrastructure.servers.media.shows import Show, stated_episodes
from sources.infrastructure.servers.reading.json_fields import (
    Object,
    instant,
    number_within,
    objects,
    required_text,
    text,
    whole,
)
from sources.infrastructure.servers.reading.stated import external_ids, fingerprint, languages, server_name

MOST_EPISODES: Final = 50
"""In one file."""
_TICKS_PER_MS: Final = 10_000
_ID: Final = "Id"


def shows(items: Sequence[Object]) -> dict[str, Show]:
    """Return the shows among items by their ids."""
    return {
        required_text(item, _ID): Show(name, _year(item), _ids(item))
        for item in items
        if (name := text(item, "Name")) is not None
    }


def show_id(item: Object) -> str | None:
    """Return the id of the show that an episode belongs to."""
    return text(item, "SeriesId") if item.get("Type") == "Episode" else None


def files_of(item: Object, series: Mapping[str, Show]) -> Iterator[ListedFile]:
    """Yield a file for each version of an item that is a file on the server."""
    item_id = required_text(item, _ID)
    stated = _stated(item, series)
    for source in objects(item, "MediaSources"):
        if source.get("IsRemote") is True or source.get("Protocol") not in {None, "File"}:
            continue
        source_id = text(source, _ID) or item_id
        size = whole(source, "Size") or 0
        streams = _streams(source, item)
        modified_at = instant(item, "DateModified") or instant(item, "DateCreated")
        path = text(source, "Path") or f"{text(item, 'Name') or item_id}.{text(source, 'Container') or 'mkv'}"
        yield ListedFile(
            path=item_id if source_id in primary_ids(item_id) else f"{item_id}/{source_id}",
            name=server_name(path),
            bytes=size,
            modified_at=modified_at,
            fingerprint=fingerprint(f"{text(source, 'ETag')} {modified_at} {path}", size, stated, streams),
            stated=stated,
            streams=streams,
        )


def primary_ids(item_id: str) -> frozenset[str]:
    """Return the ids that the main version of an item has: in Jellyfin that of the item, in Emby one made of it."""
    return frozenset({item_id, f"mediasource_{item_id}"})


def part_count(item: Object) -> int:
    """Return in how many parts an item is stored; the first is the item itself."""
    return number_within(item, "PartCount", 1, 99) or 1


def _stated(item: Object, series: Mapping[str, Show]) -> StatedTitle | None:
    name = text(item, "Name")
    if item.get("Type") == "Movie" and name is not None:
        return StatedTitle("movie", name, _year(item), _ids(item))
    if item.get("Type") != "Episode":
        return None
    first = number_within(item, "IndexNumber", 0, 100_000)
    last = number_within(item, "IndexNumberEnd", first or 0, (first or 0) + MOST_EPISODES)
    return stated_episodes(
        series.get(show_id(item) or ""),
        text(item, "SeriesName"),
        number_within(item, "ParentIndexNumber", 0, 10_000),
        () if first is None else tuple(range(first, (first if last is None else last) + 1)),
    )


def _streams(source: Object, item: Object) -> Streams:
    tracks = objects(source, "MediaStreams")
    video = next((track for track in tracks if track.get("Type") == "Video"), {})
    audio = [track for track in tracks if track.get("Type") == "Audio"]
    ticks = whole(source, "RunTimeTicks") or whole(item, "RunTimeTicks")
    codecs = (text(track, "Codec") for track in audio)
    return Streams(
        duration_ms=None if ticks is None else ticks // _TICKS_PER_MS,
        width=number_within(video, "Width", 1, 100_000),
        height=number_within(video, "Height", 1, 100_000),
        video_codec=text(video, "Codec"),
        audio_codecs=tuple(dict.fromkeys(codec for codec in codecs if codec)),
        languages=languages(text(track, "Language") for track in audio),
    )


def _year(item: Object) -> int | None:
    return number_within(item, "ProductionYear", 1870, 2200)


def _ids(item: Object) -> ExternalIds:
    ids = item.get("ProviderIds")
    return external_ids(ids) if isinstance(ids, dict) else ExternalIds()
