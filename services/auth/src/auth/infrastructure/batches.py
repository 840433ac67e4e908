"""Deletion in batches of limited size."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, select

BATCH_ROWS: Final = 1000
"""Rows per statement. Deleting a session cascades to its refresh tokens, which count against the statement timeout."""


def batch_of(key: ColumnElement[Any], old: ColumnElement[bool]) -> Select[tuple[Any]]:
    """Return the keys of a batch of rows for which `old` holds, locked; rows locked by a request are skipped."""
    return select(key).where(old).limit(BATCH_ROWS).with_for_update(skip_locked=True)
