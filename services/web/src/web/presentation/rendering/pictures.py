"""Addresses of pictures: always at the gateway, whatever host the API names, in the size that the page needs."""

from typing import Final

IMAGES: Final = "/api/v1/images"
POSTER_WIDTHS: Final = (185, 342, 500)


def proxied(address: str | None, size: str | None = None) -> str:
    """Return the address at the gateway of a picture, given as URL or as path of the image host; empty for none.

    `size` is one of the image host's, such as `w342`; a path without a host needs one.
    """
    if not address:
        return ""
    *_, width, file = ["", *address.rsplit("/", 2)]
    return f"{IMAGES}/{size or width}/{file}"


def poster_sources(address: str | None) -> str:
    """Return the `srcset` of a poster; empty for none."""
    return ", ".join(f"{proxied(address, f'w{width}')} {width}w" for width in POSTER_WIDTHS) if address else ""
