"""Use cases of the library."""

from dataclasses import dataclass

from library.application.entries.bulk import ChangeEntries
from library.application.entries.changes import ChangeEntry, RemoveEntry
from library.application.entries.marking import RatePlace, StartRewatch
from library.application.entries.ports import EntryReader
from library.application.exports.exporting import ExportLibrary
from library.application.idempotency import DeleteExpiredResponses
from library.application.imports.use_cases import ImportUseCases
from library.application.lists.use_cases import ListUseCases
from library.application.plays.refolding import RefoldTitles
from library.application.plays.use_cases import PlayUseCases
from library.application.positions.use_cases import PositionUseCases
from library.application.rankings.use_cases import RankingUseCases
from library.application.saved.changes import SavedUseCases
from library.application.scrobbling.use_cases import ScrobblingUseCases
from library.application.statistics.reading import ReadStatistics
from library.application.subscriptions.evaluation import SubscriptionUseCases
from library.application.titles.projections import UpdateSeasons, UpdateTitles
from library.application.users.announcing import AnnounceLibraries
from library.application.users.erasure import EraseUsers
from library.application.users.preferences import UpdatePreferences
from library.application.users.profiles import FindVisibleUser
from library.application.users.services import UpdateServices


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service; `entries` reads without further rules."""

    update_titles: UpdateTitles
    update_seasons: UpdateSeasons
    erase_users: EraseUsers
    announce_libraries: AnnounceLibraries
    update_preferences: UpdatePreferences
    update_services: UpdateServices
    visible_user: FindVisibleUser
    change_entry: ChangeEntry
    change_entries: ChangeEntries
    remove_entry: RemoveEntry
    rate_place: RatePlace
    start_rewatch: StartRewatch
    refold_titles: RefoldTitles
    delete_expired_responses: DeleteExpiredResponses
    entries: EntryReader
    imports: ImportUseCases
    lists: ListUseCases
    saved: SavedUseCases
    subscriptions: SubscriptionUseCases
    plays: PlayUseCases
    positions: PositionUseCases
    scrobbling: ScrobblingUseCases
    rankings: RankingUseCases
    statistics: ReadStatistics
    exports: ExportLibrary
