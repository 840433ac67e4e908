"""The statements that a piece of code sends to the database, for tests that bound their number."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine


@contextmanager
def statements(engine: AsyncEngine) -> Iterator[list[str]]:
    """Yield a list that collects the text of each statement sent through an engine, with `begin` and its end.

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

    listeners: dict[str, Callable[..., Any]] = {name: noted(name) for name in ("begin", "commit", "rollback")}
    listeners["before_cursor_execute"] = executed
    for name, listener in listeners.items():
        event.listen(engine.sync_engine, name, listener)
    try:
        yield sent
    finally:
        for name, listener in listeners.items():
            event.remove(engine.sync_engine, name, listener)
