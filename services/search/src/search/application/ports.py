"""What the use cases need of the outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from search.domain.entry import Card, Entry
from search.domain.filters import FacetCount, FacetName, Filters
from search.domain.matching import Condition, Position


@dataclass(frozen=True, slots=True)
class Hit:
    """A found entry, and where it is among the results."""

    card: Card
    position: Position


class SearchIndex(Protocol):
    """Reads of the index. All reads of one request may see different commits; each sees one."""

    async def find(
        self, tiers: Sequence[Condition], filters: Filters, *, after: Position | None = None, limit: int
    ) -> Sequence[Hit]:
        """Return the hits behind `after`, at most `limit`: tier by tier, the best rank first, each entry once."""
        ...

    async def count(self, tiers: Sequence[Condition], filters: Filters) -> int:
        """Return how many entries match at least one tier."""
        ...

    async def facets(
        self, tiers: Sequence[Condition], filters: Filters, names: Sequence[FacetName]
    ) -> Mapping[FacetName, Sequence[FacetCount]]:
        """Return the counts of each facet, most frequent first. A facet ignores the filter of its own values."""
        ...

    async def get(self, id_: str) -> Entry | None:
        """Return an entry by `Card.id`."""
        ...

    async def similar(self, id_: str, filters: Filters, *, limit: int) -> Sequence[Card]:
        """Return titles that share genres, keywords, people or the collection with a title, the most similar first."""
        ...

    def state(self) -> str:
        """Return a text that changes with every change of the index."""
        ...
