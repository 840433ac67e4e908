"""Image paths to sets of addresses."""

from dataclasses import dataclass
from typing import Final

ImageSet = dict[str, str]

_POSTER: Final = {"small": "w342", "medium": "w500", "large": "w780", "original": "original"}
_BACKDROP: Final = {"small": "w300", "medium": "w780", "large": "w1280", "original": "original"}
_STILL: Final = {"small": "w92", "medium": "w185", "large": "w300", "original": "original"}


@dataclass(frozen=True, slots=True)
class Images:
    """Gives the four sizes of an image below `base`; null for no image.

    A path that is an address already (TVMaze gives those) is the same in every size.
    """

    base: str

    def poster(self, path: str | None) -> ImageSet | None:
        """Give the sizes of a poster or logo."""
        return self._sizes(path, _POSTER)

    def backdrop(self, path: str | None) -> ImageSet | None:
        """Give the sizes of a backdrop."""
        return self._sizes(path, _BACKDROP)

    def still(self, path: str | None) -> ImageSet | None:
        """Give the sizes of a picture from an episode."""
        return self._sizes(path, _STILL)

    def _sizes(self, path: str | None, sizes: dict[str, str]) -> ImageSet | None:
        if not path:
            return None
        if path.startswith(("https://", "http://")):
            return dict.fromkeys(sizes, path)
        return {name: f"{self.base}/{size}{path}" for name, size in sizes.items()}
