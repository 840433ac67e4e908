"""Reporting items of the feed to those who follow it."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from social.infrastructure.live import statements

_LOCK: Final = text(statements.LOCK)
_REPORT_ITEMS: Final = text(statements.REPORT_ITEMS)


async def report_items(connection: AsyncConnection, items: Sequence[Any]) -> None:
    """Report items of the feed, rows with `id` and `user_id`; their transaction ends soon, as it holds a lock."""
    if items:
        await connection.execute(_LOCK)
        values = {"ids": [item.id for item in items], "user_ids": [item.user_id for item in items]}
        await connection.execute(_REPORT_ITEMS, values)
