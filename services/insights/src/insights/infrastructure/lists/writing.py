"""Ranked lists within one transaction."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import text

from chassis.messaging.transaction import Transaction
from insights.application.change_keys import KEYS
from insights.domain.lists.ranking import ListDay

# Of two transactions with one list, the second waits for the row and then compares the versions.
_SAVE_DAYS: Final = text("""
insert into list_days (list_id, day, version, kind, region, taken_at)
select * from unnest(cast(:list_id as text[]), cast(:day as date[]), cast(:version as bigint[]),
  cast(:kind as text[]), cast(:region as text[]), cast(:taken_at as timestamptz[]))
on conflict (list_id, day) do update set
  version = excluded.version, kind = excluded.kind, region = excluded.region, taken_at = excluded.taken_at
where list_days.version < excluded.version
returning list_id, day
""")
_DELETE_RANKS: Final = text("""
delete from list_ranks r
using unnest(cast(:list_id as text[]), cast(:day as date[])) as replaced (list_id, day)
where r.list_id = replaced.list_id and r.day = replaced.day
""")
_INSERT_RANKS: Final = text("""
insert into list_ranks (list_id, day, rank, media_id)
select * from unnest(cast(:list_id as text[]), cast(:day as date[]), cast(:rank as integer[]),
  cast(:media_id as uuid[]))
""")


class SqlListWork:
    """Replaces the ranks of lists in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def save_lists(self, lists: Sequence[ListDay]) -> None:
        """Write three statements, whatever the number of lists."""
        if not lists:
            return
        names = ("list_id", "day", "version", "kind", "region", "taken_at")
        columns = {name: [getattr(ranked, name) for ranked in lists] for name in names}
        saved = {(row.list_id, row.day) for row in await self._connection.execute(_SAVE_DAYS, columns)}
        if not saved:
            return
        keys = sorted(saved)
        await self._connection.execute(
            _DELETE_RANKS, {"list_id": [key[0] for key in keys], "day": [key[1] for key in keys]}
        )
        rows = [
            (ranked.list_id, ranked.day, rank, media_id)
            for ranked in lists
            if (ranked.list_id, ranked.day) in saved
            for rank, media_id in sorted(ranked.titles.items())
        ]
        ranks = {name: [row[at] for row in rows] for at, name in enumerate(("list_id", "day", "rank", "media_id"))}
        await self._connection.execute(_INSERT_RANKS, ranks)
        self._transaction.changed(KEYS.subject("lists"))
