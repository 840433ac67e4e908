"""Averages by the users of this server within one transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import arrays_of, is_newer, upsert_arrays
from stats.application.change_keys import KEYS
from stats.domain.server_rating import ServerRating
from stats.infrastructure.tables import server_ratings

_COLUMNS: Final = [column.name for column in server_ratings.c]
_SAVE: Final = upsert_arrays(server_ratings, _COLUMNS, where=is_newer(server_ratings, "version")).returning(
    server_ratings.c.media_id
)


class SqlServerRatingWork:
    """Stores averages in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def replace(self, ratings: Sequence[ServerRating]) -> None:
        """Write all rows in one statement, and state which responses have changed."""
        if not ratings:
            return
        rows = [asdict(rating) for rating in ratings]
        stored = await self._transaction.connection.execute(_SAVE, arrays_of(server_ratings, _COLUMNS, rows))
        self._transaction.changed(*KEYS.of_titles(set(stored.scalars())))
