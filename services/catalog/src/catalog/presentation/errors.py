"""Domain error to answer: one table, and the answer that says what became of a title."""

from typing import Any, Final

from fastapi import Request
from fastapi.responses import JSONResponse

from catalog.domain.errors import MediaGone, MediaNotFound, SeasonNotFound, SlugsExhausted
from catalog.domain.succession import Successor
from catalog.presentation.caching import freshness
from chassis.errors import ErrorSpec, ErrorTable, error_body
from chassis.schemas import Failure

ERRORS: Final[ErrorTable] = {
    MediaNotFound: ErrorSpec(404, "MEDIA_NOT_FOUND"),
    MediaGone: ErrorSpec(410, "MEDIA_GONE"),
    SeasonNotFound: ErrorSpec(404, "SEASON_NOT_FOUND"),
    SlugsExhausted: ErrorSpec(409, "SLUGS_EXHAUSTED"),
}

GONE: Final[dict[int | str, dict[str, Any]]] = {
    410: {
        "model": Failure,
        "description": "The title's source deleted it, `details.goneAt` says when. Where it was merged into another"
        " title that is not listed, or is of the other kind, `details.successor` names that one; else it is null.",
        "content": {
            "application/json": {
                "example": {
                    "success": False,
                    "error": {
                        "code": "MEDIA_GONE",
                        "message": "The source of this movie knows it no more since 2026-11-20",
                        "statusCode": 410,
                        "details": {
                            "goneAt": "2026-11-20T04:10:00Z",
                            "successor": {
                                "id": "bdf784d0-c2eb-5939-9d13-a7324e63a0e9",
                                "type": "movie",
                                "tmdbId": 550,
                                "slug": None,
                            },
                        },
                        "requestId": "01JD3V6T2Q8W0X4Y6Z8A0B2C4D",
                    },
                }
            }
        },
    }
}


async def gone(_: Request, error: Exception) -> JSONResponse:
    """Answer for a title that is gone; as fresh as any other, for it may come back."""
    if not isinstance(error, MediaGone):
        raise error
    spec = ERRORS[MediaGone]
    details = {"goneAt": error.gone_at, "successor": _successor(error.successor)}
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
