"""What is shown with found people and collections."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from search.application.ports import SearchIndex
from search.application.searching.requests import Related
from search.domain.entry import Card, Kind
from search.domain.errors import EntryNotFound
from search.domain.filters import Filters
from search.domain.matching import Anything

KNOWN_FOR: Final = 3
"""Titles that are shown with a person."""
TITLES: Final[frozenset[Kind]] = frozenset({"movie", "show"})
_EVERYTHING: Final = (Anything(),)


async def related_of(index: SearchIndex, cards: Sequence[Card]) -> Related:
    """Return the best titles of each person, and the number of titles of each collection."""
    known_for: dict[str, Sequence[Card]] = {}
    titles: dict[str, int] = {}
    for card in cards:
        number = card.tmdb_id
        if number is None:
            continue
        if card.kind == "person":
            of_person = Filters(kinds=TITLES, people=frozenset({number}))
            hits = await index.find(_EVERYTHING, of_person, limit=KNOWN_FOR)
            known_for[card.id] = [hit.card for hit in hits]
        elif card.kind == "collection":
            of_collection = Filters(kinds=TITLES, collections=frozenset({number}))
            titles[card.id] = await index.count(_EVERYTHING, of_collection)
    return Related(known_for, titles)


@dataclass(frozen=True, slots=True)
class SimilarTitles:
    """Titles that have much in common with a title."""

    index: SearchIndex

    async def __call__(self, media_id: str, filters: Filters, *, limit: int) -> Sequence[Card]:
        """Return the titles that are most similar to a title, the most similar first; raise EntryNotFound."""
        for kind in sorted(TITLES):
            entry = await self.index.get(f"{kind}:{media_id}")
            if entry is not None:
                kinds = filters.kinds or TITLES
                return await self.index.similar(entry.card.id, replace(filters, kinds=kinds), limit=limit)
        raise EntryNotFound(f"no title has the id {media_id}")
