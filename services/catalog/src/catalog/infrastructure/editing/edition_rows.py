"""Editions in Postgres."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.domain.editing.edition import Edition, Hiding, Merge
from catalog.domain.editing.overrides import Override
from catalog.domain.merge_chain import Successor
from catalog.infrastructure.editing.tables import editions
from chassis.storage.rows import upsert
from chassis.storage.statements import Statement

COLUMNS: Final = tuple(column.name for column in editions.c if column.name != "media_id")


_OTHERS: Final = ", ".join(name for name in COLUMNS if name != "overrides")
_LOAD: Final = Statement(
    f"""
    select media_id, cast(overrides as text) as overrides, {_OTHERS}
    from editions where media_id = any(cast(:media_ids as uuid[]))
    """  # noqa: S608 - names of our own columns
)


async def load(connection: AsyncConnection, media_ids: Collection[UUID]) -> Mapping[UUID, Edition]:
    """Return the edition of each title that has one, by primary key."""
    rows = await _LOAD(connection, {"media_ids": list(media_ids)})
    return {row["media_id"]: to_edition({**row, "overrides": json.loads(row["overrides"])}) for row in rows}


async def save(connection: AsyncConnection, edition: Edition) -> None:
    """Store an edition. Its title is locked, so that no other edition of the title is stored at the same time."""
    await connection.execute(upsert(editions), to_row(edition))


def to_edition(row: Mapping[str, Any]) -> Edition:
    """Return the edition of a row."""
    hiding, merge = None, None
    if row["hidden_at"] is not None:
        hiding = Hiding(row["hidden_reason"], row["hidden_by"], row["hidden_at"])
    if row["merged_at"] is not None:
        successor = Successor(row["merged_into"], row["merged_kind"], row["merged_tmdb_id"])
        merge = Merge(successor, row["merged_by"], row["merged_at"])
    return Edition(
        media_id=row["media_id"],
        version=row["version"],
        overrides={key: _override(stored) for key, stored in sorted(row["overrides"].items())},
        hiding=hiding,
        merge=merge,
    )


def to_row(edition: Edition) -> dict[str, object]:
    """Return the row of an edition."""
    hiding, merge = edition.hiding, edition.merge
    return {
        "media_id": edition.media_id,
        "version": edition.version,
        "overrides": {
            key: {"value": item.value, "by": str(item.user_id), "at": item.changed_at.isoformat()}
            for key, item in edition.overrides.items()
        },
        "hidden_at": hiding.at if hiding else None,
        "hidden_by": hiding.user_id if hiding else None,
        "hidden_reason": hiding.reason if hiding else None,
        "merged_at": merge.at if merge else None,
        "merged_by": merge.user_id if merge else None,
        "merged_into": merge.into.media_id if merge else None,
        "merged_kind": merge.into.kind if merge else None,
        "merged_tmdb_id": merge.into.tmdb_id if merge else None,
    }


def _override(stored: Mapping[str, Any]) -> Override:
    return Override(stored["value"], UUID(stored["by"]), datetime.fromisoformat(stored["at"]))
