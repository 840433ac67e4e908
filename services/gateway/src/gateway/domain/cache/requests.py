"""What the cache reads of a request.

Whatever is not read here never reaches the service, so no response that clients share depends on it.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from chassis.core.languages import preferred_languages
from gateway.domain.cache.negotiation import IDENTITY, preferred_coding
from gateway.domain.headers import EVENT_STREAM, Header

LONGEST_VALUE: Final = 1024
"""Of a header whose meaning is remembered; a request with a longer one is not served from the cache."""

_SESSION: Final = b"__Host-marquee-"
"""How the name of every cookie with an identity begins."""
_PLAIN: Final = frozenset(
    {b"accept", b"accept-language", b"accept-encoding", b"if-none-match", b"origin", b"x-request-id", b"traceparent"}
)
_IDENTITY: Final = frozenset({b"authorization", b"x-api-key"})
_COOKIE: Final = b"cookie"
_LENGTH: Final = b"content-length"
_UNSUPPORTED: Final = frozenset({b"transfer-encoding", _LENGTH, b"if-match", b"if-unmodified-since", b"upgrade"})
_READ: Final = _PLAIN | _IDENTITY | _UNSUPPORTED | {_COOKIE}
_TO_SERVICE: Final = frozenset({b"host", b"traceparent"})


class ReadRequest(NamedTuple):
    """What decides which stored response a request receives, and what its response and log line repeat."""

    language: bytes = b""
    """The preferred languages, in one form for all clients that prefer the same."""
    coding: bytes = IDENTITY
    condition: bytes | None = None
    """`If-None-Match`."""
    is_identified: bool = False
    is_cross_origin: bool = False
    request_id: bytes | None = None
    trace: bytes | None = None


def read_request(headers: Sequence[Header]) -> ReadRequest | None:
    """Return what the cache needs of a GET or HEAD request, or null for one that it does not serve."""
    values: dict[bytes, bytes] = {}
    identified = False
    for name, value in headers:
        if name not in _READ:
            continue
        if name in _PLAIN:
            values[name] = values[name] + b"," + value if name in values else value
        elif name in _IDENTITY or (name == _COOKIE and _SESSION in value):
            identified = True
        elif name in _UNSUPPORTED and not (name == _LENGTH and value == b"0"):
            return None
    get = values.get
    languages, codings = get(b"accept-language"), get(b"accept-encoding")
    if EVENT_STREAM in get(b"accept", b"").lower() or _is_long(languages) or _is_long(codings):
        return None
    return ReadRequest(
        b"" if languages is None else normalized_languages(languages),
        IDENTITY if codings is None else preferred_coding(codings),
        get(b"if-none-match"),
        identified,
        b"origin" in values,
        get(b"x-request-id"),
        get(b"traceparent"),
    )


@lru_cache(maxsize=4096)
def normalized_languages(header: bytes) -> bytes:
    """Return the languages of `Accept-Language` in the order of preference, as services read them."""
    return ",".join(preferred_languages(header.decode("latin-1"))).encode()


def headers_to_service(headers: Iterable[Header], language: bytes) -> list[Header]:
    """Return the headers with which a response is fetched that many clients will share.

    A condition or a coding of one client would make the response useless for the others. The service shall not respond
    from a memory of its own, which may be older than the change that the cache has learned of.
    """
    kept = [header for header in headers if header[0] in _TO_SERVICE]
    kept.append((b"cache-control", b"no-cache"))
    if language:
        kept.append((b"accept-language", language))
    return kept


def _is_long(value: bytes | None) -> bool:
    return value is not None and len(value) > LONGEST_VALUE
