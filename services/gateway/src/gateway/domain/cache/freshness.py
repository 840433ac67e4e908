"""Which responses a shared cache may store, and for how long they are fresh (RFC 9111 sections 3 and 4, RFC 5861).

A service states with `Cache-Control` what every cache may do. What only this cache may do, because it learns of
changes, is in `Gateway-Cache-Control` (a targeted field of RFC 9213), which no client sees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gateway.domain.headers import Header, is_event_stream

TARGETED: Final = b"gateway-cache-control"
SURROGATE_KEY: Final = b"surrogate-key"
FOR_THE_CACHE: Final = frozenset({TARGETED, SURROGATE_KEY})
"""Headers of services that no client sees."""

STORED_STATUSES: Final = frozenset({200, 301, 308, 404, 410})
ERRORS: Final = frozenset({500, 502, 503, 504})
"""Failures for which a stale response may be served (RFC 5861 section 4)."""
LONGEST_SECONDS: Final = 86_400.0

_FORBIDDEN: Final = frozenset({b"no-store", b"no-cache", b"private", b"must-understand"})
_VARY: Final = frozenset({b"accept-encoding", b"accept-language", b"authorization"})
"""Request headers that the cache distinguishes. A response that varies by another one is not stored."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """For how many seconds a response is fresh, and how much longer it may be served while stale."""

    lifetime: float
    while_revalidating: float = 0.0
    if_error: float = 0.0


@dataclass(frozen=True, slots=True)
class Storage:
    """How a response may be stored."""

    freshness: Freshness
    varies_by_language: bool
    is_for_everyone: bool
    """Whether a request with an identity receives the same response as one without."""
    keys: frozenset[str]
    """What the response depends on."""
    age: float
    """How old the response was when it was received."""


def storage_of(status: int, headers: Sequence[Header]) -> Storage | None:
    """Return how a response to an anonymous GET may be stored, or null if it may not; names are in lower case."""
    control = directives(_all(headers, b"cache-control"))
    if status not in STORED_STATUSES or not _FORBIDDEN.isdisjoint(control):
        return None
    if b"public" not in control and b"s-maxage" not in control:
        return None
    names = {name for name, _ in headers}
    if b"set-cookie" in names or b"content-encoding" in names or b"content-range" in names or is_event_stream(headers):
        return None
    vary = tokens(_all(headers, b"vary"))
    if not vary <= _VARY:
        return None
    freshness = _freshness(control, directives(_all(headers, TARGETED)))
    if freshness.lifetime <= 0:
        return None
    return Storage(
        freshness,
        b"accept-language" in vary,
        b"public" in control and b"authorization" not in vary,
        frozenset(_all(headers, SURROGATE_KEY).decode("latin-1").replace(",", " ").split()),
        seconds(_all(headers, b"age") or None),
    )


def directives(value: bytes) -> dict[bytes, bytes | None]:
    """Return the directives of a Cache-Control field by their names in lower case.

    Of a directive that occurs twice with different values, the one that is fresh for a shorter time counts.
    """
    result: dict[bytes, bytes | None] = {}
    for item in value.split(b","):
        name, equals, argument = item.strip().partition(b"=")
        stated = argument.strip().strip(b'"') if equals else None
        name = name.strip().lower()
        if name and (name not in result or seconds(stated) < seconds(result[name])):
            result[name] = stated
    return result


def seconds(value: bytes | None) -> float:
    """Return a number of seconds, at most a day; what is not one counts as 0, so that the response is stale."""
    if value is None or not value.isdigit():
        return 0.0
    return LONGEST_SECONDS if len(value) > 6 else min(float(value), LONGEST_SECONDS)


def tokens(value: bytes) -> frozenset[bytes]:
    """Return the items of a list in lower case."""
    return frozenset(item.strip().lower() for item in value.split(b",") if item.strip())


def _freshness(control: dict[bytes, bytes | None], targeted: dict[bytes, bytes | None]) -> Freshness:
    own = targeted or control
    name = b"max-age" if targeted or b"s-maxage" not in control else b"s-maxage"
    if targeted and not _FORBIDDEN.isdisjoint(targeted):
        return Freshness(0.0)
    return Freshness(
        seconds(own.get(name)), seconds(own.get(b"stale-while-revalidate")), seconds(own.get(b"stale-if-error"))
    )


def _all(headers: Sequence[Header], name: bytes) -> bytes:
    return b",".join(value for header, value in headers if header == name)
