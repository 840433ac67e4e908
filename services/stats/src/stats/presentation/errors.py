"""Domain error to answer: one table."""

from typing import Final

from chassis.errors import ErrorSpec, ErrorTable
from stats.domain.errors import AmbiguousTitle, StatsNotFound

ERRORS: Final[ErrorTable] = {
    StatsNotFound: ErrorSpec(404, "STATS_NOT_FOUND"),
    AmbiguousTitle: ErrorSpec(400, "AMBIGUOUS_TITLE"),
}
