"""An external list as ranked lists, one per kind of title. Pure."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ingestion.domain.external.items import StoredItem
from ingestion.domain.lists.pages import Listed
from ingestion.domain.lists.ranking import RankedList, rank
from ingestion.domain.titles.facts import KINDS, Kind


def ranked_list_id(list_id: UUID, kind: Kind) -> str:
    """Return the id under which the titles of one kind are published."""
    return f"external.{list_id}.{kind}"


def ranked_lists(
    list_id: UUID, before: Sequence[StoredItem], after: Sequence[StoredItem], now: datetime
) -> list[RankedList]:
    """Return the lists of the kinds that are in a list now or were in it before."""
    kinds = {item.title.kind for item in (*before, *after) if item.title is not None}
    return [
        RankedList(
            ranked_list_id(list_id, kind),
            kind,
            "global",
            now,
            rank(Listed(item.title) for item in after if item.title is not None and item.title.kind == kind),
        )
        for kind in KINDS
        if kind in kinds
    ]
