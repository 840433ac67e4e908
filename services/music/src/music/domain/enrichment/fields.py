"""The fields that other databases state, where a value is from, and which of two values is used."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class EntityKind(StrEnum):
    """What is looked up. The values are stored."""

    ARTIST = "artist"
    ALBUM = "album"


class Source(StrEnum):
    """Where a value is from. The values are stored."""

    EDITOR = "editor"
    """An administrator has chosen it."""
    TAGS = "tags"
    MUSICBRAINZ = "musicbrainz"
    LASTFM = "lastfm"
    COVERART = "coverart"
    """The Cover Art Archive."""
    FANART = "fanart"
    """Fanart.tv."""


class Field(StrEnum):
    """What a conflict is about. The values are stored."""

    MBID = "mbid"
    BIOGRAPHY = "biography"
    PICTURE = "picture"
    """The cover of an album, or the picture of an artist."""


_RANKS: Final[Mapping[Source, int]] = {source: rank for rank, source in enumerate(Source)}

PROVIDERS: Final[Mapping[EntityKind, tuple[Source, ...]]] = {
    EntityKind.ARTIST: (Source.MUSICBRAINZ, Source.LASTFM, Source.FANART),
    EntityKind.ALBUM: (Source.MUSICBRAINZ, Source.COVERART),
}
"""The databases where each kind is looked up, in this order: the id of the first helps the others."""


def outranks(source: Source, stored: Source | None) -> bool:
    """Return whether a value of a source replaces the stored one: an editor's stays, and any is better than none."""
    return stored is None or _RANKS[source] <= _RANKS[stored]
