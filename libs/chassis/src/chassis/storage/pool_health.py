"""Connections that died in the pool are replaced as they are taken out, and not by asking the server each time.

The driver learns at once of a connection that its server closed. Only a machine or a path that vanished without a
word goes unnoticed, so a connection that has lain idle is asked for a sign of life. SQLAlchemy's own `pool_pre_ping`
asks every time, in a transaction: three round trips for each statement or two.
"""

import time
from typing import Final

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine.interfaces import AdaptedConnection, DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

IDLE_SECONDS: Final = 1.0
"""A connection used more lately than this is taken as it is."""
PING_SECONDS: Final = 2.0

_IDLE_SINCE: Final = "idle_since"


def replace_dead_connections(engine: AsyncEngine) -> None:
    """Have a pool give no connection that is known to be closed, or that lay idle and gives no sign of life."""
    event.listen(engine.sync_engine, "checkin", _note)
    event.listen(engine.sync_engine, "checkout", _examine)


def _note(_: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
    entry.info[_IDLE_SINCE] = time.monotonic()


def _examine(connection: DBAPIConnection, entry: ConnectionPoolEntry, _: PoolProxiedConnection) -> None:
    """Raise InvalidatePoolError, at which the pool connects anew, and the others of the same age with it."""
    if not isinstance(connection, AdaptedConnection):
        raise TypeError(f"{type(connection).__name__} is no connection of an asynchronous driver")
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError("the connection was closed while it was idle")
    # A new connection has no such mark: it has just been made.
    idle_since = entry.info.get(_IDLE_SINCE)
    if idle_since is None or time.monotonic() - idle_since < IDLE_SECONDS:
        return
    try:
        connection.run_async(lambda driver: driver.execute("select 1", timeout=PING_SECONDS))
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as silent:
        # Nobody is there to say goodbye to.
        connection.driver_connection.terminate()
        raise InvalidatePoolError(f"the connection gave no sign of life: {silent!r}") from silent
