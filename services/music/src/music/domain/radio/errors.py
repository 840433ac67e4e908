"""Errors about the radio.

MusicError
├── StationNotFound
├── TooManyStations
├── TooManyRadioStreams
├── DirectoryUnavailable
├── StationPathBroken
└── StationFailed
    ├── StationUnreachable
    ├── StationTooSlow
    ├── StationNotPermitted
    └── StationUnsupported
"""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from music.domain.errors import MusicError


class StationNotFound(MusicError):
    """No radio station that the user may hear has this id."""

    def __init__(self, station_id: UUID) -> None:
        super().__init__(f"No radio station has the id {station_id}")


class TooManyStations(MusicError):
    """The user has as many radio stations as are kept."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"A user has at most {limit} radio stations: delete one first")


class TooManyRadioStreams(MusicError):
    """The user, or all users together, hear as many radio stations as one process relays."""

    retry_after = 5

    def __init__(self, rule: str, limit: int) -> None:
        super().__init__(f"At most {limit} radio streams {rule}: end one, or try again in {self.retry_after} s")


class DirectoryUnavailable(MusicError):
    """The directory of radio stations does not respond. Favourites can be heard nevertheless."""

    retry_after = 15

    def __init__(self) -> None:
        super().__init__("The directory of radio stations does not respond: try again later")


class StationPathBroken(MusicError):
    """The path of outgoing connections does not hold, so that no station is called."""

    def __init__(self, condition: str, retry_after: int) -> None:
        super().__init__("The path of outgoing connections does not hold")
        self.details = {"condition": condition}
        self.retry_after = retry_after


class StationFailed(MusicError):
    """A radio station cannot be heard now. It is no failure of this service."""

    retry_after = 30
    headers: ClassVar[Mapping[str, str]] = {"X-Marquee-Available": "true"}
    """The gateway must not take the service for unavailable."""


class StationUnreachable(StationFailed):
    """The radio station cannot be reached, or responds with an error."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The radio station cannot be heard: {reason}")


class StationTooSlow(StationFailed):
    """The radio station does not respond in time."""

    def __init__(self) -> None:
        super().__init__("The radio station does not respond in time")


class StationNotPermitted(StationFailed):
    """The rules for outgoing connections do not permit the address of the radio station."""

    def __init__(self) -> None:
        super().__init__("The rules for outgoing connections do not permit the address of the radio station")


class StationUnsupported(StationFailed):
    """The radio station sends something that is not relayed, such as pieces of audio (HLS)."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The radio station cannot be relayed: {reason}")
