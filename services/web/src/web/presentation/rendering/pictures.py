"""Addresses of pictures: always at the gateway, whatever host the API names, in the size that the page needs."""

import re
from typing import Final

from chassis.http import images

AVATARS: Final = "/api/v1/users/avatars"
_DRAWING: Final = re.compile(
    r'<svg(?: (?:xmlns|version|viewBox|class|width|height)="[^"<>]*")*>'
    r'(?:<path(?: (?:class|stroke|fill|transform|d)="[^"<>]*")*/>)+</svg>'
)
"""Nothing but lines and areas: no script, no handler, no reference."""
POSTER_WIDTHS: Final = (185, 342, 500)


def proxied(address: str | None, size: str | None = None) -> str:
    """Return the path at the gateway of a picture, given as URL or as path of the image host; empty for none.

    `size` is one of the image host's, such as `w342`; a path without a host needs one.
    """
    return images.proxied(address, size) or ""


def poster_sources(address: str | None) -> str:
    """Return the `srcset` of a poster; empty for none."""
    sources = [(proxied(address, f"w{width}"), width) for width in POSTER_WIDTHS]
    return ", ".join(f"{source} {width}w" for source, width in sources if source)


def avatar(address: str, size: int = 512) -> str:
    """Return the address at the gateway of a user's picture, in a size of 512 or 128 pixels."""
    identifier = address.rsplit("/", 2)[-2]
    return f"{AVATARS}/{identifier}/{size}.webp"


def svg(drawing: str) -> str:
    """Return a drawing that the API has made, such as a QR code; raise ValueError for anything that executes."""
    if not _DRAWING.fullmatch(drawing):
        raise ValueError("not a drawing")
    return drawing
