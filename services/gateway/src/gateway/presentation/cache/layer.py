"""The cache in front of the proxy (RFC 9111): it serves, fetches, and never keeps what belongs to one client."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.application.admission import LONGEST_KNOWN_PATH, Admission, RequestHead
from gateway.application.cache.store import Page, ResponseStore
from gateway.application.cache.stored import Representation, StoredResponse
from gateway.application.ports import MonotonicClock
from gateway.domain.cache.freshness import FOR_THE_CACHE
from gateway.domain.cache.negotiation import IDENTITY
from gateway.domain.cache.requests import ReadRequest, headers_to_service, read_request
from gateway.domain.compatibility import is_compatible
from gateway.domain.errors import GatewayError, TooManyRequests
from gateway.domain.headers import Header
from gateway.domain.paths import split_path
from gateway.domain.rate_limit import Decision
from gateway.domain.request_classes import request_class_of
from gateway.domain.routes import READS, find_target
from gateway.presentation.cache.fills import Fetched, Fill, Fills
from gateway.presentation.cache.sending import STATUS, forwarded, hit, send_stored
from gateway.presentation.client_networks import client_address, request_head
from gateway.presentation.errors import send_error

Compress = Callable[[bytes, bytes], Awaitable[bytes]]
Count = Callable[[str, str], Decision | None]
"""Counts a request of an address against the limit of a class."""
Admit = Callable[[RequestHead], Awaitable[Admission]]
CountOutcome = Callable[[str], object]

_FROM_MEMORY: Final = frozenset({"hit", "stale"})
_RETRIED_BY_OTHERS: Final = frozenset({429})
"""Statuses that say nothing of the resource."""


@dataclass(frozen=True, slots=True)
class CachePorts:
    """What the cache needs of the rest of the gateway."""

    count: Count
    admit: Admit
    compress: Compress
    count_outcome: CountOutcome


@dataclass(frozen=True, slots=True)
class _Exchange:
    scope: Scope
    receive: Receive
    send: Send
    page: Page
    request: ReadRequest
    request_class: str


class CacheLayer:
    """Serves stored responses, and has the others fetched by the proxy, each once for all who wait."""

    def __init__(self, app: ASGIApp, store: ResponseStore, clock: MonotonicClock, ports: CachePorts) -> None:
        self._app = app
        self._store = store
        self._clock = clock
        self._ports = ports
        self._fills = Fills()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["method"] not in READS:
            await self._forward(scope, receive, send, b"method")
            return
        request = read_request(scope["headers"]) if self._store.is_enabled else None
        request_class = None if request is None else public_class(scope["raw_path"])
        if request is None or request_class is None:
            await self._forward(scope, receive, send, b"bypass")
            return
        exchange = _Exchange(scope, receive, send, (scope["raw_path"], scope["query_string"]), request, request_class)
        if request.is_identified:
            await self._serve_user(exchange)
        else:
            await self._serve_anyone(exchange)

    async def _serve_user(self, exchange: _Exchange) -> None:
        """Serve a request with an identity from memory if no identity changes the response; never store it."""
        stored, now = self._store.find(exchange.page, exchange.request.language), self._clock()
        if stored is None or not stored.storage.is_for_everyone or not self._store.is_fresh(stored, now):
            await self._forward(exchange.scope, exchange.receive, exchange.send, b"bypass")
            return
        admission = await self._ports.admit(request_head(exchange.scope))
        exchange.scope["route"] = SimpleNamespace(path=admission.route)
        limits = [] if admission.rate_limit is None else admission.rate_limit.headers()
        if isinstance(admission.outcome, GatewayError):
            compatible = is_compatible(exchange.page[0])
            await send_error(exchange.send, admission.outcome, limits, compatible=compatible)
            return
        exchange.scope["served_from"] = "memory"
        self._ports.count_outcome("hit")
        await self._send(exchange, stored, hit(stored, now), limits)

    async def _serve_anyone(self, exchange: _Exchange) -> None:
        stored, now = self._store.find(exchange.page, exchange.request.language), self._clock()
        if stored is not None and self._store.is_fresh(stored, now):
            await self._serve_stored(exchange, stored, hit(stored, now), "hit")
        elif stored is not None and self._store.is_usable_stale(stored, now):
            key = exchange.page, exchange.request.language
            if self._fills.joinable(key, self._store.changed_at) is None:
                self._fetch(exchange, None)
            await self._serve_stored(exchange, stored, hit(stored, now), "stale")
        elif self._store.is_uncacheable(exchange.page):
            await self._forward(exchange.scope, exchange.receive, exchange.send, b"uri-miss")
        else:
            await self._serve_fetched(exchange, stored)

    async def _serve_fetched(self, exchange: _Exchange, stale: StoredResponse | None) -> None:
        reason = b"uri-miss" if stale is None else b"stale"
        joined = self._fills.joinable((exchange.page, exchange.request.language), self._store.changed_at)
        fill = joined or self._fetch(exchange, exchange.send)
        # Who waits may leave: the others still need the response.
        fetched = await asyncio.shield(fill.outcome)
        if fetched is None:
            if joined is None and fill.is_passed:
                await fill.pass_on(exchange.receive)
            else:
                await self._forward(exchange.scope, exchange.receive, exchange.send, reason)
        elif fetched.is_error and stale is not None and self._clock() < stale.error_until:
            status = b"%b; detail=stale-if-error" % hit(stale, self._clock())
            await self._serve_stored(exchange, stale, status, "stale", fetched=fetched, joined=joined is not None)
        else:
            details = [b"stored"] if fetched.is_stored else []
            if joined is not None:
                details = [b"collapsed"]
            status = forwarded(reason, fetched.response.status, details=details)
            outcome = "miss" if joined is None else "collapsed"
            await self._serve_stored(
                exchange, fetched.response, status, outcome, fetched=fetched, joined=joined is not None
            )

    def _fetch(self, exchange: _Exchange, send: Send | None) -> Fill:
        """Start a request without anything of one client; `send` receives a response that cannot be shared."""
        page, language = exchange.page, exchange.request.language
        scope: Scope = {
            **exchange.scope,
            "method": "GET",
            "headers": headers_to_service(exchange.scope["headers"], language),
        }
        scope.pop("extensions", None)
        if send is not None:
            send = self._visible(send, forwarded(b"uri-miss"), exchange.scope, scope, note=page)
            if exchange.scope["method"] == "HEAD":
                send = _without_body(send)
        fill = Fill(
            self._app,
            scope,
            send,
            lambda response: self._store.put(page, language, response),
            self._clock(),
            exchange.request_class,
        )
        self._fills.start((page, language), fill)
        return fill

    async def _serve_stored(
        self,
        exchange: _Exchange,
        stored: StoredResponse,
        status: bytes,
        outcome: str,
        *,
        fetched: Fetched | None = None,
        joined: bool = True,
    ) -> None:
        """Send a response, and count the request unless the proxy has counted it with the fetch."""
        exchange.scope["route"] = SimpleNamespace(path=stored.route)
        if fetched is not None and not joined:
            limits = fetched.own_headers
        else:
            address = client_address(exchange.scope)
            decision = self._ports.count(exchange.request_class, address)
            limits = [] if decision is None else decision.headers()
            if decision is not None and not decision.allowed:
                compatible = is_compatible(exchange.page[0])
                error = TooManyRequests(decision.retry_after)
                await send_error(exchange.send, error, decision.headers(), compatible=compatible)
                return
        if outcome in _FROM_MEMORY:
            exchange.scope["served_from"] = "memory"
        self._ports.count_outcome(outcome)
        await self._send(exchange, stored, status, limits)

    async def _send(self, exchange: _Exchange, stored: StoredResponse, status: bytes, limits: list[Header]) -> None:
        representation = await self._representation(exchange, stored)
        age = str(stored.age(self._clock())).encode()
        await send_stored(
            exchange.send,
            stored,
            representation,
            condition=exchange.request.condition,
            method=exchange.scope["method"],
            added=[(b"age", age), (STATUS, status), *limits],
        )

    async def _representation(self, exchange: _Exchange, stored: StoredResponse) -> Representation:
        coding = exchange.request.coding
        representation = stored.by_coding.get(coding)
        if representation is None:
            if coding == IDENTITY or not stored.is_compressible:
                representation = stored.add(coding, None)
            else:
                body = await self._ports.compress(coding, stored.body)
                representation = stored.by_coding.get(coding) or stored.add(coding, body)
            self._store.measure(exchange.page)
        return representation

    async def _forward(self, scope: Scope, receive: Receive, send: Send, reason: bytes) -> None:
        """Have the proxy respond to this one client."""
        self._ports.count_outcome("bypass" if reason in (b"bypass", b"method") else "miss")
        await self._app(scope, receive, self._visible(send, forwarded(reason)))

    def _visible(
        self,
        send: Send,
        status: bytes,
        client: Scope | None = None,
        fetch: Scope | None = None,
        *,
        note: Page | None = None,
    ) -> Send:
        """Return a `send` that removes what is for the cache only, and adds the cache's part of the response.

        A response to `fetch` is one to `client`; `note` is a page that cannot be shared.
        """

        async def visible(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [header for header in message["headers"] if header[0] not in FOR_THE_CACHE]
                message = {**message, "headers": [*headers, (STATUS, status)]}
                if client is not None and fetch is not None:
                    client["route"] = fetch.get("route")
                    self._ports.count_outcome("miss")
                if note is not None and message["status"] < 500 and message["status"] not in _RETRIED_BY_OTHERS:
                    self._store.note_uncacheable(note)
            await send(message)

        return visible


@lru_cache(maxsize=4096)
def _known_class(raw: bytes) -> str | None:
    try:
        target = find_target(raw, split_path(raw))
    except GatewayError:
        return None
    return request_class_of(target, "GET") if target.is_public("GET") else None


def public_class(raw: bytes) -> str | None:
    """Return the class of requests of a raw path, or null for one that is malformed or not a public read."""
    return _known_class(raw) if len(raw) <= LONGEST_KNOWN_PATH else None


def _without_body(send: Send) -> Send:
    async def head_only(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return head_only
