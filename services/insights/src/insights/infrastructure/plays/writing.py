"""Plays within the consumer's transaction."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, delete

from chassis.messaging.transaction import Transaction
from chassis.storage.erased_users import ErasedUsers
from chassis.storage.rows import arrays_of, upsert_arrays
from chassis.storage.statements import Statement
from insights.application.plays.ports import DaysOfTitles
from insights.domain.plays.play import DatedPlay
from insights.infrastructure.plays.tables import erased_users, user_plays

_ERASED: Final = ErasedUsers(erased_users)
_COLUMNS: Final = [column.name for column in user_plays.c]
_REMOVE: Final = Statement(
    "delete from user_plays p"
    " using unnest(cast(:user_ids as uuid[]), cast(:play_ids as uuid[])) as k (user_id, play_id)"
    " where p.user_id = k.user_id and p.play_id = k.play_id returning p.media_id, p.day"
)
_SAVE: Final = Statement(upsert_arrays(user_plays, _COLUMNS))
_FORGET: Final = (
    delete(user_plays)
    .where(user_plays.c.user_id == any_(bindparam("user_ids", type_=ARRAY(Uuid))))
    .returning(user_plays.c.media_id, user_plays.c.day)
)
# An update and not "do nothing": it waits for a count that has locked the mark, and then sets a new one.
_MARK: Final = Statement(
    "insert into stale_plays (media_id, day, marked_at)"
    " select media_id, day, now() from unnest(cast(:media_ids as uuid[]), cast(:days as date[])) as d (media_id, day)"
    " on conflict (media_id, day) do update set marked_at = excluded.marked_at"
)


class SqlPlayWork:
    """Records plays in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def replace(self, plays: Sequence[DatedPlay]) -> DaysOfTitles:
        """Delete all rows in one statement and write those that count in another."""
        if not plays:
            return ()
        erased = await _ERASED.among(self._connection, {play.user_id for play in plays})
        keys = {"user_ids": [play.user_id for play in plays], "play_ids": [play.play_id for play in plays]}
        changed = {(row["media_id"], row["day"]) for row in await _REMOVE(self._connection, keys)}
        rows = []
        for play in plays:
            if play.day is not None and play.user_id not in erased:
                rows.append({name: getattr(play, name) for name in _COLUMNS})
                changed.add((play.media_id, play.day))
        if rows:
            await _SAVE(self._connection, arrays_of(user_plays, _COLUMNS, rows))
        return changed

    async def erase(self, user_ids: Collection[UUID]) -> DaysOfTitles:
        """Delete the rows of users, and remember the users for events that come later."""
        await _ERASED.add(self._connection, user_ids)
        return {
            (row.media_id, row.day) for row in await self._connection.execute(_FORGET, {"user_ids": list(user_ids)})
        }

    async def mark(self, days: DaysOfTitles) -> None:
        """Write the marks in one statement, in the order of their keys."""
        if days:
            ordered = sorted(days)
            columns = {"media_ids": [media_id for media_id, _ in ordered], "days": [day for _, day in ordered]}
            await _MARK(self._connection, columns)
