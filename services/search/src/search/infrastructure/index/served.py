"""The index that is served now: it is replaced as a whole, and each read has one commit of it."""

from collections.abc import Callable
from typing import Final

from tantivy import DocAddress, Index, Searcher

from search.domain.entry import Card
from search.infrastructure.index.schema import open_index
from search.infrastructure.index.stored import unpack_card

MOST_CARDS: Final = 5_000
"""Cards that are kept per commit, about a kilobyte each: the popular entries are those of most searches."""


class Snapshot:
    """One commit of the index, and a text that no other commit has."""

    __slots__ = ("_cards", "searcher", "state")

    def __init__(self, searcher: Searcher, state: str) -> None:
        self.searcher = searcher
        self.state = state
        self._cards: dict[int, Card] = {}

    def card(self, order: int, address: DocAddress) -> Card:
        """Return what is shown of a document; `order` is its sort key, which no other document of the commit has."""
        card = self._cards.get(order)
        if card is None:
            card = unpack_card(self.searcher.doc(address)["card"][0])
            if len(self._cards) >= MOST_CARDS:
                self._cards.clear()
            self._cards[order] = card
        return card


class ServedIndex:
    """Holds the index that reads use; an empty one until the first is complete."""

    def __init__(self, note_commit: Callable[[], None] = lambda: None) -> None:
        """Serve nothing yet; `note_commit` is called when another commit is served."""
        self._index = open_index()
        self._note_commit = note_commit
        self.snapshot = Snapshot(self._index.searcher(), "empty")

    def show(self, index: Index, state: str) -> None:
        """Let reads use the commit that an index has loaded."""
        is_other = state != self.snapshot.state
        self._index = index
        self.snapshot = Snapshot(index.searcher(), state)
        if is_other:
            self._note_commit()
