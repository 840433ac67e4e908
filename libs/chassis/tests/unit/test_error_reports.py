"""Unexpected errors reach a server of Sentry's protocol, once and without secrets; without a DSN nothing is loaded."""

import asyncio
import gzip
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import brotli
import pytest
from fastapi import APIRouter

from chassis import cli
from chassis.http.app import create_app
from chassis.runtime.background import Tasks
from chassis.runtime.health import Health
from chassis.runtime.logs import request_id
from chassis.runtime.observability.log_fields import log_fields
from chassis.runtime.tracing.error_reports import ErrorReports
from chassis.settings import HttpSettings
from chassis.testing.clients import client_for

pytestmark = pytest.mark.unit

DECODERS: Final[Mapping[str | None, Callable[[bytes], bytes]]] = {
    None: bytes,
    "gzip": gzip.decompress,
    "br": brotli.decompress,
}
router = APIRouter()


@router.get("/notes/{number}")
async def note(number: int) -> None:
    secret = "hunter2-of-a-variable"
    raise RuntimeError(f"cannot read https://up.test/?api_key=hunter2 for ann@home.pl ({len(secret)}, {number})")


class Server:
    """A server that keeps the events of the envelopes that it receives."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.texts: list[str] = []
        self.paths: list[str] = []
        self.arrived = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                body = DECODERS[self.headers["Content-Encoding"]](body)
                outer.paths.append(self.path)
                outer.texts.append(body.decode())
                outer.events += [json.loads(line) for line in body.splitlines() if b'"exception"' in line]
                outer.arrived.set()
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_: object) -> None:
                """Log nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    async def has_event(self) -> None:
        """Return once an event has arrived."""
        async with asyncio.timeout(10):
            await asyncio.to_thread(self.arrived.wait, 10)

    @property
    def dsn(self) -> str:
        return f"http://public@127.0.0.1:{self.http.server_port}/7"


@pytest.fixture
def server() -> Iterator[Server]:
    """Yield a running server."""
    server = Server()
    thread = threading.Thread(target=server.http.serve_forever, daemon=True)
    thread.start()
    yield server
    server.http.shutdown()
    server.http.server_close()
    thread.join()


@contextmanager
def reporting(server: Server) -> Iterator[None]:
    """Report in this block; at its end everything has been sent."""
    reports = ErrorReports(server.dsn, service="catalog", role="api", environment="test", release="0.1.0")
    logging.getLogger().addHandler(reports)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(reports)
        reports.close()


async def test_an_unhandled_error_of_a_request_is_reported_without_secrets(server: Server) -> None:
    app = create_app(title="Notes", description="", routers=[router], errors={}, health=Health())
    with reporting(server):
        async with client_for(app) as client:
            headers = {"x-request-id": "request-1", "cookie": "session=hunter2", "authorization": "Basic hunter2"}
            for _ in range(2):
                assert (await client.get("/api/v1/notes/1", headers=headers)).status_code == 500
            assert (await client.get("/api/v1/notes/x")).status_code == 400
    [event] = server.events
    assert server.paths == ["/api/7/envelope/"]
    [failure] = event["exception"]["values"]
    assert failure["type"] == "RuntimeError"
    assert failure["value"] == "cannot read https://up.test/?api_key=*** for ***@home.pl (21, 1)"
    assert failure["stacktrace"]["frames"][-1]["function"] == "note"
    assert event["tags"] == {"service": "catalog", "role": "api", "request_id": "request-1"}
    assert (event["environment"], event["release"], event["level"]) == ("test", "0.1.0", "error")
    assert not {"request", "user", "server_name", "modules", "breadcrumbs"} & event.keys()
    assert not any(secret in text for text in server.texts for secret in ("=hunter2", "ann@", "of-a-variable"))


async def test_crash_of_a_background_task_is_reported_with_its_name(server: Server) -> None:
    class Broken:
        name = "relay"

        async def run(self) -> None:
            raise OSError("broken")

        async def stop(self) -> None:
            """Stop nothing."""

    with reporting(server):
        tasks = Tasks([Broken()])
        tasks.start()
        await server.has_event()
        await tasks.stop(1)
    assert [event["tags"]["task"] for event in server.events] == ["relay"]


def test_report_has_the_ids_of_its_log_line(server: Server) -> None:
    logger = logging.getLogger("jobs")
    with reporting(server), log_fields(job_id="job-1"):
        token = request_id.set("request-2")
        logger.error("no exception, no report")
        logger.warning("no error", exc_info=ValueError("none"))
        logger.critical("subscription stopped", exc_info=ValueError("broken"), extra={"topic": "media.imported"})
        request_id.reset(token)
    [event] = server.events
    assert event["level"] == "fatal"
    assert event["tags"] == {
        "service": "catalog",
        "role": "api",
        "request_id": "request-2",
        "job_id": "job-1",
        "topic": "media.imported",
    }


def test_a_server_that_is_gone_delays_nothing() -> None:
    gone = Server()
    gone.http.server_close()
    with reporting(gone):
        logging.getLogger("jobs").error("failed", exc_info=ValueError("broken"))


def test_a_text_that_is_no_dsn_ends_the_process_without_showing_it() -> None:
    settings = HttpSettings(error_tracking_dsn="https://key-of-a-project@/none")
    with pytest.raises(SystemExit) as ended:
        cli._error_reports("catalog", settings, "all")
    assert str(ended.value).startswith("catalog: error_tracking_dsn is no DSN")
    assert "key-of-a-project" not in str(ended.value)
    # What logging closes when the process ends has what its end needs.
    logging.shutdown()


def test_nothing_is_imported_without_a_dsn_and_an_exporter() -> None:
    heavy = ("sentry_sdk", "opentelemetry.exporter", "requests")
    code = (
        "import sys, chassis.cli, chassis.settings\n"
        "chassis.cli._error_reports('catalog', chassis.settings.HttpSettings(), 'all')\n"
        "chassis.cli.configure_telemetry('catalog', None)\n"
        f"print([name for name in sys.modules if name.startswith({heavy!r})])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
