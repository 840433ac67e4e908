"""The pages of titles, kept in memory while the versions of their rows (`xmin`, as in `title_cache`) are the same.

A statement reads the versions alone, so Postgres neither unpacks nor sends the facts of a page that was read before.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from cachetools import FIFOCache

from catalog.application.read_models import Entry, Kind, TitleDetail
from catalog.infrastructure.reading.title_rows import CachedProgress

MOST_BYTES: Final = 32_000_000
"""About how much memory the pages take, with what presentation keeps with them."""
_RENDERINGS: Final = 3
"""How many rendered pages of a title its size includes."""
_FIXED_BYTES: Final = 4_000

Page = tuple[Kind, str, tuple[str, ...], bool]
"""The kind and the slug of a title, the regions of its offers, and whether it has its texts in other languages."""
Versions = tuple[UUID, int, int, str | None]
"""The id of a title, and the versions of its rows in `media`, `documents` and `seasons`."""


@dataclass(slots=True)
class CachedDetail:
    """A page as it was read, for everybody without an entry."""

    versions: Versions
    detail: TitleDetail
    progress: CachedProgress | None
    epoch: int
    """The epoch in which its versions were read last."""

    def at(self, now: datetime, entry: Entry | None, *, trending: bool) -> TitleDetail:
        """Return the page at `now`: without an entry it is the same one on a day, until something else changes."""
        progress = None if self.progress is None else self.progress.at(now)
        title = self.detail.title
        if title.trending != trending or title.progress is not progress:
            title = replace(title, trending=trending, progress=progress)
            self.detail = replace(self.detail, title=title, renderings={})
        if entry is not None:
            return replace(self.detail, as_of=now, entry=entry)
        if self.detail.as_of.date() != now.date():
            self.detail = replace(self.detail, as_of=now)
        return self.detail


class DetailCache:
    """The pages that were read; when they take too much memory, those that were read first are forgotten."""

    def __init__(self, *, most_bytes: int = MOST_BYTES) -> None:
        self._pages: FIFOCache[Page, CachedDetail] = FIFOCache(most_bytes, getsizeof=_size)
        self._most_bytes = most_bytes

    def get(self, page: Page) -> CachedDetail | None:
        """Return a page as it was read last."""
        return self._pages.get(page)

    def keep(self, page: Page, detail: CachedDetail) -> None:
        """Keep a page, unless it alone takes more memory than there is."""
        if _size(detail) <= self._most_bytes:
            self._pages[page] = detail


def _size(cached: CachedDetail) -> int:
    detail = cached.detail
    seasons = len(detail.seasons) + sum(map(len, detail.synced_seasons))
    texts = len(detail.title.texts or b"")
    return _FIXED_BYTES + (1 + _RENDERINGS) * (len(detail.title.document) + seasons) + texts
