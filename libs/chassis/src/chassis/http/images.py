"""Addresses of TMDB's images in the sizes that clients need.

https://developer.themoviedb.org/docs/image-basics
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chassis.http.schemas import ImageSet

BASE: Final = "https://image.tmdb.org/t/p"
POSTER: Final = {"small": "w342", "medium": "w500", "large": "w780", "original": "original"}
BACKDROP: Final = {"small": "w300", "medium": "w780", "large": "w1280", "original": "original"}
STILL: Final = {"small": "w92", "medium": "w185", "large": "w300", "original": "original"}


@dataclass(frozen=True, slots=True)
class Images:
    """Builds the four sizes of an image below `base`."""

    base: str = BASE

    def poster(self, path: str | None) -> ImageSet | None:
        """Return the sizes of a poster or logo, or null without one."""
        return _image_set(image_urls(path, POSTER, self.base))

    def backdrop(self, path: str | None) -> ImageSet | None:
        """Return the sizes of a backdrop, or null without one."""
        return _image_set(image_urls(path, BACKDROP, self.base))

    def still(self, path: str | None) -> ImageSet | None:
        """Return the sizes of a still of an episode, or null without one."""
        return _image_set(image_urls(path, STILL, self.base))


def image_urls(path: str | None, sizes: Mapping[str, str], base: str = BASE) -> dict[str, str] | None:
    """Return the URL of an image by the name of its size, or null without an image.

    A path that is a URL already, as TVMaze has them, is the same in every size.
    """
    if not path:
        return None
    if path.startswith(("https://", "http://")):
        return dict.fromkeys(sizes, path)
    return {name: f"{base}/{size}{path}" for name, size in sizes.items()}


def _image_set(urls: dict[str, str] | None) -> ImageSet | None:
    return None if urls is None else ImageSet(**urls)
