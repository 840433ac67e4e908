"""Items of Plex as files: pure.

Shapes: `MediaContainer`, `Metadata`, `Media` and `Part` of the Plex Media Server API 1.2
(https://developer.plex.tv/pms/), as JSON. Servers before 1.41.9 send the same fields.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sources.domain.files.listed import ExternalIds, ListedFile, StatedTitle, Streams
from sources.infrastructure.servers.failures import invalid
from sources.infrastructure.servers.media.shows import Show, stated_episodes
from sources.infrastructure.servers.reading.json_fields import (
    Object,
    document,
    inner,
    instant,
    number_within,
    objects,
    required_text,
    text,
    whole,
)
from sources.infrastructure.servers.reading.stated import external_ids, fingerprint, server_name

MOVIES: Final = 1
EPISODES: Final = 4
_KINDS: Final[Mapping[str, int]] = {"movie": MOVIES, "show": EPISODES}
_PART: Final = re.compile(r"/library/parts/[^?#\\]{1,1000}")


@dataclass(frozen=True, slots=True)
class Section:
    """A library of the server with videos; `kind` is the number of what is listed in it."""

    key: int
    kind: int


def container(body: bytes) -> Object:
    """Return the container of a response; raise SourceFailed."""
    return inner(document(body, "a MediaContainer"), "MediaContainer")


def sections(content: Object) -> Sequence[Section]:
    """Return the libraries with videos, in the order of their keys."""
    directories = objects(content, "Directory", required=whole(content, "size") != 0)
    return sorted(
        (
            Section(key, _KINDS[kind])
            for item in directories
            if (kind := text(item, "type")) in _KINDS and kind is not None and (key := whole(item, "key")) is not None
        ),
        key=lambda section: section.key,
    )


def metadata(content: Object) -> Sequence[Object]:
    """Return the items of a container. Without any the list is missing."""
    return objects(content, "Metadata", required=bool(whole(content, "size")))


def shows(items: Sequence[Object]) -> dict[str, Show]:
    """Return the shows among items by their ids."""
    return {
        required_text(item, "ratingKey"): Show(title, _year(item), _ids(item))
        for item in items
        if (title := text(item, "title")) is not None
    }


def show_id(item: Object) -> str | None:
    """Return the id of the show that an episode belongs to."""
    return text(item, "grandparentRatingKey") if item.get("type") == "episode" else None


def files_of(item: Object, series: Mapping[str, Show]) -> Iterator[ListedFile]:
    """Yield a file for each part of each version of an item."""
    key = required_text(item, "ratingKey")
    stated = _stated(item, series)
    for media in objects(item, "Media"):
        streams = Streams(
            duration_ms=whole(media, "duration"),
            width=number_within(media, "width", 1, 100_000),
            height=number_within(media, "height", 1, 100_000),
            video_codec=text(media, "videoCodec"),
            audio_codecs=() if (codec := text(media, "audioCodec")) is None else (codec,),
        )
        for part in objects(media, "Part"):
            part_id, size = required_text(part, "id"), whole(part, "size") or 0
            path = text(part, "file") or f"{text(item, 'title') or part_id}.{text(part, 'container') or 'mkv'}"
            yield ListedFile(
                path=f"{key}/{part_id}",
                name=server_name(path),
                bytes=size,
                modified_at=instant(item, "addedAt"),
                fingerprint=fingerprint(f"{text(part, 'key')} {path}", size, stated, streams),
                stated=stated,
                streams=streams,
            )


def part_key(item: Object, part_id: str) -> str | None:
    """Return the path of a part of an item on the server, or null; raise SourceFailed for another path."""
    for media in objects(item, "Media"):
        for part in objects(media, "Part"):
            if text(part, "id") == part_id:
                key = required_text(part, "key")
                if not _PART.fullmatch(key) or ".." in key.split("/"):
                    raise invalid("the key of a part below /library/parts/")
                return key
    return None


def _stated(item: Object, series: Mapping[str, Show]) -> StatedTitle | None:
    title = text(item, "title")
    if item.get("type") == "movie" and title is not None:
        return StatedTitle("movie", title, _year(item), _ids(item))
    if item.get("type") != "episode":
        return None
    episode = number_within(item, "index", 0, 100_000)
    return stated_episodes(
        series.get(show_id(item) or ""),
        text(item, "grandparentTitle"),
        number_within(item, "parentIndex", 0, 10_000),
        () if episode is None else (episode,),
    )


def _year(item: Object) -> int | None:
    return number_within(item, "year", 1870, 2200)


def _ids(item: Object) -> ExternalIds:
    """Return the ids of `Guid` elements such as `imdb://tt0078748`."""
    guids = (text(guid, "id") or "" for guid in objects(item, "Guid"))
    return external_ids({scheme: value for scheme, _, value in (guid.partition("://") for guid in guids) if value})
