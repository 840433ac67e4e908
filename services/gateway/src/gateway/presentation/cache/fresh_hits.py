"""The shortest way of a response from memory to a client: within the call that has read the head of its request.

It serves what is most frequent: a fresh response to a request without an identity from the gateway's own origin, over a
connection that is ready. Everything else takes the way through the layers, where `CacheLayer` serves it. What those
layers add to a response and note of a request is done here as well: security headers, limits, id, metrics and log.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import unquote

from starlette.types import Scope

from chassis.core.path_secrets import shown_path
from chassis.http.server.at_once import SendAtOnce
from chassis.runtime.access_log import access_log
from chassis.runtime.metrics.requests import request_duration
from chassis.runtime.telemetry import exports_spans, parse_trace, received_trace
from gateway.application.cache.store import Page, ResponseStore
from gateway.application.cache.stored import Representation, StoredResponse
from gateway.application.ports import MonotonicClock
from gateway.domain.cache.requests import read_request
from gateway.domain.headers import Header
from gateway.domain.routes import READS
from gateway.presentation.cache.layer import CachePorts
from gateway.presentation.cache.sending import OF_THE_BODY, STATUS, hit, is_confirmed
from gateway.presentation.exchanges.identifiers import identifier_of
from gateway.presentation.stated_clients import StatedClients

_STATUS_LINES: Final[Mapping[int, bytes]] = {
    200: b"HTTP/1.1 200 OK\r\n",
    301: b"HTTP/1.1 301 Moved Permanently\r\n",
    304: b"HTTP/1.1 304 Not Modified\r\n",
    308: b"HTTP/1.1 308 Permanent Redirect\r\n",
    404: b"HTTP/1.1 404 Not Found\r\n",
    410: b"HTTP/1.1 410 Gone\r\n",
}


class FreshHits:
    """Serves fresh responses from memory."""

    def __init__(
        self,
        store: ResponseStore,
        clock: MonotonicClock,
        ports: CachePorts,
        clients: StatedClients,
        security: Mapping[str, Sequence[Header]],
    ) -> None:
        """`security` has the headers that every response has, by scheme."""
        self._store = store
        self._clock = clock
        self._count = ports.count
        self._count_outcome = ports.count_outcome
        self._clients = clients
        self._security = security

    def serve(self, scope: Scope, send: SendAtOnce) -> bool:
        """Send the response, and return whether there was one to send."""
        started = time.perf_counter()
        page: Page = scope["raw_path"], scope["query_string"]
        method: str = scope["method"]
        if method not in READS or not self._store.has(page) or exports_spans():
            return False
        request = read_request(scope["headers"])
        if request is None or request.is_identified or request.is_cross_origin:
            return False
        stored, now = self._store.find(page, request.language), self._clock()
        if stored is None or not self._store.is_fresh(stored, now):
            return False
        representation = stored.by_coding.get(request.coding)
        if representation is None:
            return False
        client, scheme = self._clients.of(scope)
        decision = self._count(stored.request_class, client[0] if client else "")
        if decision is not None and not decision.allowed:
            return False
        confirmed = is_confirmed(stored, request.condition)
        identifier = identifier_of(request.request_id)
        head = b"%b%bx-request-id: %b\r\n%b" % (
            self._head(scheme, stored, representation, confirmed=confirmed),
            _moment(stored, now),
            identifier.encode(),
            b"" if decision is None else decision.lines(),
        )
        send(head, b"" if confirmed or method == "HEAD" else representation.body)
        self._count_outcome("hit")
        status = 304 if confirmed else stored.status
        seconds = time.perf_counter() - started
        request_duration(method, stored.route, status, "memory").observe(seconds)
        _log(method, page[0], status, seconds, identifier, request.trace)
        return True

    def _head(self, scheme: str, stored: StoredResponse, representation: Representation, *, confirmed: bool) -> bytes:
        """Return the status line and the headers that do not change, made once."""
        made = representation.heads.get((scheme, confirmed))
        if made is None:
            headers = representation.headers
            if confirmed:
                headers = [header for header in headers if header[0] not in OF_THE_BODY]
            # The rules for other origins state it on every response.
            vary = [value for name, value in headers if name == b"vary"]
            headers = [header for header in headers if header[0] != b"vary"]
            headers.append((b"vary", b", ".join([*vary, b"Origin"])))
            present = {name for name, _ in headers}
            headers = [*headers, *(header for header in self._security.get(scheme, ()) if header[0] not in present)]
            line = _STATUS_LINES[304 if confirmed else stored.status]
            made = line + b"".join(b"%b: %b\r\n" % header for header in headers)
            representation.heads[scheme, confirmed] = made
        return made


def _moment(stored: StoredResponse, now: float) -> bytes:
    """Return the headers that change every second."""
    age = stored.age(now)
    if stored.moment[0] != age:
        stored.moment = age, b"age: %d\r\n%b: %b\r\n" % (age, STATUS, hit(stored, now))
    return stored.moment[1]


def _log(method: str, raw: bytes, status: int, seconds: float, identifier: str, trace: bytes | None) -> None:
    """Write the line of a request, with the trace of the client; the context is that of the whole connection."""
    path = raw.decode("ascii")
    if "%" in path:
        path = unquote(path)
    token = None if trace is None else received_trace.set(parse_trace(trace))
    access_log().write(method, shown_path(path), status, seconds, identifier)
    if token is not None:
        received_trace.reset(token)
