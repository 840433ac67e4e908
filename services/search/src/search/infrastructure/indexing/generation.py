"""One generation of the index: titles are merged, and committed together with the offsets of their events."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import orjson
from tantivy import Document, Index, IndexWriter, Searcher

from chassis.messaging.log_reader import Positions
from search.domain.titles.mentions import mention_entry
from search.domain.titles.title import Title
from search.infrastructure.index.documents import entry_document, title_document
from search.infrastructure.index.queries import term
from search.infrastructure.index.schema import commit, open_index
from search.infrastructure.index.state import unpack_title
from search.infrastructure.indexing.checksums import DamagedIndex, check_files
from search.infrastructure.indexing.folder import GenerationName
from search.infrastructure.indexing.mentions import Change, mentioned_after
from search.infrastructure.indexing.metrics import COMMIT_SECONDS

POSITIONS_KEY: Final = "meta:positions"
HEAP_BYTES: Final = 15_000_000
"""The least that tantivy permits."""


class Generation:
    """An index with its writer; only one thread at a time may use it."""

    def __init__(self, name: GenerationName, folder: Path) -> None:
        """Open the index of a folder; raise DamagedIndex when it cannot be read."""
        self.name = name
        check_files(folder)
        try:
            self.index: Index = open_index(folder)
            self._searcher = self.index.searcher()
            self.positions: Positions = read_positions(self._searcher)
        except (ValueError, KeyError) as unreadable:
            raise DamagedIndex(f"cannot open the index: {unreadable}") from unreadable
        self._writer: IndexWriter | None = self.index.writer(HEAP_BYTES, 1)
        self._changes: dict[str, Change] = {}

    @property
    def entries(self) -> int:
        """The number of documents of the last commit."""
        return self._searcher.num_docs

    @property
    def pending(self) -> int:
        """The number of titles that were changed since the last commit."""
        return len(self._changes)

    @property
    def state(self) -> str:
        """A text that no other commit has."""
        return f"{self.name}.{sum(self.positions.values())}"

    def merge(self, updates: Iterable[Title]) -> None:
        """Merge updates into the titles; `save` writes what differs then."""
        for update in updates:
            change = self._changes.get(update.id)
            before = change.before if change is not None else self.title(update.id)
            present = change.after if change is not None else before
            after = present.merged(update) if present is not None else update
            if after is not present:
                self._changes[update.id] = Change(before, after)

    def title(self, id_: str) -> Title | None:
        """Return a title as the last commit has it."""
        document = _document(self._searcher, id_)
        return unpack_title(document["state"][0]) if document is not None else None

    def save(self, positions: Positions) -> None:
        """Write the changed titles, what follows from them, and the offsets behind their events, as one commit."""
        writer = self._open_writer()
        with COMMIT_SECONDS.time():
            for change in self._changes.values():
                writer.delete_documents_by_term("key", change.after.id)
                writer.add_document(title_document(change.after))
            for id_, mentioned in mentioned_after(self._searcher, self._changes.values()).items():
                entry = mention_entry(mentioned) if mentioned is not None else None
                if entry is None:
                    writer.delete_documents_by_term("key", id_)
                elif not self._has(entry.card.id, entry_document(entry)):
                    writer.delete_documents_by_term("key", id_)
                    writer.add_document(entry_document(entry))
            writer.delete_documents_by_term("key", POSITIONS_KEY)
            writer.add_document(positions_document(positions))
            commit(writer)
        self.index.reload()
        self._searcher = self.index.searcher()
        self.positions = dict(positions)
        self._changes = {}

    def close(self) -> None:
        """Wait for merges of segments and release the writer; what was not committed is dropped."""
        writer, self._writer = self._writer, None
        if writer is not None:
            # A writer that failed, for example on a full disk, cannot roll back; it is dropped.
            with suppress(ValueError):
                writer.rollback()
                writer.wait_merging_threads()

    def _has(self, id_: str, document: Document) -> bool:
        """Return whether the last commit has an entry with the same stored fields."""
        stored = _document(self._searcher, id_)
        return stored is not None and all(stored[field] == document[field] for field in ("card", "values"))

    def _open_writer(self) -> IndexWriter:
        if self._writer is None:
            raise RuntimeError("the generation is closed")
        return self._writer


def positions_document(positions: Positions) -> Document:
    """Return the document of the offsets, which no search finds."""
    document = Document()
    document.add_text("key", POSITIONS_KEY)
    topics: dict[str, dict[str, int]] = {}
    for (topic, partition), offset in sorted(positions.items()):
        topics.setdefault(topic, {})[str(partition)] = offset
    document.add_bytes("state", orjson.dumps(topics))
    return document


def read_positions(searcher: Searcher) -> Mapping[tuple[str, int], int]:
    """Return the offsets of the last commit; raise KeyError when the index has none, so that it was never complete."""
    document = _document(searcher, POSITIONS_KEY)
    if document is None:
        raise KeyError("the index holds no offsets")
    topics: dict[str, dict[str, int]] = orjson.loads(document["state"][0])
    return {
        (topic, int(partition)): offset
        for topic, partitions in topics.items()
        for partition, offset in partitions.items()
    }


def _document(searcher: Searcher, key: str) -> Document | None:
    hits = searcher.search(term("key", key), 1, count=False).hits
    return searcher.doc(hits[0][1]) if hits else None
