"""What an index holds, in a form that two indexes can be compared by."""

from tantivy import Index, Query

from search.infrastructure.index.queries import term
from search.infrastructure.index.state import unpack_title
from search.infrastructure.index.stored import unpack_card
from search.infrastructure.indexing.generation import POSITIONS_KEY

STORED = ("card", "values", "state")


def dump(index: Index) -> dict[str, dict[str, bytes | int | None]]:
    """Return the stored fields of each document by its key, the order of visible entries, and no offsets.

    Raise AssertionError when two documents have one key.
    """
    index.reload()
    searcher = index.searcher()
    hits = searcher.search(Query.all_query(), max(1, searcher.num_docs)).hits
    documents = [searcher.doc(address) for _, address in hits]
    orders = searcher.fast_field_values("order", [address for _, address in hits])
    content: dict[str, dict[str, bytes | int | None]] = {}
    for document, order in zip(documents, orders, strict=True):
        fields: dict[str, bytes | int | None] = {name: document.get_first(name) for name in STORED}
        key = key_of(fields)
        if key != POSITIONS_KEY:
            assert key not in content, f"{key} has two documents"
            assert searcher.search(term("key", key), 5).count == 1  # type: ignore[attr-defined]
            content[key] = {**fields, "order": int(order) if order is not None else None}
    return content


def key_of(fields: dict[str, bytes | int | None]) -> str:
    """Return the key of a document by its stored fields."""
    card, state = fields["card"], fields["state"]
    if isinstance(card, bytes):
        return unpack_card(card).id
    assert isinstance(state, bytes)
    return POSITIONS_KEY if state.startswith(b"{") else unpack_title(state).id
