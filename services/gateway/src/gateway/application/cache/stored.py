"""A stored response, and its forms in different codings."""

from dataclasses import dataclass, field
from typing import Final

from gateway.domain.cache.freshness import Freshness, Storage
from gateway.domain.cache.negotiation import CODINGS, IDENTITY, is_compressible
from gateway.domain.headers import Header, first_value

FIXED_BYTES: Final = 2_000
"""About what a response takes in memory beside its body and headers."""
_RECOMPUTED: Final = frozenset({b"content-length", b"age", b"vary", b"etag"})


@dataclass(slots=True)
class Representation:
    """A response in one coding: its headers, without those that change from request to request, and its body."""

    coding: bytes
    headers: list[Header]
    body: bytes
    heads: dict[tuple[str, bool], bytes] = field(default_factory=dict)
    """The headers as bytes, by scheme and whether the body is confirmed (304) instead of sent."""


@dataclass(slots=True)
class StoredResponse:
    """A complete response to an anonymous GET; times are in seconds of the monotonic clock."""

    status: int
    headers: list[Header]
    body: bytes
    storage: Storage
    route: str
    """The name of the route in metrics."""
    request_class: str
    """The class of requests that a request counts in."""
    fetched_at: float
    """When it was requested, so that it is never younger than it claims."""
    fresh_until: float
    stale_until: float
    """Until when it may be served while a newer one is fetched."""
    error_until: float
    """Until when it may be served instead of an error of the service."""
    tag: str | None
    is_compressible: bool
    by_coding: dict[bytes, Representation] = field(default_factory=dict)
    moment: tuple[int, bytes] = (-1, b"")
    """The age for which `Age` and `Cache-Status` were written, and both."""

    @property
    def size(self) -> int:
        """Return about how many bytes the response takes in memory."""
        bodies = {id(shape.body): len(shape.body) for shape in self.by_coding.values()}
        bodies[id(self.body)] = len(self.body)
        names = sum(len(name) + len(value) for name, value in self.headers)
        return sum(bodies.values()) + (names + FIXED_BYTES) * (1 + len(self.by_coding) // 2)

    def age(self, now: float) -> int:
        """Return for how many whole seconds the response has existed (RFC 9111 section 4.2.3)."""
        return int(self.storage.age + max(0.0, now - self.fetched_at))

    def add(self, coding: bytes, compressed: bytes | None) -> Representation:
        """Keep and return the representation for clients that prefer a coding: compressed, or the body as it is."""
        if compressed is None:
            representation = self.by_coding.get(IDENTITY) or self._represented(IDENTITY, self.body)
            self.by_coding[IDENTITY] = representation
        else:
            representation = self._represented(coding, compressed)
        self.by_coding[coding] = representation
        return representation

    def _represented(self, coding: bytes, body: bytes) -> Representation:
        headers = [header for header in self.headers if header[0] not in _RECOMPUTED]
        vary = first_value(self.headers, b"vary")
        if self.is_compressible:
            vary = b"Accept-Encoding" if vary is None else vary + b", Accept-Encoding"
        if vary is not None:
            headers.append((b"vary", vary))
        if self.tag is not None:
            # A strong tag would name the bytes of one coding, and clients have different ones.
            tag = self.tag.removeprefix("W/")
            headers.append((b"etag", (f"W/{tag}" if self.is_compressible else self.tag).encode("latin-1")))
        if coding != IDENTITY:
            headers.append((b"content-encoding", coding))
        headers.append((b"content-length", str(len(body)).encode()))
        return Representation(coding, headers, body)


def stored_response(
    status: int,
    headers: list[Header],
    body: bytes,
    storage: Storage,
    *,
    route: str,
    request_class: str,
    fetched_at: float,
) -> StoredResponse:
    """Return a response as it is stored, in no coding yet."""
    tag = first_value(headers, b"etag")
    freshness: Freshness = storage.freshness
    fresh_until = fetched_at - storage.age + freshness.lifetime
    return StoredResponse(
        status=status,
        headers=headers,
        body=body,
        storage=storage,
        route=route,
        request_class=request_class,
        fetched_at=fetched_at,
        fresh_until=fresh_until,
        stale_until=fresh_until + freshness.while_revalidating,
        error_until=fresh_until + freshness.if_error,
        tag=None if tag is None else tag.decode("latin-1"),
        is_compressible=is_compressible(first_value(headers, b"content-type"), len(body)),
    )


def codings_to_compress(stored: StoredResponse) -> tuple[bytes, ...]:
    """Return the codings in which a response is worth keeping."""
    return CODINGS if stored.is_compressible else ()
