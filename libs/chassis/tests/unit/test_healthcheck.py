"""The health check of a container reads the state of the process behind the right port, and says why it failed."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from chassis import healthcheck

pytestmark = pytest.mark.unit

Serve = Callable[[int], int]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return a function that starts a server with this status at `/health/ready` and returns its port."""
    servers: list[HTTPServer] = []

    def start(status: int) -> int:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status if self.path == "/health/ready" else 404)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Write nothing."""

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server.server_port

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_ready_process_is_healthy(serve: Serve) -> None:
    assert healthcheck.main({"SERVICE": "auth", "AUTH_HTTP_PORT": str(serve(200))}) == 0


def test_the_management_port_comes_first(serve: Serve) -> None:
    variables = {"SERVICE": "gateway", "GATEWAY_HTTP_PORT": str(serve(503)), "GATEWAY_MANAGEMENT_PORT": str(serve(200))}
    assert healthcheck.main(variables) == 0


@pytest.mark.parametrize("status", [404, 500, 503])
def test_another_status_is_unhealthy(serve: Serve, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert healthcheck.main({"SERVICE": "auth", "AUTH_HTTP_PORT": str(serve(status))}) == 1
    assert capsys.readouterr().err == f"not ready: status {status}\n"


def test_a_process_that_does_not_listen_is_unhealthy(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        port = server.server_port
    assert healthcheck.main({"SERVICE": "auth", "AUTH_HTTP_PORT": str(port)}) == 1
    assert "refused" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({}, "'SERVICE'"),
        ({"SERVICE": "auth"}, "neither AUTH_MANAGEMENT_PORT nor AUTH_HTTP_PORT is set"),
        ({"SERVICE": "auth", "AUTH_HTTP_PORT": "soon"}, "soon"),
    ],
)
def test_a_missing_port_is_named(variables: dict[str, str], reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert healthcheck.main(variables) == 1
    assert reason in capsys.readouterr().err
