"""HTTP status and error code of each error."""

from functools import partial
from typing import Final

from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorSpec, ErrorTable
from stats.domain.errors import AmbiguousTitle, DayOutOfRange, ShowNotFound, StatsNotFound, UnknownFormula

ERRORS: Final[ErrorTable] = {
    StatsNotFound: ErrorSpec(404, "STATS_NOT_FOUND", StatsNotFound("no score exists for TMDB number 603")),
    AmbiguousTitle: ErrorSpec(
        400, "AMBIGUOUS_TITLE", AmbiguousTitle("TMDB number 603 is both a movie and a show: set type to movie or show")
    ),
    UnknownFormula: ErrorSpec(
        400, "UNKNOWN_FORMULA", UnknownFormula("formula: must be one of ratingo-1, open-1, not ratingo-2")
    ),
    DayOutOfRange: ErrorSpec(400, "DAY_OUT_OF_RANGE", DayOutOfRange("as_of: must not be in the future")),
    ShowNotFound: ErrorSpec(404, "SHOW_NOT_FOUND", ShowNotFound("no show has TMDB number 1396")),
}

refuses = partial(refusals, ERRORS)
"""Return the OpenAPI responses of the errors that a route raises."""
