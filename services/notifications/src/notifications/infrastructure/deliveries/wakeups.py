"""Waking the dispatcher: Postgres sends a notification when a transaction with deliveries commits, one per channel."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

import asyncpg
from sqlalchemy import ARRAY, Text, bindparam, text

from chassis.core.backoff import backoff
from chassis.storage.statements import Statement

logger = logging.getLogger(__name__)

NOTIFIED: Final = "notifications_deliveries"
"""The channel of Postgres; its payload is the channel of the deliveries."""

WAKE: Final = Statement(
    text("select pg_notify(:notified, channel) from unnest(:channels) as item (channel)").bindparams(
        bindparam("notified", NOTIFIED, type_=Text), bindparam("channels", type_=ARRAY(Text))
    )
)
_CHECK_SECONDS: Final = 30.0
_LOST: Final = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What the driver raises when a connection is lost, or is in a state that it does not expect."""


class PostgresWakeups:
    """Listens on a connection of its own, and opens a new one when it is lost."""

    def __init__(self, database_url: str, *, check_seconds: float = _CHECK_SECONDS) -> None:
        self._url = database_url
        self._check_seconds = check_seconds

    async def listen(self, wake: Callable[[str | None], None]) -> None:
        """Listen until cancelled. While the connection is lost, lanes look for deliveries by themselves."""
        attempt = 0
        while True:
            try:
                connection = await asyncpg.connect(
                    self._url,
                    timeout=5,
                    command_timeout=10,
                    server_settings={"application_name": "notifications-deliveries"},
                )
            except _LOST as failure:
                logger.warning("cannot listen for deliveries", extra={"reason": repr(failure)})
                await asyncio.sleep(backoff(attempt, cap=10))
                attempt += 1
                continue
            attempt = 0
            await self._follow(connection, wake)

    async def _follow(self, connection: asyncpg.Connection, wake: Callable[[str | None], None]) -> None:
        """Call `wake` until the connection is lost, which a query now and then finds out."""

        def notified(_connection: object, _process: int, _name: str, payload: object) -> None:
            wake(str(payload))

        try:
            await connection.add_listener(NOTIFIED, notified)
            wake(None)
            while True:
                await asyncio.sleep(self._check_seconds)
                await connection.execute("select 1")
        except _LOST as failure:
            logger.warning("lost the connection that listens for deliveries", extra={"reason": repr(failure)})
        finally:
            connection.terminate()
