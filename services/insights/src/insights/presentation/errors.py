"""Domain error to answer: one table."""

from typing import Final

from chassis.errors import ErrorSpec, ErrorTable
from insights.domain.errors import DayOutOfRange, MediaNotFound

ERRORS: Final[ErrorTable] = {
    MediaNotFound: ErrorSpec(404, "MEDIA_NOT_FOUND"),
    DayOutOfRange: ErrorSpec(400, "DAY_OUT_OF_RANGE"),
}
