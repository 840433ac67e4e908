"""Responses with a picture."""

from typing import Final

from fastapi import Request, Response

from chassis.http.follow_up.preconditions import is_current
from music.application.covers.serving import ServeCovers
from music.domain.covers.pictures import CoverSize
from programs.pictures.rules import ENCODED_TYPE

# What a user may hear is checked again before a stored copy is shown.
_CHANGES: Final = "private, no-cache"
_NEVER_CHANGES: Final = "private, max-age=31536000, immutable"


async def picture_response(
    covers: ServeCovers,
    picture: str,
    size: CoverSize,
    request: Request,
    *,
    replaced: Exception,
    shown: str | None = None,
) -> Response:
    """Return a picture in a size; raise `replaced` if it was replaced meanwhile.

    `shown` is the id in the address of the request: with it, the response never changes.
    """
    tag = f'"{picture}-{size}"'
    headers = {
        "Cache-Control": _NEVER_CHANGES if shown == picture else _CHANGES,
        "ETag": tag,
        "Content-Security-Policy": "default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    if is_current(request.headers.get("If-None-Match"), tag):
        return Response(status_code=304, headers=headers)
    data = await covers.form(picture, size)
    if data is None:
        raise replaced
    return Response(data, media_type=ENCODED_TYPE, headers=headers)
