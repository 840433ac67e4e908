"""Files in memory that several clients read, within a bound of bytes; the least recently requested leaves first.

A file below a version's prefix never changes, so a stored one is never stale. Each request is checked before it is
looked up.
"""

from dataclasses import dataclass, field
from typing import Final

from cachetools import LRUCache

LARGEST_BYTES: Final = 2_097_152
"""A larger file is not stored. A client that reads slowly holds at most one file of this size."""
OVERHEAD_BYTES: Final = 512
REMEMBERED: Final = 16_384
"""Keys that were requested once lately: the next request stores the file."""
FILLS_AT_ONCE: Final = 16
"""Files that are stored at once: so many are in memory besides the stored ones."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A whole file."""

    data: bytes = field(repr=False)
    tag: bytes | None
    """Entity tag, with its quotes."""
    modified: bytes | None
    """When it was stored, as in the header `Last-Modified`."""
    heads: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)
    """The head of a response with the whole file, by the scheme of the request, once it is made."""


class SegmentStore:
    """Files by key."""

    def __init__(self, most_bytes: int) -> None:
        """Zero stores none."""
        self._stored: LRUCache[str, Segment] = LRUCache(
            most_bytes, getsizeof=lambda segment: OVERHEAD_BYTES + len(segment.data)
        )
        self._wanted: LRUCache[str, bool] = LRUCache(REMEMBERED)
        self._fills = 0
        self._largest = min(LARGEST_BYTES, most_bytes // 8)

    def __len__(self) -> int:
        """Return the number of files."""
        return len(self._stored)

    @property
    def bytes(self) -> int:
        """Return the number of bytes of all files."""
        return int(self._stored.currsize)

    def __contains__(self, key: str) -> bool:
        """Return whether a file is stored; it does not count as requested."""
        return key in self._stored

    def find(self, key: str) -> Segment | None:
        """Return a file if it is stored."""
        return self._stored.get(key)

    def begin(self, key: str, size: int) -> bool:
        """Return whether a file that arrives now is to be stored; the caller then calls `put` or `abandon` once.

        The first request for a file only leaves its key: most files of an unpopular video are requested once.
        """
        if not 0 < size <= self._largest or self._fills >= FILLS_AT_ONCE:
            return False
        if self._wanted.get(key) is None:
            self._wanted[key] = True
            return False
        self._fills += 1
        return True

    def put(self, key: str, segment: Segment) -> None:
        """Store a file that has arrived."""
        self._fills -= 1
        self._stored[key] = segment

    def abandon(self) -> None:
        """Store nothing: the file did not arrive."""
        self._fills -= 1
