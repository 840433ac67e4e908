"""Ids as apps see them: the kind is part of the id, since one method takes ids of several kinds."""

from enum import StrEnum
from typing import Final
from uuid import UUID

from music.domain.subsonic.failures import not_found


class Kind(StrEnum):
    """What an id names."""

    ARTIST = "ar"
    ALBUM = "al"
    TRACK = "tr"
    PLAYLIST = "pl"


_NAMES: Final = {Kind.ARTIST: "Artist", Kind.ALBUM: "Album", Kind.TRACK: "Song", Kind.PLAYLIST: "Playlist"}
_FOLDER_BITS: Final = 0x7FFF_FFFF


def shown(kind: Kind, id_: UUID) -> str:
    """Return the id that apps see."""
    return f"{kind}-{id_}"


def parse(text: str) -> tuple[Kind, UUID]:
    """Return the kind and the id of a text; raise SubsonicFailure."""
    parsed = _parsed(text)
    if parsed is None:
        raise not_found("Item")
    return parsed


def parse_as(kind: Kind, text: str) -> UUID:
    """Return the id of a kind; raise SubsonicFailure, for another kind, too."""
    parsed = _parsed(text)
    if parsed is None or parsed[0] is not kind:
        raise not_found(_NAMES[kind])
    return parsed[1]


def _parsed(text: str) -> tuple[Kind, UUID] | None:
    kind, _, rest = text.partition("-")
    try:
        return Kind(kind), UUID(rest)
    except ValueError:
        return None


def folder_number(folder_id: UUID) -> int:
    """Return the number of a music folder: Subsonic has integers there. It never changes."""
    return int.from_bytes(folder_id.bytes[:4]) & _FOLDER_BITS
