"""Runs the simulator inside a test process: real HTTP on a free port, from a thread of its own."""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import uvicorn
from starlette.applications import Starlette

from provider_simulator.app import create_app
from provider_simulator.options import Options

_START_SECONDS = 10.0


class DidNotStart(RuntimeError):
    """The server was not up in time."""

    code = "did_not_start"


@contextmanager
def running(options: Options | None = None, today: Callable[[], date] | None = None) -> Iterator[str]:
    """Serve until the block ends and yield the base URL ("http://127.0.0.1:PORT"); raise DidNotStart."""
    logging.getLogger("uvicorn.error").addFilter(about_our_own_faults)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = server_config(create_app(options or Options(), today), "127.0.0.1", listener.getsockname()[1])
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            _wait_until_started(server, thread)
            yield f"http://127.0.0.1:{config.port}"
        finally:
            server.should_exit = True
            thread.join(_START_SECONDS)


def server_config(app: Starlette, host: str, port: int) -> uvicorn.Config:
    """Return the server settings: uvloop and httptools, one second for open requests when it stops."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=1,
    )


def about_our_own_faults(record: logging.LogRecord) -> bool:
    """Return whether to log a record: not one about a requested fault, a truncated or hanging response."""
    message = record.getMessage()
    return "without completing response" not in message and "timeout graceful shutdown exceeded" not in message


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise DidNotStart("the simulator did not start")
        time.sleep(0.01)
