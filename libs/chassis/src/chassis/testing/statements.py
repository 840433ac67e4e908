"""The statements that a piece of code sends to the database, for tests that bound their number."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.storage.reads import NO_VALUES, CompiledRead, ReadPool, Record, Values
from chassis.storage.statements import Row, Statement

Executed = tuple[str, list[object]]
"""The text of a statement, and its values by position."""


@contextmanager
def statements(engine: AsyncEngine) -> Iterator[list[str]]:
    """Yield a list that collects the text of each statement sent through an engine, with `begin` and its end.

    Statements that skip SQLAlchemy (`chassis.storage.statements`) are collected of every engine.

    The begin and the end of a transaction are round trips too; a connection with AUTOCOMMIT has neither. An
    `executemany` is one statement.
    """
    sent: list[str] = []

    def executed(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    def noted(boundary: str) -> Callable[[Connection], None]:
        def note(connection: Connection) -> None:
            if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
                sent.append(boundary)

        return note

    fetch = Statement.fetch

    async def fetched(statement: Statement, driver: Any, values: Values) -> Sequence[Row]:
        sent.append(str(statement.statement))
        return await fetch(statement, driver, values)

    listeners: dict[str, Callable[..., Any]] = {name: noted(name) for name in ("begin", "commit", "rollback")}
    listeners["before_cursor_execute"] = executed
    for name, listener in listeners.items():
        event.listen(engine.sync_engine, name, listener)
    try:
        with patch.object(Statement, "fetch", fetched):
            yield sent
    finally:
        for name, listener in listeners.items():
            event.remove(engine.sync_engine, name, listener)


@contextmanager
def executed_reads(pool: ReadPool) -> Iterator[list[Executed]]:
    """Collect the statements that the pool executes."""
    executed: list[Executed] = []
    fetch = pool.fetch

    async def recording(read: CompiledRead, values: Values = NO_VALUES) -> list[Record]:
        executed.append((read.text(values), read.arguments(values)))
        return await fetch(read, values)

    with patch.object(pool, "fetch", recording):
        yield executed
