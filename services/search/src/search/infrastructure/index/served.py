"""The index that is served now: it is replaced as a whole, and each read has one commit of it."""

from dataclasses import dataclass

from tantivy import Index, Searcher

from search.infrastructure.index.schema import open_index


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One commit of the index, and a text that no other commit has."""

    searcher: Searcher
    state: str


class ServedIndex:
    """Holds the index that reads use; an empty one until the first is complete."""

    def __init__(self) -> None:
        self._index = open_index()
        self.snapshot = Snapshot(self._index.searcher(), "empty")

    def show(self, index: Index, state: str) -> None:
        """Let reads use the last commit of an index."""
        index.reload()
        self._index = index
        self.snapshot = Snapshot(index.searcher(), state)
