"""Users and titles, and the actions that were recorded."""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from services.library.tests.callers import Caller
from sqlalchemy import Row, Table, select

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


async def rows_of(container: Container, table: Table) -> list[Row[Any]]:
    async with container.runtime.engine.connect() as connection:
        return list(await connection.execute(select(table)))


async def invalid_fields(call: Caller, method: str, path: str, body: object) -> list[str]:
    """Return the fields that the error of an invalid request names."""
    error = await call(method, path, body, 400)
    assert error["code"] == "VALIDATION_ERROR"
    return [problem["field"] for problem in error["details"]["errors"]]
