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
MOST_KEPT: Final = 5_000
"""People and collections whose titles are kept."""
_EVERYTHING: Final = (Anything(),)


class RelatedTitles:
    """The titles of people and collections, which are kept until the index changes."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._state = ""
        self._known_for: dict[str, Sequence[Card]] = {}
        self._titles: dict[str, int] = {}

    async def of(self, cards: Sequence[Card]) -> Related:
        """Return the best titles of each person, and the number of titles of each collection."""
        state = self._index.state()
        if state != self._state or len(self._known_for) + len(self._titles) > MOST_KEPT:
            self._state, self._known_for, self._titles = state, {}, {}
        known_for, titles = self._known_for, self._titles
        for card in cards:
            if card.tmdb_id is None:
                continue
            if card.kind == "person" and card.id not in known_for:
                known_for[card.id] = await self._best_of_person(card.tmdb_id)
            elif card.kind == "collection" and card.id not in titles:
                titles[card.id] = await self._count_of_collection(card.tmdb_id)
        return Related(
            {card.id: known_for[card.id] for card in cards if card.id in known_for},
            {card.id: titles[card.id] for card in cards if card.id in titles},
        )

    async def _best_of_person(self, number: int) -> Sequence[Card]:
        hits = await self._index.find(_EVERYTHING, Filters(kinds=TITLES, people=frozenset({number})), limit=KNOWN_FOR)
        return [hit.card for hit in hits]

    async def _count_of_collection(self, number: int) -> int:
        return await self._index.count(_EVERYTHING, Filters(kinds=TITLES, collections=frozenset({number})))


@dataclass(frozen=True, slots=True)
class SimilarTitles:
    """Titles that have much in common with a title."""

    index: SearchIndex

    async def __call__(self, media_id: str, filters: Filters, *, limit: int) -> Sequence[Card]:
        """Return the titles that are most similar to a title, the most similar first; raise EntryNotFound.

        They are of its kind unless the filters name kinds.
        """
        for kind in sorted(TITLES):
            entry = await self.index.get(f"{kind}:{media_id}")
            if entry is not None:
                of_kind = replace(filters, kinds=filters.kinds or frozenset({entry.card.kind}))
                return await self.index.similar(entry.card.id, of_kind, limit=limit)
        raise EntryNotFound(f"no title has the id {media_id}")
