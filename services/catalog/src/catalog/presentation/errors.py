"""Domain errors to responses: one table, and the response for a title that its provider deleted."""

from datetime import UTC, datetime
from functools import partial
from typing import Final
from uuid import UUID

from fastapi import Request
from fastapi.responses import JSONResponse

from catalog.domain.editing.errors import EditConflict, GenreUnknown, MergeNotAllowed
from catalog.domain.errors import (
    CalendarFeedNotFound,
    CollectionNotFound,
    MediaDeleted,
    MediaNotFound,
    PersonNotFound,
    SeasonNotFound,
    SlugsExhausted,
)
from catalog.domain.merge_chain import Successor
from catalog.presentation.curation.errors import CURATION_ERRORS
from catalog.presentation.policy.errors import POLICY_ERRORS
from catalog.presentation.routes.caching import freshness
from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorSpec, ErrorTable, error_body

SUCCESSOR: Final = Successor(UUID("02d1b23c-2966-5ec3-bba0-f61698150b2a"), "show", 1396, "breaking-bad")
EXAMPLE: Final = MediaDeleted(
    "This movie was removed by its source on 2026-11-20",
    deleted_at=datetime(2026, 11, 20, 4, 10, tzinfo=UTC),
    successor=SUCCESSOR,
)

ERRORS: Final[ErrorTable] = {
    MediaNotFound: ErrorSpec(404, "MEDIA_NOT_FOUND", MediaNotFound("no movie is listed under this slug")),
    MediaDeleted: ErrorSpec(
        410,
        "MEDIA_GONE",
        EXAMPLE,
        {
            "goneAt": "2026-11-20T04:10:00Z",
            "successor": {
                "id": str(SUCCESSOR.media_id),
                "type": SUCCESSOR.kind,
                "tmdbId": SUCCESSOR.tmdb_id,
                "slug": SUCCESSOR.slug,
            },
        },
        ("Cache-Control",),
    ),
    SeasonNotFound: ErrorSpec(
        404, "SEASON_NOT_FOUND", SeasonNotFound("no show with season 9 is listed under this slug")
    ),
    CalendarFeedNotFound: ErrorSpec(
        404, "CALENDAR_FEED_NOT_FOUND", CalendarFeedNotFound("no calendar feed has this token")
    ),
    PersonNotFound: ErrorSpec(
        404, "PERSON_NOT_FOUND", PersonNotFound("no person with a listed title has this slug or id")
    ),
    CollectionNotFound: ErrorSpec(
        404, "COLLECTION_NOT_FOUND", CollectionNotFound("no collection with a listed title has this slug or id")
    ),
    SlugsExhausted: ErrorSpec(409, "SLUGS_EXHAUSTED"),
    EditConflict: ErrorSpec(
        412, "PRECONDITION_FAILED", EditConflict("it has changed since: read it again and repeat the change")
    ),
    GenreUnknown: ErrorSpec(
        400, "GENRE_UNKNOWN", GenreUnknown("genres: no title of the catalog has the genre telenovela")
    ),
    MergeNotAllowed: ErrorSpec(409, "MERGE_NOT_ALLOWED", MergeNotAllowed("a movie cannot be merged into a show")),
    **POLICY_ERRORS,
    **CURATION_ERRORS,
}

refuses = partial(refusals, ERRORS)
"""Return the OpenAPI responses of the errors that a route raises."""


async def deleted_response(_: Request, error: Exception) -> JSONResponse:
    """Return the response for a title deleted upstream. It may come back, so it is cached like any other response."""
    if not isinstance(error, MediaDeleted):
        raise error
    spec = ERRORS[MediaDeleted]
    details = {"goneAt": error.deleted_at, "successor": _successor(error.successor)}
    body = error_body(spec.status, spec.code, str(error), details)
    return JSONResponse(body, spec.status, headers=freshness(private=False))


def _successor(successor: Successor | None) -> dict[str, object] | None:
    if successor is None:
        return None
    return {
        "id": successor.media_id,
        "type": successor.kind,
        "tmdbId": successor.tmdb_id,
        "slug": successor.slug,
    }
