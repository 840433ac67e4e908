"""Users and titles, and the actions that were recorded."""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from sqlalchemy import select

from contracts.identity import media_id
from library.bootstrap import Container
from library.infrastructure.tables import actions

USER, OTHER = UUID(int=7), UUID(int=8)
MOVIE: Final = media_id("movie", 603)
SHOW: Final = media_id("show", 1396)
Deliver = Callable[..., Awaitable[None]]


async def recorded(container: Container) -> list[tuple[str, str | None, str | None, str | None]]:
    """Return the name, subject, context and reason of each action, in their order."""
    columns = actions.c
    async with container.runtime.engine.connect() as connection:
        rows = await connection.execute(
            select(columns.name, columns.subject, columns.context, columns.reason_key).order_by(columns.id)
        )
        return [(row.name, row.subject, row.context, row.reason_key) for row in rows]
