"""The headers that pass the gateway. The order of the rules matters.

A client may list any header in `Connection`, so the listed headers are removed first. The headers that the gateway sets
itself are added last, where no rule removes them. RFC 9110 section 7.6.1 (hop-by-hop).
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from chassis.core.api_keys import looks_like_api_key
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
SET_BY_GATEWAY: Final = frozenset(
    {
        b"host",
        b"content-length",
        b"expect",
        b"authorization",
        b"cookie",
        b"x-api-key",
        b"x-csrf-token",
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
"""Headers that state a client's identity, address or target: only the gateway may set them. It reads the cookies."""

SET_BY_GATEWAY_PREFIXES: Final = (
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
CONTENT_POLICY: Final = b"content-security-policy"
_CONTENT_TYPE: Final = b"content-type"
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
"""Headers that the gateway sets itself, or that reveal how a service is built."""

NOT_FOR_CLIENTS_PREFIXES: Final = (b"access-control-", b"cross-origin-", b"x-marquee-", b"x-internal-")

CROSS_ORIGIN: Final[Header] = (b"cross-origin-resource-policy", b"cross-origin")
_POLICIES: Final = frozenset({CROSS_ORIGIN[0], CONTENT_POLICY})
EMBEDDABLE: Final[tuple[Header, ...]] = (
    CROSS_ORIGIN,
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'"),
)
"""Of images for pages of every origin: an SVG has its own style, and neither executes scripts nor loads anything."""


def to_upstream(
    headers: Iterable[Header], own: Sequence[Header], removed: Collection[bytes] = frozenset()
) -> list[Header]:
    """Return the client's headers that a service may see, without `removed` ones, followed by the gateway's `own`."""
    kept = _without_hops(headers)
    return [header for header in kept if header[0] not in removed and not _is_set_by_gateway(header[0])] + list(own)


def to_client(headers: Iterable[Header]) -> list[Header]:
    """Return the headers of a service's response that a client may see.

    What a service declares as cross-origin, an image or the confirmation of one (304), may be embedded by any page.
    """
    received = _without_hops(headers)
    kept, has_policy = [], False
    for header in received:
        name = header[0]
        if name in _POLICIES:
            has_policy = True
        elif name not in NOT_FOR_CLIENTS and not name.startswith(NOT_FOR_CLIENTS_PREFIXES):
            kept.append(header)
    if not has_policy:
        return kept
    if first_value(received, CROSS_ORIGIN[0]) == CROSS_ORIGIN[1]:
        return [*kept, *EMBEDDABLE]
    return [*kept, *_page_policy(received)]


def page_headers(headers: Iterable[Header]) -> list[Header]:
    """Return the headers of a page that a browser may see: with the content policy that its service chose."""
    received = _without_hops(headers)
    policies = [header for header in received if header[0] == CONTENT_POLICY]
    return [header for header in to_client(received) if header[0] != CONTENT_POLICY] + policies


def _page_policy(headers: Sequence[Header]) -> list[Header]:
    """Return the content policy of a page that may have styles and a form, but neither scripts nor anything loaded."""
    policy = first_value(headers, CONTENT_POLICY) or b""
    is_page = (first_value(headers, b"content-type") or b"").startswith(b"text/html")
    is_strict = policy.startswith(b"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none';")
    is_closed = not any(part in policy for part in (b"script", b"http", b"*"))
    return [(CONTENT_POLICY, policy)] if is_page and is_strict and is_closed else []


def bearer_token(headers: Iterable[Header]) -> str | None:
    """Return the bearer token of a request, "" for another authentication scheme, or null without credentials.

    Raise BadHeaders for more than one Authorization header: two parsers could choose different ones.
    """
    credentials = [value for name, value in headers if name == b"authorization"]
    if not credentials:
        return None
    if len(credentials) > 1:
        raise BadHeaders("Bad Request: there must be at most one Authorization header")
    scheme, _, token = credentials[0].partition(b" ")
    return token.strip().decode("latin-1") if scheme.lower() == b"bearer" else ""


def api_key(headers: Iterable[Header], token: str | None) -> str | None:
    """Return the API key of a request, which is in a header of its own or in place of a bearer token; null without one.

    Raise BadHeaders for both headers, or two of one kind: which of the two counts must not depend on who reads them.
    """
    keys = [value for name, value in headers if name == b"x-api-key"]
    if len(keys) > 1 or (keys and token is not None):
        raise BadHeaders("Bad Request: there must be at most one of the headers X-Api-Key and Authorization")
    if keys:
        return keys[0].strip().decode("latin-1")
    return token if token is not None and looks_like_api_key(token) else None


def accepts_event_stream(headers: Iterable[Header]) -> bool:
    """Return whether the Accept header begins with event streams, as every client of event streams sends it.

    Pages list them behind HTML in all their requests, forms among these: the response says whether it is a stream.
    """
    return any(name == b"accept" and value.lstrip().lower().startswith(EVENT_STREAM) for name, value in headers)


def is_event_stream(headers: Iterable[Header]) -> bool:
    """Return whether a response is an event stream; header names may be in any case."""
    for name, value in headers:
        if len(name) == len(_CONTENT_TYPE) and name.lower() == _CONTENT_TYPE:
            return value.lstrip().lower().startswith(EVENT_STREAM)
    return False


def first_value(headers: Iterable[Header], name: bytes) -> bytes | None:
    """Return the first value of a header, or null; `name` is in lower case."""
    for header, value in headers:
        if header == name:
            return value
    return None


def _without_hops(headers: Iterable[Header]) -> list[Header]:
    kept: list[Header] = []
    listed: set[bytes] = set()
    for name, value in headers:
        lowered = name.lower()
        if lowered == b"connection":
            listed.update(token.strip().lower() for token in value.split(b","))
        elif lowered not in HOP_BY_HOP:
            kept.append((lowered, value))
    # Most requests list only hop-by-hop headers, which are gone already.
    return [header for header in kept if header[0] not in listed] if listed - HOP_BY_HOP else kept


def _is_set_by_gateway(name: bytes) -> bool:
    """Return whether only the gateway may set a header. Underscores count, since many servers read them as dashes."""
    return b"_" in name or name in SET_BY_GATEWAY or name.startswith(SET_BY_GATEWAY_PREFIXES)
