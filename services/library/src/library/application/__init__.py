"""Use cases of the library."""

from dataclasses import dataclass

from library.application.entries import ChangeEntry, RemoveEntry
from library.application.erasure import EraseUsers
from library.application.housekeeping import DeleteExpiredResponses
from library.application.ports import EntryReader
from library.application.projections import UpdateSeasons, UpdateTitles


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service; `entries` reads without further rules."""

    update_titles: UpdateTitles
    update_seasons: UpdateSeasons
    erase_users: EraseUsers
    change_entry: ChangeEntry
    remove_entry: RemoveEntry
    delete_expired_responses: DeleteExpiredResponses
    entries: EntryReader
