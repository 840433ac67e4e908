"""Plays and marks as records of an export.

A record is made of columns, not of an item of the domain: a library has a hundred thousand of them.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, cast, func, select

from library.domain.plays.items import own_key
from library.infrastructure.plays.tables import marks, plays


def plays_of(user_id: UUID) -> Select[Any]:
    """Return the plays of a user that are not retracted, in the order in which they were recorded."""
    columns = (
        plays.c.source_id.label("tmdbEpisodeId"),
        plays.c.watched_at.label("watchedAt"),
        plays.c.precision,
        plays.c.duration_seconds.label("durationSeconds"),
        plays.c.causation,
    )
    return _items(plays.c.play_id, columns, user_id)


def marks_of(user_id: UUID) -> Select[Any]:
    """Return the marks of a user that are not retracted, in the order in which they were recorded."""
    return _items(marks.c.mark_id, (marks.c.kind, marks.c.value), user_id)


def _items(identifier: Any, own: Sequence[ColumnElement[Any]], user_id: UUID) -> Select[Any]:
    table = identifier.table
    text = cast(identifier, Text)
    return (
        select(
            text.label("id"),
            cast(table.c.media_id, Text).label("mediaId"),
            table.c.season,
            table.c.episode,
            *own,
            table.c.origin,
            func.coalesce(table.c.key, func.concat(own_key(""), text)).label("key"),
            cast(table.c.batch_id, Text).label("batchId"),
            table.c.at,
            table.c.sequence,
            table.c.recorded_at.label("recordedAt"),
        )
        .where(table.c.user_id == user_id, table.c.retracted_at.is_(None))
        .order_by(table.c.sequence)
    )
