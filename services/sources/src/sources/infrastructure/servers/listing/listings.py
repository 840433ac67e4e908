"""What is common to the listings of every kind."""

from collections.abc import AsyncIterator
from typing import Final

from sources.domain.files.listed import Page
from sources.domain.media_sources.errors import ChangesUnknown, SourceFailed

PAGE_FILES: Final = 500
MOST_FILES: Final = 1_000_000
"""Of one source. A listing that does not end must not fill the database."""


class UnknownChanges(AsyncIterator[Page]):
    """The changes of a kind that states none."""

    def __init__(self, since: str) -> None:
        self._since = since

    async def __anext__(self) -> Page:
        raise ChangesUnknown(f"this kind of source states no changes, also not since {self._since}")


def too_many() -> SourceFailed:
    """Return the failure of a source with more files than are read."""
    return SourceFailed("too_large", f"the source has more than {MOST_FILES} files")
