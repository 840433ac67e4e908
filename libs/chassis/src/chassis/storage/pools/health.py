"""Dead connections are replaced at checkout from the pool, without a ping each time.

The driver learns at once that a server closed a connection. Only a machine or a network path that fails silently is not
noticed, so a connection that was idle is pinged. SQLAlchemy's own `pool_pre_ping` pings at every checkout, in a
transaction: three more round trips for one or two statements.
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
"""A connection that was idle for less time, in seconds, is not pinged."""
PING_SECONDS: Final = 2.0

_IDLE_SINCE: Final = "idle_since"


def replace_dead_connections(engine: AsyncEngine) -> None:
    """Replace connections that are closed, or that were idle and do not respond, when they are checked out."""
    event.listen(engine.sync_engine, "checkin", _record_checkin)
    event.listen(engine.sync_engine, "checkout", _verify)


def _record_checkin(_: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
    entry.info[_IDLE_SINCE] = time.monotonic()


def _verify(connection: DBAPIConnection, entry: ConnectionPoolEntry, _: PoolProxiedConnection) -> None:
    """Raise InvalidatePoolError for a dead connection: the pool replaces it and all connections of the same age."""
    if not isinstance(connection, AdaptedConnection):
        raise TypeError(f"{type(connection).__name__} is not a connection of an asynchronous driver")
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError("the connection was closed while it was idle")
    # A new connection was never checked in.
    idle_since = entry.info.get(_IDLE_SINCE)
    if idle_since is None or time.monotonic() - idle_since < IDLE_SECONDS:
        return
    try:
        connection.run_async(lambda driver: driver.execute("select 1", timeout=PING_SECONDS))
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as failure:
        # Terminate without a graceful close: the peer does not respond.
        connection.driver_connection.terminate()
        raise InvalidatePoolError(f"the connection does not respond: {failure!r}") from failure
