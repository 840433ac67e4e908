"""Radio stations."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

MOST_FAVOURITES: Final = 500
"""Stations that a user may have."""


class StationSource(StrEnum):
    """Where a station comes from. The values are stored."""

    DIRECTORY = "directory"
    CUSTOM = "custom"
    """A user has stated its address; no other user sees it."""


@dataclass(frozen=True, slots=True)
class Station:
    """A radio station, with what is stated about it."""

    id: UUID
    name: str
    url: str
    source: StationSource = StationSource.DIRECTORY
    homepage: str | None = None
    favicon: str | None = None
    country: str | None = None
    country_code: str | None = None
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    codec: str | None = None
    bit_rate: int | None = None
    """In kbit/s."""
    votes: int | None = None
    clicks: int | None = None
    """How often it was heard within a day, by the directory."""
    is_segmented: bool = False
    """Whether it sends HLS, which the stream does not relay."""


def custom_id(user_id: UUID, url: str) -> UUID:
    """Return the id of a station whose address a user has stated: the same address has the same id."""
    return uuid5(user_id, url)
