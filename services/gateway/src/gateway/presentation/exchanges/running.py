"""Running an exchange to its end, whatever ends it."""

import asyncio
from typing import Protocol

from gateway.domain.errors import GatewayError, UpstreamTimeout
from gateway.presentation.exchanges.exchange import Exchange
from gateway.presentation.exchanges.request_body import ClientDisconnected


class Handler(Protocol):
    """What responds to a request."""

    async def handle(self, exchange: Exchange) -> None:
        """Respond; raise GatewayError or ClientDisconnected."""
        ...

    async def fail(self, exchange: Exchange, error: GatewayError) -> None:
        """Respond with an error, unless the response has begun."""
        ...


async def run(exchange: Exchange, handler: Handler) -> None:
    """Handle a request within its deadline, and as long as its client is there."""
    try:
        async with exchange.deadline:
            await handler.handle(exchange)
    except TimeoutError:
        await handler.fail(exchange, UpstreamTimeout())
    except GatewayError as error:
        await handler.fail(exchange, error)
    except ClientDisconnected:
        await exchange.record_disconnect()
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if not exchange.watch.has_disconnected or task is None or task.uncancel():
            raise
        await exchange.record_disconnect()
    finally:
        exchange.watch.stop()
