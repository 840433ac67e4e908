"""What the use cases of lists need."""

from collections.abc import Sequence
from typing import Protocol

from insights.domain.lists.ranking import ListDay


class ListWork(Protocol):
    """One transaction that stores lists."""

    async def save_lists(self, lists: Sequence[ListDay]) -> None:
        """Replace the ranks of lists on their days, at most one per list and day, unless a stored one is as new."""
        ...
