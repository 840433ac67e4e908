"""HTTP status and error code of each error."""

from functools import partial
from typing import Final

from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorSpec, ErrorTable
from library.domain.errors import (
    AccountErased,
    EntryChanged,
    EpisodeRequired,
    EpisodeUnknown,
    KeyReused,
    MarkNotFound,
    MediaNotFound,
    NothingAired,
    PlayNotFound,
    ProgressNotAllowed,
    RewatchNotAllowed,
    ScrobbleKeyNotFound,
    ScrobbleNotFound,
    SeasonNotAllowed,
    SeasonUnknown,
    StateRequired,
    TooManyScrobbleKeys,
    TooManyUnmatched,
    TriggerNotPossible,
    UserNotFound,
    WatchedAtInvalid,
)
from library.domain.imports.errors import (
    ImportColumnMissing,
    ImportEmpty,
    ImportFormatUnknown,
    ImportNotFound,
    ImportPartMissing,
    ImportRowFixed,
    ImportRowNotFound,
    ImportStateForbids,
    ImportTooLarge,
    ImportUnreadable,
    TooManyImports,
    TooManyImportStreams,
)
from library.presentation.lists.errors import LIST_ERRORS
from library.presentation.rankings.errors import RANKING_ERRORS

ERRORS: Final[ErrorTable] = {
    MediaNotFound: ErrorSpec(
        404, "MEDIA_NOT_FOUND", MediaNotFound("no title has the id 5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11")
    ),
    StateRequired: ErrorSpec(400, "STATE_REQUIRED", StateRequired("state is required to create an entry")),
    ProgressNotAllowed: ErrorSpec(
        400, "PROGRESS_NOT_ALLOWED", ProgressNotAllowed("progress is for shows only: a movie has no episodes")
    ),
    EpisodeRequired: ErrorSpec(400, "EPISODE_REQUIRED", EpisodeRequired("season and episode are required for a show")),
    SeasonUnknown: ErrorSpec(
        400, "SEASON_UNKNOWN", SeasonUnknown("progress: season 9 does not exist, this show has seasons 1, 2, 3, 4, 5")
    ),
    EpisodeUnknown: ErrorSpec(
        400,
        "EPISODE_UNKNOWN",
        EpisodeUnknown("progress: episode 99 does not exist, season 2 has 13 episodes and ends with episode 13"),
    ),
    SeasonNotAllowed: ErrorSpec(
        400, "SEASON_NOT_ALLOWED", SeasonNotAllowed("season: a movie has neither seasons nor episodes")
    ),
    WatchedAtInvalid: ErrorSpec(400, "WATCHED_AT_INVALID", WatchedAtInvalid("watchedAt: must not be in the future")),
    NothingAired: ErrorSpec(
        400, "NOTHING_AIRED", NothingAired("season: no regular episode of season 3 is known to have aired")
    ),
    PlayNotFound: ErrorSpec(
        404, "PLAY_NOT_FOUND", PlayNotFound("there is no play with the id 0f1e2d3c-4b5a-4978-8675-64534231201f")
    ),
    MarkNotFound: ErrorSpec(
        404, "MARK_NOT_FOUND", MarkNotFound("there is no mark with the id 1a2b3c4d-5e6f-4789-8abc-def012345678")
    ),
    RewatchNotAllowed: ErrorSpec(
        400, "REWATCH_NOT_ALLOWED", RewatchNotAllowed("no episode of this show was watched yet")
    ),
    UserNotFound: ErrorSpec(
        404, "USER_NOT_FOUND", UserNotFound("there is no user with this name, or the list is not public")
    ),
    EntryChanged: ErrorSpec(412, "PRECONDITION_FAILED", EntryChanged("the entry has changed since: read it again")),
    KeyReused: ErrorSpec(
        409, "IDEMPOTENCY_KEY_REUSED", KeyReused("this idempotency key was already used with a different request")
    ),
    TriggerNotPossible: ErrorSpec(
        400,
        "TRIGGER_NOT_POSSIBLE",
        TriggerNotPossible("trigger: new_season is for shows only, a movie has no seasons"),
    ),
    **RANKING_ERRORS,
    AccountErased: ErrorSpec(403, "ACCOUNT_ERASED", AccountErased("the data of this account was erased")),
    ScrobbleKeyNotFound: ErrorSpec(404, "SCROBBLE_KEY_NOT_FOUND", ScrobbleKeyNotFound("no key has this id")),
    TooManyScrobbleKeys: ErrorSpec(
        409,
        "TOO_MANY_SCROBBLE_KEYS",
        TooManyScrobbleKeys("a user has at most 20 keys: delete one that is not used"),
    ),
    ScrobbleNotFound: ErrorSpec(404, "SCROBBLE_NOT_FOUND", ScrobbleNotFound("no scrobble without a title has this id")),
    TooManyUnmatched: ErrorSpec(
        409, "TOO_MANY_UNMATCHED", TooManyUnmatched("5000 scrobbles have no title: resolve or delete some")
    ),
    ImportTooLarge: ErrorSpec(
        413, "IMPORT_TOO_LARGE", ImportTooLarge("file: the file has 61,341,870 bytes, at most 52,428,800 are read")
    ),
    ImportUnreadable: ErrorSpec(
        400, "IMPORT_UNREADABLE", ImportUnreadable("file: the archive is damaged or encrypted")
    ),
    ImportFormatUnknown: ErrorSpec(
        400, "IMPORT_FORMAT_UNKNOWN", ImportFormatUnknown("file: no known format has the columns Name, Colour")
    ),
    ImportColumnMissing: ErrorSpec(
        400, "IMPORT_COLUMN_MISSING", ImportColumnMissing("file: the table has no column Const")
    ),
    **LIST_ERRORS,
    ImportEmpty: ErrorSpec(400, "IMPORT_EMPTY", ImportEmpty("file: the file has no rows")),
    ImportNotFound: ErrorSpec(
        404, "IMPORT_NOT_FOUND", ImportNotFound("no import has the id 0199a2f3-72c1-7e63-b4d5-6f7081929394")
    ),
    ImportRowNotFound: ErrorSpec(
        404, "IMPORT_ROW_NOT_FOUND", ImportRowNotFound("the import has no row with the number 99")
    ),
    ImportRowFixed: ErrorSpec(409, "IMPORT_ROW_FIXED", ImportRowFixed("a row that is committed cannot be changed")),
    ImportStateForbids: ErrorSpec(
        409, "IMPORT_STATE_FORBIDS", ImportStateForbids("an import that is parsing cannot be committed")
    ),
    ImportPartMissing: ErrorSpec(409, "IMPORT_PART_MISSING", ImportPartMissing("part 2 of the upload is missing")),
    TooManyImports: ErrorSpec(
        409,
        "TOO_MANY_IMPORTS",
        TooManyImports("at most 10 imports can wait for a decision: commit or delete one of them"),
    ),
    TooManyImportStreams: ErrorSpec(
        429,
        "TOO_MANY_STREAMS",
        TooManyImportStreams("at most 5 streams of a user may be open: close one of them"),
    ),
}

refuses = partial(refusals, ERRORS)
"""Return the OpenAPI responses of the errors that a route raises."""
