"""What the use cases of titles need."""

from collections.abc import Collection, Sequence
from typing import Protocol

from insights.domain.titles.title import Title


class TitleWork(Protocol):
    """One transaction that updates titles."""

    async def merge(self, updates: Sequence[Title]) -> None:
        """Store the parts of titles that are newer than the stored ones; of each title there is one update.

        The movements of a title that was deleted or restored upstream become stale.
        """
        ...

    async def lock(self, titles: Collection[Title]) -> None:
        """Lock titles until the transaction ends; new ones are stored without parts."""
        ...
