"""The stored images, within a bound of bytes; the least recently requested one leaves first."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

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
        self._most_bytes = most_bytes
        self._stored: OrderedDict[ImageReference, StoredImage] = OrderedDict()
        self.bytes = 0

    def __len__(self) -> int:
        """Return the number of references."""
        return len(self._stored)

    def find(self, reference: ImageReference) -> StoredImage | None:
        """Return what is known of a reference, fresh or not."""
        stored = self._stored.get(reference)
        if stored is not None:
            self._stored.move_to_end(reference)
        return stored

    def put(self, reference: ImageReference, stored: StoredImage) -> None:
        """Keep what is known of a reference, unless it is too large; others leave to make room."""
        before = self._stored.pop(reference, None)
        if before is not None:
            self.bytes -= before.size
        if stored.size * LARGEST_SHARE > self._most_bytes:
            return
        self._stored[reference] = stored
        self.bytes += stored.size
        while self.bytes > self._most_bytes:
            _, removed = self._stored.popitem(last=False)
            self.bytes -= removed.size
