"""The directory of radio stations as users read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from music.domain.radio.station import Station
from music.domain.radio.titles import StreamTitle


class StationOrder(StrEnum):
    """The orders of stations."""

    NAME = "name"
    VOTES = "votes"
    """The most votes first."""
    CLICKS = "clicks"
    """Those that most listeners heard within a day first."""
    BIT_RATE = "bitrate"
    """The highest first."""
    RANDOM = "random"


@dataclass(frozen=True, slots=True, kw_only=True)
class StationSearch:
    """Which stations of the directory to return."""

    name: str | None = None
    country_code: str | None = None
    tag: str | None = None
    language: str | None = None
    codec: str | None = None
    bit_rate_min: int | None = None
    bit_rate_max: int | None = None
    order: StationOrder = StationOrder.VOTES
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Stations:
    """A part of the stations that match."""

    items: Sequence[Station]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of stations."""

    name: str
    stations: int


@dataclass(frozen=True, slots=True)
class Country:
    """A country with stations."""

    code: str
    name: str
    stations: int


@dataclass(frozen=True, slots=True)
class StationView:
    """A station as a user sees it."""

    station: Station
    is_favourite: bool


@dataclass(frozen=True, slots=True)
class TitleChange:
    """What a station plays since an instant."""

    station_id: UUID
    title: StreamTitle
    at: datetime
