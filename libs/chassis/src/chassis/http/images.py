"""Addresses of TMDB's images in the sizes that clients need.

https://developer.themoviedb.org/docs/image-basics
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chassis.http.schemas import ImageSet

BASE: Final = "https://image.tmdb.org/t/p"
POSTER: Final = {"small": "w342", "medium": "w500", "large": "w780", "original": "original"}
BACKDROP: Final = {"small": "w300", "medium": "w780", "large": "w1280", "original": "original"}
STILL: Final = {"small": "w92", "medium": "w185", "large": "w300", "original": "original"}

GATEWAY_PATH: Final = "/api/v1/images"
"""Where the gateway serves the images of the providers."""
_FILE: Final = r"[A-Za-z0-9_-]+\.(?:jpg|jpeg|png|webp)"
_OF_TMDB: Final = re.compile(rf"https?://[^/?#]+(?:/t/p|{GATEWAY_PATH})/([a-z0-9]+)/({_FILE})")
_OF_TVMAZE: Final = re.compile(
    rf"https?://(?:static\.tvmaze\.com/uploads/images|[^/?#]+{GATEWAY_PATH}/tvmaze)/([a-z_]+/[0-9]+/{_FILE})"
)
_PATH: Final = re.compile(rf"/({_FILE})")


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


def proxied(address: str | None, size: str | None = None) -> str | None:
    """Return the path at the gateway of an image that a response of the API names, or null for none that it serves.

    The address is a URL of an image set, or a path of TMDB, which needs a size. A page of the gateway's own origin uses
    the result, so that its images come from that origin only. Another `size` replaces that of a URL of TMDB.
    """
    if not address:
        return None
    if match := _OF_TMDB.fullmatch(address):
        return f"{GATEWAY_PATH}/{size or match[1]}/{match[2]}"
    if match := _OF_TVMAZE.fullmatch(address):
        return f"{GATEWAY_PATH}/tvmaze/{match[1]}"
    if size is not None and (match := _PATH.fullmatch(address)):
        return f"{GATEWAY_PATH}/{size}/{match[1]}"
    return None


def _image_set(urls: dict[str, str] | None) -> ImageSet | None:
    return None if urls is None else ImageSet(**urls)
