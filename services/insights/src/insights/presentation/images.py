"""Addresses of TMDB's pictures in the sizes that clients ask for.

https://developer.themoviedb.org/docs/image-basics
"""

from collections.abc import Mapping
from typing import Final

from pydantic import Field

from chassis.schemas import Answer

_BASE: Final = "https://image.tmdb.org/t/p"
POSTER: Final = {"small": "w342", "medium": "w500", "large": "w780", "original": "original"}
BACKDROP: Final = {"small": "w300", "medium": "w780", "large": "w1280", "original": "original"}


class ImageSet(Answer):
    """One picture in four sizes."""

    small: str = Field(examples=["https://image.tmdb.org/t/p/w342/example.jpg"])
    medium: str = Field(examples=["https://image.tmdb.org/t/p/w500/example.jpg"])
    large: str = Field(examples=["https://image.tmdb.org/t/p/w780/example.jpg"])
    original: str = Field(examples=["https://image.tmdb.org/t/p/original/example.jpg"])


def image_set(path: str | None, sizes: Mapping[str, str]) -> ImageSet | None:
    """Give the addresses of a picture, null for a title without one."""
    if path is None:
        return None
    return ImageSet(**{name: f"{_BASE}/{size}{path}" for name, size in sizes.items()})
