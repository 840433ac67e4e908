"""How responses may be cached: validators, freshness and conditional requests (RFC 9110 section 13, RFC 9111)."""

from hashlib import sha256
from typing import Final

from fastapi import Request, Response

from catalog.presentation.routes.localization import ANY_LANGUAGE, Languages
from chassis.http.follow_up.preconditions import is_current

PUBLIC: Final = "public, max-age=30"
TAG_CHARACTERS: Final = 24
PRIVATE: Final = "private, no-cache"


def cached_response(
    request: Request,
    body: bytes,
    *,
    identity: bytes | None = None,
    private: bool = False,
    languages: Languages = ANY_LANGUAGE,
    media_type: str = "application/json",
) -> Response:
    """Return the body with a weak validator, or 304 when the client has the same body already.

    The validator is a digest of `identity`, whatever differs between two bodies, or of the body itself.

    A private response may be stored by the client only; every other response may be shared for 30 seconds.
    """
    # Processors have instructions for SHA-256, which make it twice as fast as BLAKE2.
    tag = f'W/"{sha256(body if identity is None else identity).hexdigest()[:TAG_CHARACTERS]}"'
    headers = {"ETag": tag, **freshness(private=private), **languages.headers()}
    if is_current(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def redirect_to_slug(request: Request, former: str, current: str) -> Response:
    """Return a permanent redirect (308) from one slug to another on the same path."""
    head, _, rest = request.url.path.rpartition(f"/{former}")
    depth = rest.count("/")
    location = f"{'../' * depth}{current}{rest}" if head else current
    query = f"?{request.url.query}" if request.url.query else ""
    return Response(status_code=308, headers={"Location": location + query, **freshness(private=False)})


def freshness(*, private: bool) -> dict[str, str]:
    """Return the headers that state how long a response may be kept, and that it varies by user and language."""
    return {"Cache-Control": PRIVATE if private else PUBLIC, "Vary": "Authorization, Accept-Language"}
