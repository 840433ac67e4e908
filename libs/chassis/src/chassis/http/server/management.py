"""A separate listener for health and metrics: clients cannot reach it, and their limits do not apply to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn

from chassis.http.app import create_app
from chassis.http.server.protocol import KEEP_ALIVE_SECONDS, protocol_with
from chassis.runtime.health import Health

HEAD_SECONDS: Final = 5.0
BODY_SECONDS: Final = 5.0
SHUTDOWN_SECONDS: Final = 1


class _Listener(uvicorn.Server):
    """A second server of the process; only the main server handles signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the main server."""
        yield


class ManagementServer:
    """A background task that serves `/health/live`, `/health/ready` in detail and `/metrics`.

    If the port is not available, the process ends: it must not run without health.
    """

    name = "management"

    def __init__(self, health: Health, *, host: str, port: int) -> None:
        app = create_app(
            title="Marquee management", description="Health and metrics.", routers=[], errors={}, health=health
        )
        self._listener = _Listener(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                http=protocol_with(head_seconds=HEAD_SECONDS, body_seconds=BODY_SECONDS),
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            )
        )

    async def run(self) -> None:
        """Serve until stopped."""
        await self._listener.serve()

    async def stop(self) -> None:
        """Finish the requests in progress."""
        self._listener.should_exit = True
