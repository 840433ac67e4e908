"""The stored images, within a bound of bytes; the least recently requested one leaves first."""

from dataclasses import dataclass
from typing import Final

from cachetools import LRUCache

from gateway.domain.images.references import ImageReference

OVERHEAD_BYTES: Final = 512
"""Of an entry besides the image; the whole of one that states that there is no image."""
LARGEST_SHARE: Final = 8
"""An image of more than this part of the bound is not stored: it would displace too many others."""


@dataclass(frozen=True, slots=True)
class Image:
    """An image as it is sent."""

    data: bytes
    media_type: str
    tag: str
    """Entity tag, with its quotes."""


@dataclass(frozen=True, slots=True)
class StoredImage:
    """What the host has for a reference: an image, or null for none."""

    image: Image | None
    fresh_until: float
    """Monotonic time."""

    @property
    def size(self) -> int:
        """Return the number of bytes that count."""
        return OVERHEAD_BYTES + (0 if self.image is None else len(self.image.data))


class ImageStore:
    """Images by reference."""

    def __init__(self, most_bytes: int) -> None:
        self._stored: LRUCache[ImageReference, StoredImage] = LRUCache(most_bytes, getsizeof=lambda kept: kept.size)

    def __len__(self) -> int:
        """Return the number of references."""
        return len(self._stored)

    @property
    def bytes(self) -> int:
        """Return the number of bytes of all entries."""
        return int(self._stored.currsize)

    def find(self, reference: ImageReference) -> StoredImage | None:
        """Return what is known of a reference, fresh or not."""
        return self._stored.get(reference)

    def put(self, reference: ImageReference, stored: StoredImage) -> None:
        """Keep what is known of a reference, unless it is too large; others leave to make room."""
        self._stored.pop(reference, None)
        if stored.size * LARGEST_SHARE <= self._stored.maxsize:
            self._stored[reference] = stored
