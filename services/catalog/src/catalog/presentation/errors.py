"""Domain error to answer: one table."""

from typing import Final

from catalog.domain.errors import MediaNotFound, SeasonNotFound, SlugsExhausted
from chassis.errors import ErrorSpec, ErrorTable

ERRORS: Final[ErrorTable] = {
    MediaNotFound: ErrorSpec(404, "MEDIA_NOT_FOUND"),
    SeasonNotFound: ErrorSpec(404, "SEASON_NOT_FOUND"),
    SlugsExhausted: ErrorSpec(409, "SLUGS_EXHAUSTED"),
}
