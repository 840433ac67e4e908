"""Domain error to answer: one table."""

from typing import Final

from chassis.errors import ErrorSpec, ErrorTable
from library.domain.errors import (
    AccountErased,
    EntryChanged,
    EpisodeUnknown,
    KeyReused,
    MediaNotFound,
    ProgressNotAllowed,
    SeasonUnknown,
    StateRequired,
)

ERRORS: Final[ErrorTable] = {
    MediaNotFound: ErrorSpec(404, "MEDIA_NOT_FOUND"),
    StateRequired: ErrorSpec(400, "STATE_REQUIRED"),
    ProgressNotAllowed: ErrorSpec(400, "PROGRESS_NOT_ALLOWED"),
    SeasonUnknown: ErrorSpec(400, "SEASON_UNKNOWN"),
    EpisodeUnknown: ErrorSpec(400, "EPISODE_UNKNOWN"),
    EntryChanged: ErrorSpec(412, "PRECONDITION_FAILED"),
    KeyReused: ErrorSpec(409, "IDEMPOTENCY_KEY_REUSED"),
    AccountErased: ErrorSpec(403, "ACCOUNT_ERASED"),
}
