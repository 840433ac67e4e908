"""Library entries and their counts in Postgres, a batch per statement."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.application.library.ports import EntryKey
from auth.domain.library.stats import LibraryEntry, LibraryStats
from auth.infrastructure.accounts.tables import accounts
from auth.infrastructure.library.tables import library_counts, library_entries
from chassis.storage.rows import arrays_of, insert_arrays, upsert_arrays
from chassis.storage.statements import Statement

_ENTRY: Final = ("account_id", "media_id", "version", "kind", "is_planned", "is_rated")
_COUNTS: Final = ("movies_rated", "shows_rated", "watchlist_count")
_ACCOUNTS: Final = bindparam("account_ids", type_=ARRAY(Uuid))


def _lock() -> Statement:
    # An account that is being deleted is waited for. The update changes nothing and locks the row of the counts.
    existing = select(accounts.c.id).where(accounts.c.id == any_(_ACCOUNTS)).order_by(accounts.c.id)
    locked = insert(library_counts).from_select(["account_id"], existing.with_for_update(key_share=True, read=True))
    return Statement(
        locked.on_conflict_do_update(
            index_elements=["account_id"], set_={"movies_rated": library_counts.c.movies_rated}
        ).returning(library_counts.c.account_id)
    )


def _stored() -> Statement:
    keys = func.unnest(_ACCOUNTS, bindparam("media_ids", type_=ARRAY(Uuid)))
    requested = keys.table_valued("account_id", "media_id", name="requested").render_derived()
    key = tuple_(library_entries.c.account_id, library_entries.c.media_id)
    return Statement(
        select(library_entries).join(requested, key == tuple_(requested.c.account_id, requested.c.media_id))
    )


def _add() -> Statement:
    added = insert_arrays(library_counts, ("account_id", *_COUNTS))
    return Statement(
        added.on_conflict_do_update(
            index_elements=["account_id"],
            set_={name: library_counts.c[name] + added.excluded[name] for name in _COUNTS},
        )
    )


_LOCK: Final = _lock()
_STORED: Final = _stored()
_SAVE: Final = Statement(upsert_arrays(library_entries, _ENTRY))
_ADD: Final = _add()


class SqlLibraryEntries:
    """Stores entries and counts in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, account_ids: Collection[UUID]) -> set[UUID]:
        """Lock the accounts against deletion and the counts against other batches, in the order of ids."""
        rows = await _LOCK(self._connection, {"account_ids": sorted(account_ids)})
        return {row["account_id"] for row in rows}

    async def stored(self, keys: Sequence[EntryKey]) -> Mapping[EntryKey, LibraryEntry]:
        """Return entries by their primary keys."""
        values = {
            "account_ids": [account_id for account_id, _ in keys],
            "media_ids": [media_id for _, media_id in keys],
        }
        entries = [LibraryEntry(*(row[name] for name in _ENTRY)) for row in await _STORED(self._connection, values)]
        return {(entry.account_id, entry.media_id): entry for entry in entries}

    async def save(self, entries: Sequence[LibraryEntry]) -> None:
        """Write all entries in one statement."""
        if entries:
            rows = [{name: getattr(entry, name) for name in _ENTRY} for entry in entries]
            await _SAVE(self._connection, arrays_of(library_entries, _ENTRY, rows))

    async def add(self, differences: Mapping[UUID, LibraryStats]) -> None:
        """Add to all counts in one statement."""
        if differences:
            rows = [
                {"account_id": account_id, **{name: getattr(differences[account_id], name) for name in _COUNTS}}
                for account_id in sorted(differences)
            ]
            await _ADD(self._connection, arrays_of(library_counts, ("account_id", *_COUNTS), rows))
