"""HTTP servers of a journey, which keep what a stack sends to them."""

import base64
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue


class Receiver:
    """An HTTP server that keeps what it receives, with the time, by path."""

    def __init__(self, port: int, status: int = 201) -> None:
        self.requests: list[tuple[str, float, dict[str, str], bytes]] = []
        kept = self.requests

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                kept.append((self.path, time.time(), headers, body))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Log nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def at(self, path: str) -> list[tuple[float, dict[str, str], bytes]]:
        """Return the requests to a path."""
        return [(at, headers, body) for received, at, headers, body in self.requests if received == path]

    @contextmanager
    def running(self) -> Iterator[Self]:
        """Serve in this block."""
        thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.server.shutdown()
            self.server.server_close()
            thread.join()


@dataclass(frozen=True, slots=True)
class ReceivedSpan:
    """A span as it was exported."""

    service: str
    name: str
    trace_id: str
    span_id: str
    parent_id: str
    is_error: bool
    attributes: Mapping[str, str]


class Collector(Receiver):
    """A receiver of spans by OTLP over HTTP."""

    def __init__(self) -> None:
        super().__init__(0, status=200)

    def spans(self, trace_id: str) -> list[ReceivedSpan]:
        """Return the spans of a trace that have arrived so far."""
        received = [span for _, _, body in self.at("/v1/traces") for span in _spans(body)]
        return [span for span in received if span.trace_id == trace_id]


def _spans(body: bytes) -> Iterator[ReceivedSpan]:
    for group in ExportTraceServiceRequest.FromString(body).resource_spans:
        service = _texts(group.resource.attributes)["service.name"]
        for scope in group.scope_spans:
            for span in scope.spans:
                yield ReceivedSpan(
                    service,
                    span.name,
                    span.trace_id.hex(),
                    span.span_id.hex(),
                    span.parent_span_id.hex(),
                    span.status.code == span.status.STATUS_CODE_ERROR,
                    _texts(span.attributes),
                )


def _texts(attributes: Iterable[KeyValue]) -> dict[str, str]:
    return {item.key: str(getattr(item.value, item.value.WhichOneof("value") or "string_value")) for item in attributes}


def browser(receiver_port: int, secret: bytes = b"0123456789abcdef") -> dict[str, object]:
    """Return the subscription of a browser whose push service is the receiver."""
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    encoded = [base64.urlsafe_b64encode(value).rstrip(b"=").decode() for value in (point, secret)]
    keys = {"p256dh": encoded[0], "auth": encoded[1]}
    return {"endpoint": f"http://127.0.0.1:{receiver_port}/push", "keys": keys}
