"""Which headers cross the gateway. The order is the point: a client may name any header in `Connection`, so what
it names goes first, and what the gateway says itself is added last, where nothing can take it away again.

RFC 9110 section 7.6.1 (hop-by-hop).
"""

from collections.abc import Iterable, Sequence
from typing import Final

from gateway.domain.errors import BadHeaders

Header = tuple[bytes, bytes]

HOP_BY_HOP: Final = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"trailers",
        b"transfer-encoding",
        b"upgrade",
        b"http2-settings",
    }
)
SAID_BY_GATEWAY: Final = frozenset(
    {
        b"host",
        b"content-length",
        b"expect",
        b"authorization",
        b"x-request-id",
        b"traceparent",
        b"tracestate",
        b"baggage",
        b"forwarded",
        b"proxy",
        b"via",
        b"x-real-ip",
        b"x-client-ip",
        b"true-client-ip",
        b"cf-connecting-ip",
        b"x-cluster-client-ip",
        b"x-rewrite-url",
        b"x-method-override",
        b"x-http-method",
        b"x-http-method-override",
    }
)
"""Names that speak of who asks, whence and for what: the gateway says these itself, or nobody does."""

SAID_BY_GATEWAY_PREFIXES: Final = (
    b"x-forwarded",
    b"x-original-",
    b"x-envoy-",
    b"x-marquee-",
    b"x-internal-",
    b"x-user",
    b"x-auth",
    b"x-session",
    b"x-role",
    b"x-principal",
    b"x-consumer",
    b"proxy-",
)
EVENT_STREAM: Final = b"text/event-stream"
"""https://html.spec.whatwg.org/multipage/server-sent-events.html"""

NOT_FOR_CLIENTS: Final = frozenset(
    {
        b"server",
        b"date",
        b"x-request-id",
        b"via",
        b"x-powered-by",
        b"x-content-type-options",
        b"referrer-policy",
        b"x-frame-options",
        b"content-security-policy",
        b"strict-transport-security",
    }
)
"""Names that the gateway sets itself, or that tell how a service is built."""

NOT_FOR_CLIENTS_PREFIXES: Final = (b"access-control-", b"cross-origin-", b"x-marquee-", b"x-internal-")


def to_upstream(headers: Iterable[Header], own: Sequence[Header]) -> list[Header]:
    """Give what a service may see of a client's headers, and then what the gateway says itself."""
    kept = _without_hops(headers)
    return [header for header in kept if not _is_said_by_gateway(header[0])] + list(own)


def to_client(headers: Iterable[Header]) -> list[Header]:
    """Give what a client may see of a service's headers."""
    return [
        (name, value)
        for name, value in _without_hops(headers)
        if name not in NOT_FOR_CLIENTS and not name.startswith(NOT_FOR_CLIENTS_PREFIXES)
    ]


def bearer_token(headers: Iterable[Header]) -> str | None:
    """Give the token of a request, empty for credentials of another kind, null for none.

    Raises BadHeaders where there are two: each reader would take another one.
    """
    found = [value for name, value in headers if name == b"authorization"]
    if not found:
        return None
    if len(found) > 1:
        raise BadHeaders("There is more than one Authorization header")
    scheme, _, token = found[0].partition(b" ")
    return token.strip().decode("latin-1") if scheme.lower() == b"bearer" else ""


def accepts_event_stream(headers: Iterable[Header]) -> bool:
    """Return whether a request names event streams, as every client for them does."""
    return any(name == b"accept" and EVENT_STREAM in value.lower() for name, value in headers)


def is_event_stream(headers: Iterable[Header]) -> bool:
    """Return whether a response is an event stream; names may be in any case."""
    return any(
        name.lower() == b"content-type" and value.lstrip().lower().startswith(EVENT_STREAM) for name, value in headers
    )


def one_value(headers: Iterable[Header], wanted: bytes) -> bytes | None:
    """Give the first value of a header or null."""
    return next((value for name, value in headers if name == wanted), None)


def _without_hops(headers: Iterable[Header]) -> list[Header]:
    lowered = [(name.lower(), value) for name, value in headers]
    named = {token.strip().lower() for name, value in lowered if name == b"connection" for token in value.split(b",")}
    return [header for header in lowered if header[0] not in HOP_BY_HOP and header[0] not in named]


def _is_said_by_gateway(name: bytes) -> bool:
    """Names with an underscore go as well: many servers take it for a dash."""
    return b"_" in name or name in SAID_BY_GATEWAY or name.startswith(SAID_BY_GATEWAY_PREFIXES)
