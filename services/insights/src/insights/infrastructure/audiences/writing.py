"""Audience retention within one transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy.dialects.postgresql import insert

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import arrays_of, upsert_arrays
from chassis.storage.statements import Statement
from insights.application.change_keys import KEYS
from insights.domain.audiences.retention import Retention
from insights.infrastructure.audiences.tables import audience_retention

_COLUMNS: Final = [column.name for column in audience_retention.c]
_SAVE: Final = Statement(
    upsert_arrays(
        audience_retention,
        _COLUMNS,
        where=audience_retention.c.version < insert(audience_retention).excluded.version,
    )
)


class SqlAudienceWork:
    """Stores measurements in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def save(self, measured: Sequence[Retention]) -> None:
        """Write all rows in one statement, in the order of their keys."""
        if not measured:
            return
        rows = [_row(one) for one in measured]
        await _SAVE(self._connection, arrays_of(audience_retention, _COLUMNS, rows))
        self._transaction.changed(*map(KEYS.title, {one.media_id for one in measured}))


def _row(measured: Retention) -> dict[str, Any]:
    return {
        "asset_id": measured.asset_id,
        "asset_version": measured.asset_version,
        "version": measured.version,
        "media_id": measured.media_id,
        "season": measured.video.season,
        "episode": measured.video.episode,
        "trailer": measured.video.trailer,
        "duration_ms": measured.duration_ms,
        "users": measured.users,
        "parts": [asdict(part) for part in measured.parts],
        "measured_at": measured.measured_at,
    }
