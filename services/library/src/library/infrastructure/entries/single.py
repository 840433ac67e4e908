"""Reading the entry of one title, which clients request with every page of a title: without SQLAlchemy at run time."""

from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import JSON, Text, Uuid, and_, bindparam, cast, select

from chassis.storage.reads import CompiledRead, ReadPool
from library.application.entries.read_models import EntryItem
from library.infrastructure.entries.rows import to_entry
from library.infrastructure.entries.tables import entries
from library.infrastructure.titles.rows import to_title
from library.infrastructure.titles.seasons import complete_seasons, episode_numbers, to_seasons
from library.infrastructure.titles.tables import CARD, season_parts, titles

_TITLE: Final = "title_"
_DOCUMENTS: Final = tuple(column.name for column in entries.c if isinstance(column.type, JSON))
"""Columns of entries that are JSON, which the driver returns as text."""
_ENTRY: Final = CompiledRead(
    select(
        *(column for column in entries.c if column.name not in _DOCUMENTS),
        *(cast(entries.c[name], Text).label(name) for name in _DOCUMENTS),
        *(column.label(_TITLE + column.name) for column in CARD),
    )
    .select_from(
        entries.outerjoin(titles, and_(titles.c.media_id == entries.c.media_id, titles.c.facts_version.is_not(None)))
    )
    .where(
        entries.c.user_id == bindparam("user_id", type_=Uuid),
        entries.c.media_id == bindparam("media_id", type_=Uuid),
        entries.c.state.is_not(None),
    )
)
_SEASONS: Final = CompiledRead(
    select(
        *(season_parts.c[name] for name in ("season_id", "media_id", "number", "version", "parts", "episodes"))
    ).where(season_parts.c.media_id == bindparam("media_id", type_=Uuid))
)


async def read_item(reads: ReadPool, user_id: UUID, media_id: UUID) -> EntryItem | None:
    """Return the entry of a user for a title, or null; a show with progress takes a second statement."""
    row = await reads.fetch_row(_ENTRY, {"user_id": user_id, "media_id": media_id})
    if row is None:
        return None
    values: dict[str, Any] = dict(row)
    for name in _DOCUMENTS:
        values[name] = None if values[name] is None else orjson.loads(values[name])
    card = {column.name: values[_TITLE + column.name] for column in CARD}
    title = None if card["media_id"] is None else to_title(card)
    begun = values["kind"] == "show" and values["seasons"] is not None
    parts = await reads.fetch(_SEASONS, {"media_id": media_id}) if begun else []
    return EntryItem(to_entry(values), title, to_seasons(title, episode_numbers(complete_seasons(parts))))
