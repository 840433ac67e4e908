"""The use cases of playlists."""

from dataclasses import dataclass

from chassis.core.clock import Clock
from music.application.playlists.entries import ChangeEntries
from music.application.playlists.managing import ManagePlaylists
from music.application.playlists.reading import ReadPlaylists
from music.application.playlists.sharing import SharePlaylists
from music.application.unit_of_work import Readers, Units


@dataclass(frozen=True, slots=True)
class PlaylistUseCases:
    """What users do with playlists."""

    read: ReadPlaylists
    manage: ManagePlaylists
    entries: ChangeEntries
    share: SharePlaylists


def playlist_use_cases(units: Units, readers: Readers, clock: Clock) -> PlaylistUseCases:
    """Return the use cases."""
    return PlaylistUseCases(
        read=ReadPlaylists(readers),
        manage=ManagePlaylists(units, clock),
        entries=ChangeEntries(units, clock),
        share=SharePlaylists(units, readers, clock),
    )
