"""Addresses of TMDB's pictures in the sizes that clients ask for.

https://developer.themoviedb.org/docs/image-basics
"""

from collections.abc import Mapping
from typing import Final

from chassis.http.schemas import ImageSet

_BASE: Final = "https://image.tmdb.org/t/p"
POSTER: Final = {"small": "w342", "medium": "w500", "large": "w780", "original": "original"}
BACKDROP: Final = {"small": "w300", "medium": "w780", "large": "w1280", "original": "original"}


def image_set(path: str | None, sizes: Mapping[str, str]) -> ImageSet | None:
    """Return the URLs of an image, or null for a title without one."""
    if path is None:
        return None
    return ImageSet(**{name: f"{_BASE}/{size}{path}" for name, size in sizes.items()})
