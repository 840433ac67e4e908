"""Which headers cross the gateway, in which order they are judged, and whose word counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.errors import BadHeaders
from gateway.domain.headers import Header, accepts_event_stream, bearer_token, to_client, to_upstream

pytestmark = pytest.mark.unit

OWN = [(b"x-request-id", b"1"), (b"authorization", b"Bearer own"), (b"x-forwarded-for", b"192.0.2.1")]

NAMES = [
    b"connection", b"Connection", b"keep-alive", b"proxy-connection", b"te", b"trailer", b"transfer-encoding",
    b"upgrade", b"http2-settings", b"host", b"content-length", b"expect", b"authorization", b"x-request-id",
    b"X-Request-ID", b"traceparent", b"tracestate", b"baggage", b"forwarded", b"via", b"x-real-ip", b"x-client-ip",
    b"true-client-ip", b"cf-connecting-ip", b"x-cluster-client-ip", b"x-rewrite-url", b"x-original-url",
    b"x-original-method", b"x-http-method", b"x-http-method-override", b"x-method-override", b"x-forwarded-for",
    b"x-forwarded-host", b"x-forwarded-user", b"x-forwarded", b"X_Forwarded_For", b"x_user_id", b"x-user-id",
    b"X-User-Id", b"x-userinfo", b"x-auth-request-user", b"x-authenticated-user", b"x-session-id", b"x-role",
    b"x-roles", b"x-principal", b"x-consumer-id", b"x-envoy-original-path", b"x-marquee-anything",
    b"x-internal-token", b"proxy-authorization", b"proxy", b"any_underscore", b"cookie", b"x-csrf-token",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_header_reserved_for_the_gateway_is_removed(name: bytes) -> None:
    assert to_upstream([(name, b"spoofed"), (b"accept", b"*/*")], OWN) == [(b"accept", b"*/*"), *OWN]


@pytest.mark.parametrize("name", [b"remote-user", b"Remote-User", b"REMOTE-USER"])
def test_the_header_of_the_settings_is_removed_too(name: bytes) -> None:
    headers = [(name, b"ada"), (b"accept", b"*/*"), (name, b"bob")]
    assert to_upstream(headers, OWN, frozenset({b"remote-user"})) == [(b"accept", b"*/*"), *OWN]


@pytest.mark.parametrize(
    "name",
    [b"accept", b"accept-language", b"accept-encoding", b"content-type", b"etag", b"if-none-match",
     b"idempotency-key", b"user-agent", b"range", b"origin", b"referer", b"x-custom"],
)  # fmt: skip
def test_other_headers_are_forwarded(name: bytes) -> None:
    assert to_upstream([(name, b"1"), (name, b"2")], OWN) == [(name, b"1"), (name, b"2"), *OWN]


def test_headers_listed_in_connection_are_removed_and_own_headers_stay() -> None:
    headers = [
        (b"connection", b"close, X-Custom , authorization"),
        (b"Connection", b"x-forwarded-for,x-request-id"),
        (b"x-custom", b"1"),
        (b"accept", b"*/*"),
    ]
    assert to_upstream(headers, OWN) == [(b"accept", b"*/*"), *OWN]


@given(
    st.lists(
        st.tuples(st.sampled_from([*NAMES, b"accept", b"x-custom"]), st.sampled_from([b"close", b"x-custom", b"host"])),
        max_size=8,
    )
)
def test_own_headers_replace_those_of_the_client(headers: list[Header]) -> None:
    result = to_upstream(headers, OWN)

    assert result[-len(OWN) :] == OWN
    assert {name for name, _ in result[: -len(OWN)]} <= {b"accept", b"x-custom"}


def test_response_keeps_public_headers() -> None:
    headers = [
        (b"Content-Type", b"application/json"),
        (b"Set-Cookie", b"a=1"),
        (b"Set-Cookie", b"b=2"),
        (b"ETag", b'"x"'),
        (b"Server", b"uvicorn"),
        (b"Date", b"now"),
        (b"X-Request-Id", b"1"),
        (b"Access-Control-Allow-Origin", b"*"),
        (b"Connection", b"X-Hop"),
        (b"X-Hop", b"1"),
        (b"Transfer-Encoding", b"chunked"),
        (b"X-Internal-Node", b"1"),
    ]
    assert to_client(headers) == [
        (b"content-type", b"application/json"),
        (b"set-cookie", b"a=1"),
        (b"set-cookie", b"b=2"),
        (b"etag", b'"x"'),
    ]


def test_what_a_service_declares_as_cross_origin_may_be_embedded() -> None:
    cross_origin = (b"Cross-Origin-Resource-Policy", b"cross-origin")
    assert to_client([(b"ETag", b'"x"'), cross_origin, (b"Content-Security-Policy", b"default-src *")]) == [
        (b"etag", b'"x"'),
        (b"cross-origin-resource-policy", b"cross-origin"),
        (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'"),
    ]
    assert to_client([(b"ETag", b'"x"'), (b"cross-origin-resource-policy", b"same-site")]) == [(b"etag", b'"x"')]


@pytest.mark.parametrize(
    ("values", "token"),
    [
        ([], None),
        ([b"Bearer abc"], "abc"),
        ([b"bearer  abc "], "abc"),
        ([b"Basic abc"], ""),
        ([b""], ""),
        ([b"abc"], ""),
    ],
)
def test_bearer_token_is_parsed(values: list[bytes], token: str | None) -> None:
    assert bearer_token([(b"authorization", value) for value in values]) == token


def test_two_tokens_are_rejected() -> None:
    with pytest.raises(BadHeaders):
        bearer_token([(b"authorization", b"Bearer a"), (b"authorization", b"Bearer a")])


PAGE = b"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


@pytest.mark.parametrize(
    ("content_type", "policy", "is_kept"),
    [
        (b"text/html; charset=utf-8", PAGE, True),
        (b"application/json", PAGE, False),
        (b"text/html", b"default-src *", False),
        (b"text/html", PAGE + b"; script-src *", False),
        (b"text/html", b"", False),
    ],
)
def test_a_page_of_a_service_keeps_a_policy_that_loads_and_executes_nothing(
    content_type: bytes, policy: bytes, *, is_kept: bool
) -> None:
    shown = to_client([(b"Content-Type", content_type), (b"Content-Security-Policy", policy)])

    assert ((b"content-security-policy", policy) in shown) is is_kept


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (b"text/event-stream", True),
        (b" Text/Event-Stream;q=0.9, */*", True),
        (b"text/html, text/event-stream", False),
        (b"*/*", False),
    ],
)
def test_a_client_of_event_streams_prefers_them(accept: bytes, expected: bool) -> None:
    assert accepts_event_stream([(b"host", b"x"), (b"accept", accept)]) is expected
