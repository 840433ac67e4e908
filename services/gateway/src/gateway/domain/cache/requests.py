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
_PLAIN: Final = (
    b"accept-language",
    b"accept-encoding",
    b"if-none-match",
    b"origin",
    b"x-request-id",
    b"traceparent",
    b"accept",
)
_IDENTITY: Final = (b"authorization", b"x-api-key")
_COOKIE: Final = b"cookie"
_LENGTH: Final = b"content-length"
_UNSUPPORTED: Final = (b"transfer-encoding", _LENGTH, b"if-match", b"if-unmodified-since", b"upgrade")
_NUMBERS: Final = {name: number for number, name in enumerate((*_PLAIN, *_IDENTITY, _COOKIE, *_UNSUPPORTED))}
"""By name: the plain headers first, in the order in which they are read below."""
_ABSENT: Final[tuple[bytes | None, ...]] = (None,) * len(_PLAIN)
_FIRST_UNSUPPORTED: Final = _NUMBERS[_UNSUPPORTED[0]]
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
    values = [*_ABSENT]
    identified = False
    for name, value in headers:
        number = _NUMBERS.get(name)
        if number is None:
            continue
        if number < len(_ABSENT):
            earlier = values[number]
            values[number] = value if earlier is None else earlier + b"," + value
        elif number >= _FIRST_UNSUPPORTED:
            if name != _LENGTH or value != b"0":
                return None
        elif name != _COOKIE or _SESSION in value:
            identified = True
    languages, codings, condition, origin, request_id, trace, accept = values
    if (accept is not None and EVENT_STREAM in accept.lower()) or _is_long(languages) or _is_long(codings):
        return None
    return ReadRequest(
        b"" if languages is None else normalized_languages(languages),
        IDENTITY if codings is None else preferred_coding(codings),
        condition,
        identified,
        origin is not None,
        request_id,
        trace,
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
