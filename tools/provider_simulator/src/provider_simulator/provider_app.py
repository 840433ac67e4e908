"""The way of every provider request: count, key, budget, fault, response, conditional request, send.

Responses are prepared bytes kept in a cache bounded by bytes, since benchmarks run against this.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from provider_simulator.counters import RequestCounter
from provider_simulator.effects import edit_effects, fault_effects
from provider_simulator.effects.edits import Edit, EditBoard
from provider_simulator.effects.fault_effects import ABORTED
from provider_simulator.effects.faults import Fault, FaultBoard
from provider_simulator.effects.limits import Limiter
from provider_simulator.provider import Provider
from provider_simulator.responses import Headers, Query, Response, Source

CACHE_BYTES = 32_000_000
"""Bodies kept per provider."""

_ENTRY_OVERHEAD = 1_000
_SECONDS_OF_DAY = 86_400


@dataclass(frozen=True, slots=True)
class _Prepared:
    template: str
    parameters: Mapping[str, str]
    response: Response


class ProviderApp:
    """One provider as an ASGI application."""

    def __init__(self, provider: Provider, source: Source, *, limiter: Limiter, latency_ms: int = 0) -> None:
        self.provider = provider
        self.limiter = limiter
        self.counter = RequestCounter()
        self.faults = FaultBoard()
        self.edits = EditBoard()
        self._source = source
        self._latency = latency_ms / 1_000
        self._cache = _ResponseCache(CACHE_BYTES)

    @property
    def mount(self) -> str:
        """Return the path prefix at the simulator."""
        return self.provider.mount

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to one request."""
        outcome = await self._handle(scope, receive, send)
        self.counter.responded(outcome)

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> str:
        path = scope["path"].removeprefix(self.provider.mount) or "/"
        prepared = self._prepared(path, scope["query_string"])
        self.counter.request_received(prepared.template)
        headers = dict(scope["headers"])
        response, extra = self._judged(scope["method"], headers, prepared)
        faults = self.faults.draw(path) if self.faults else []
        for fault in faults:
            self.counter.faults.update(fault.effects())
        await self._wait(faults)
        if any(fault.hang for fault in faults):
            await fault_effects.hang(receive)
            return ABORTED
        if faults:
            query = scope["query_string"].decode("latin-1")
            target = path + (f"?{query}" if query else "")
            response = fault_effects.changed(response, faults, self.provider.failure, target)
            if (outcome := await fault_effects.send_broken(send, response, faults)) is not None:
                return outcome
        return await self._send(scope, send, headers, response, extra)

    def lay(self, edits: list[Edit]) -> None:
        """Add edits and drop the prepared responses: edits cost nothing once a response is prepared again."""
        self.edits.lay(edits)
        self._cache.clear()

    def take_back_edits(self) -> None:
        """Remove all edits; the source's own responses are prepared again."""
        self.edits.take_back()
        self._cache.clear()

    def _judged(self, method: str, headers: Mapping[bytes, bytes], prepared: _Prepared) -> tuple[Response, Headers]:
        """Return the response, or the refusal of a client without key, beyond the budget or with a wrong method."""
        if method not in {"GET", "HEAD"}:
            return self.provider.failure(405), ()
        key = self.provider.credential(headers, prepared.parameters)
        if key is None:
            return self.provider.refusal, ()
        standing = self.limiter.admit(key)
        extra = self.provider.standing_headers(standing)
        if standing.over and self.limiter.enforced:
            return self.provider.over_budget(standing), extra
        return prepared.response, extra

    def _prepared(self, path: str, query_string: bytes) -> _Prepared:
        key = (path, query_string, int(time.time() // _SECONDS_OF_DAY))
        result = self._cache.get(key)
        if result is None:
            result = self._prepare(path, query_string)
            self._cache.put(key, result)
        return result

    def _prepare(self, path: str, query_string: bytes) -> _Prepared:
        match = self.provider.router.match(path)
        supplied_value = _parameters(query_string)
        parameters = {name: value for name, value in supplied_value.items() if name not in self.provider.secrets}
        query = Query(self.provider.name, path, match.template, match.is_known, match.values, parameters)
        response = self._source.response(query) or self.provider.not_found(query)
        if self.edits:
            response = edit_effects.changed(response, query, self.provider, self.edits)
        return _Prepared(match.template, supplied_value, response)

    async def _wait(self, faults: list[Fault]) -> None:
        seconds = self._latency + sum(fault.latency_ms or 0 for fault in faults) / 1_000
        if seconds:
            await asyncio.sleep(seconds)

    async def _send(
        self, scope: Scope, send: Send, headers: Mapping[bytes, bytes], response: Response, extra: Headers
    ) -> str:
        status, body = response.status, response.body
        if response.etag is not None and _same(headers.get(b"if-none-match"), response.etag):
            status, body = 304, b""
        sent = [*response.headers, *extra]
        if response.redirect is not None:
            host = headers.get(b"host", b"localhost").decode("latin-1")
            location = f"{scope['scheme']}://{host}{self.provider.mount}{response.redirect}"
            sent.append((b"location", location.encode("latin-1")))
        if status != 304:
            sent.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": status, "headers": sent})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
        return str(status)


def _same(condition: bytes | None, etag: bytes) -> bool:
    if condition is None:
        return False
    target = etag.removeprefix(b"W/")
    return any(tag.strip().removeprefix(b"W/") in {target, b"*"} for tag in condition.split(b","))


def _parameters(query_string: bytes) -> dict[str, str]:
    """Return the query string as a mapping; keys ending in [] gather their values, of others the last one wins."""
    result: dict[str, str] = {}
    for name, value in parse_qsl(query_string.decode("latin-1"), keep_blank_values=True):
        result[name] = f"{result[name]},{value}" if name.endswith("[]") and name in result else value
    return result


class _ResponseCache:
    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._size = 0
        self._entries: OrderedDict[tuple[str, bytes, int], _Prepared] = OrderedDict()

    def get(self, key: tuple[str, bytes, int]) -> _Prepared | None:
        result = self._entries.get(key)
        if result is not None:
            self._entries.move_to_end(key)
        return result

    def clear(self) -> None:
        self._entries.clear()
        self._size = 0

    def put(self, key: tuple[str, bytes, int], entry: _Prepared) -> None:
        self._entries[key] = entry
        self._size += len(entry.response.body) + _ENTRY_OVERHEAD
        while self._size > self._capacity and self._entries:
            _, dropped = self._entries.popitem(last=False)
            self._size -= len(dropped.response.body) + _ENTRY_OVERHEAD
