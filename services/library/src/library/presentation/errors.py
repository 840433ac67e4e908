"""Domain error to answer: one table."""

from typing import Final

from chassis.errors import ErrorSpec, ErrorTable
from library.domain.errors import (
    AccountErased,
    EntryChanged,
    KeyReused,
    MediaNotFound,
    ProgressNotAllowed,
    StateRequired,
)

ERRORS: Final[ErrorTable] = {
    MediaNotFound: ErrorSpec(404, "MEDIA_NOT_FOUND"),
    StateRequired: ErrorSpec(400, "STATE_REQUIRED"),
    ProgressNotAllowed: ErrorSpec(400, "PROGRESS_NOT_ALLOWED"),
    EntryChanged: ErrorSpec(412, "PRECONDITION_FAILED"),
    KeyReused: ErrorSpec(409, "IDEMPOTENCY_KEY_REUSED"),
    AccountErased: ErrorSpec(403, "ACCOUNT_ERASED"),
}
