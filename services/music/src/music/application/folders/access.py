"""Who may hear what."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from music.application.library.views import TrackFile
from music.application.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Listener:
    """The user who makes a request."""

    user_id: UUID
    is_administrator: bool = False
    only_in: UUID | None = None
    """The one music folder that the request is about; null for all."""


async def audible(work: UnitOfWork, listener: Listener) -> Sequence[UUID]:
    """Return the ids of the music folders that a user may hear; administrators hear all."""
    folders = await work.folders.audible_to(listener.user_id, everything=listener.is_administrator)
    return [folder for folder in folders if listener.only_in in (None, folder)]


async def heard_file(work: UnitOfWork, listener: Listener, track_id: UUID) -> TrackFile | None:
    """Return where the file of a track is, or null if the user does not hear it."""
    return await work.library.file_for(
        listener.user_id, track_id, everything=listener.is_administrator, only_in=listener.only_in
    )
