"""An index without entries, until the service has one."""

# ruff: noqa: ARG002 - it looks at nothing

from collections.abc import Mapping, Sequence

from search.application.ports import Hit
from search.domain.entry import Card, Entry
from search.domain.filters import FacetCount, FacetName, Filters
from search.domain.matching import Condition, Field, Position


class EmptyIndex:
    """Finds nothing."""

    async def find(
        self, tiers: Sequence[Condition], filters: Filters, *, after: Position | None = None, limit: int
    ) -> Sequence[Hit]:
        """Return no hits."""
        return ()

    async def count(self, tiers: Sequence[Condition], filters: Filters) -> int:
        """Return zero."""
        return 0

    async def facets(
        self, tiers: Sequence[Condition], filters: Filters, names: Sequence[FacetName]
    ) -> Mapping[FacetName, Sequence[FacetCount]]:
        """Return the facets without values."""
        return dict.fromkeys(names, ())

    async def get(self, id_: str) -> Entry | None:
        """Return nothing."""
        return None

    async def similar(self, id_: str, filters: Filters, *, limit: int) -> Sequence[Card]:
        """Return no titles."""
        return ()

    async def frequency(self, field: Field, term: str) -> int:
        """Return zero."""
        return 0

    def state(self) -> str:
        """Return the one state of an index that never changes."""
        return ""
