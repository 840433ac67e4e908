"""What a picture may be, and in which forms it is encoded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

LARGEST_PIXELS: Final = 64_000_000
"""Width times height as the file states it."""
LARGEST_DECODED_PIXELS: Final = 25_000_000
"""In memory. JPEG is decoded at a fraction of its size, PNG and WebP are not."""
ENCODED_TYPE: Final = "image/webp"
RULES: Final[Mapping[str, str]] = {
    "not_a_picture": "must be a JPEG, PNG or WebP that can be decoded",
    "other_type": "must be of the type that was stated for the upload",
    "too_many_pixels": "must have at most 64 million pixels as JPEG, or 25 million as PNG or WebP",
}
"""Why pictures are rejected, by reason."""
MOST_APART: Final = 12
"""The mean difference of sketches of one picture, of 255."""


class PictureRejected(Exception):
    """A file cannot be used as a picture."""

    def __init__(self, reason: str) -> None:
        self.reason = reason if reason in RULES else "not_a_picture"
        super().__init__(f"The picture {RULES[self.reason]}")


class EncoderBusy(Exception):
    """As many pictures wait as may."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a picture: its middle square, or the whole of it. A small picture is not enlarged."""

    side: int
    """The longest side in pixels."""
    square: bool = True

    def __str__(self) -> str:
        """Return what the process reads."""
        return f"{self.side}" if self.square else f"whole:{self.side}"


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture that was encoded."""

    width: int
    height: int
    """In pixels, upright, as the file has it or as it was decoded."""
    color: str
    """Its most frequent color, as `#rrggbb`."""
    forms: Sequence[bytes]
    """WebP, in the order in which the forms were requested."""
    sketch: bytes
    """The picture as 8 × 8 pixels: pictures that look alike have similar ones."""


def look_alike(one: bytes, other: bytes) -> bool:
    """Return whether two sketches are of one picture, which may have another size, quality or type."""
    apart = sum(abs(mine - theirs) for mine, theirs in zip(one, other, strict=True))
    return apart <= MOST_APART * len(one)
