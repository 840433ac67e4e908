"""Pictures of albums and artists: their sizes, and what identifies them."""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from programs.pictures.rules import Form

LARGEST_BYTES: Final = 20 * 1024 * 1024
"""Of a picture in a music folder."""
TOO_LARGE: Final = "too_large"


class CoverSize(StrEnum):
    """A size in which pictures are kept. The values are stored."""

    THUMB = "thumb"
    SMALL = "small"
    MEDIUM = "medium"
    ORIGINAL = "original"
    """The whole picture, with sides of at most 1200 pixels."""


FORMS: Final[Mapping[CoverSize, Form]] = {
    CoverSize.THUMB: Form(200),
    CoverSize.SMALL: Form(300),
    CoverSize.MEDIUM: Form(500),
    CoverSize.ORIGINAL: Form(1200, square=False),
}


def size_for(pixels: int) -> CoverSize:
    """Return the smallest size with sides of at least some pixels; the largest one for 0 or more than that has."""
    fitting = (size for size, form in FORMS.items() if pixels and form.side >= pixels)
    return next(fitting, CoverSize.ORIGINAL)


def picture_id(data: bytes) -> str:
    """Return the id of a picture: the same for the same file, wherever it is."""
    return hashlib.sha256(data).hexdigest()[:32]
