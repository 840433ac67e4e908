"""How answers may be kept: validators, freshness and conditional requests (RFC 9110 section 13, RFC 9111)."""

from hashlib import blake2b
from typing import Final

from fastapi import Request, Response

PUBLIC: Final = "public, max-age=30"
PRIVATE: Final = "private, no-cache"


def answer(request: Request, body: bytes, *, private: bool = False) -> Response:
    """Give the answer with a weak validator of its bytes, or 304 when the client has it already.

    What depends on the caller is kept by nobody but them; all else may be shared for half a minute.
    """
    tag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, **freshness(private=private)}
    if _matches(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def moved(request: Request, former: str, current: str) -> Response:
    """Send the client from one slug to another on the same path, for good."""
    head, _, rest = request.url.path.rpartition(f"/{former}")
    depth = rest.count("/")
    location = f"{'../' * depth}{current}{rest}" if head else current
    query = f"?{request.url.query}" if request.url.query else ""
    return Response(status_code=308, headers={"Location": location + query, **freshness(private=False)})


def freshness(*, private: bool) -> dict[str, str]:
    """Return the headers that say how long a response may be kept, and that it differs by user and language."""
    return {"Cache-Control": PRIVATE if private else PUBLIC, "Vary": "Authorization, Accept-Language"}


def _matches(header: str | None, tag: str) -> bool:
    """Compare weakly, as a GET does: `W/` makes no difference."""
    if header is None:
        return False
    given = [item.strip().removeprefix("W/") for item in header.split(",")]
    return "*" in given or tag.removeprefix("W/") in given
