"""Images by the size and the file at their host: nothing else can be requested of it."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

Size = Literal["w45", "w92", "w154", "w185", "w300", "w342", "w500", "w780", "w1280", "h632", "original"]
"""Widths and heights in pixels that TMDB has (https://developer.themoviedb.org/docs/image-basics)."""
SIZES: Final[tuple[Size, ...]] = get_args(Size)
FILE_PATTERN: Final = r"^[A-Za-z0-9_-]{1,64}\.(jpg|jpeg|png|webp)$"
"""A file of TMDB. Vector graphics may carry scripts and are not served."""

StillSize = Literal["medium_landscape", "large_landscape", "medium_portrait", "original_untouched"]
"""Sizes that TVMaze has."""
STILL_FILE_PATTERN: Final = r"^[0-9]{1,10}\.(jpg|jpeg|png|webp)$"


@dataclass(frozen=True, slots=True)
class ImageReference:
    """An image: the name of its host, and the path below the base URL of the host."""

    host: str
    path: str

    @classmethod
    def of_tmdb(cls, size: Size, file: str) -> "ImageReference":
        """Return the image of TMDB with a size and a file that were checked."""
        return cls(TMDB, f"/{size}/{file}")

    @classmethod
    def of_tvmaze(cls, size: StillSize, folder: int, file: str) -> "ImageReference":
        """Return the image of TVMaze with a size, a folder and a file that were checked."""
        return cls(TVMAZE, f"/{size}/{folder}/{file}")


TMDB: Final = "tmdb-images"
TVMAZE: Final = "tvmaze-images"
"""Names of the hosts in metrics and logs."""
