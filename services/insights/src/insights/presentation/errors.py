"""HTTP status and error code of each error."""

from functools import partial
from typing import Final

from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorSpec, ErrorTable
from insights.domain.errors import GenreNotFound, ListNotFound, MediaNotFound, ProviderNotFound

ERRORS: Final[ErrorTable] = {
    GenreNotFound: ErrorSpec(404, "GENRE_NOT_FOUND", GenreNotFound("no title has the genre 7")),
    ListNotFound: ErrorSpec(404, "LIST_NOT_FOUND", ListNotFound("no list has the id trending.movie.hour")),
    MediaNotFound: ErrorSpec(
        404, "MEDIA_NOT_FOUND", MediaNotFound("no title has the id 5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11")
    ),
    ProviderNotFound: ErrorSpec(404, "PROVIDER_NOT_FOUND", ProviderNotFound("no title streams on provider 7 in US")),
}

refuses = partial(refusals, ERRORS)
"""Return the OpenAPI responses of the errors that a route raises."""
