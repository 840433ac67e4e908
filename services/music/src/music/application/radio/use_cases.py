"""Every use case of the radio."""

from dataclasses import dataclass

from music.application.radio.listening import EndSessions, PlayStations
from music.application.radio.stations import KeepStations, ReadStations
from music.application.radio.titles import FollowTitles


@dataclass(frozen=True, slots=True)
class Radio:
    """The use cases of the radio."""

    stations: ReadStations
    favourites: KeepStations
    play: PlayStations
    titles: FollowTitles
    end_sessions: EndSessions
