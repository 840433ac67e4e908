"""What the cache reads of a request, and what of it reaches a service."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.core.languages import preferred_languages
from gateway.domain.cache.negotiation import IDENTITY
from gateway.domain.cache.requests import ReadRequest, headers_to_service, normalized_languages, read_request
from gateway.domain.headers import Header

pytestmark = pytest.mark.unit


def test_an_ordinary_request() -> None:
    headers = [
        (b"host", b"marquee.test"),
        (b"accept", b"*/*"),
        (b"accept-encoding", b"gzip"),
        (b"accept-language", b"de;q=0.5, pt-BR"),
        (b"if-none-match", b'"a"'),
        (b"if-none-match", b'"b"'),
        (b"cookie", b"theme=dark"),
        (b"content-length", b"0"),
    ]
    assert read_request(headers) == ReadRequest(b"pt-BR,de", b"gzip", b'"a","b"', False, False)


@pytest.mark.parametrize(
    "header",
    [
        (b"accept", b"text/event-stream"),
        (b"accept", b"Text/Event-Stream;q=0.9"),
        (b"transfer-encoding", b"chunked"),
        (b"content-length", b"7"),
        (b"if-match", b'"a"'),
        (b"upgrade", b"websocket"),
        (b"accept-language", b"de," * 400),
        (b"accept-encoding", b"gzip," * 400),
    ],
)
def test_requests_that_are_not_served_from_the_cache(header: Header) -> None:
    assert read_request([header]) is None


@pytest.mark.parametrize(
    "header",
    [
        (b"authorization", b""),
        (b"authorization", b"Bearer x"),
        (b"x-api-key", b"mq_x"),
        (b"cookie", b"a=1; __Host-marquee-access=x"),
        (b"cookie", b"__Host-marquee-refresh=x"),
    ],
)
def test_requests_with_an_identity(header: Header) -> None:
    request = read_request([(b"accept", b"*/*"), header])
    assert request is not None
    assert request.is_identified


def test_requests_of_other_origins() -> None:
    assert read_request([(b"origin", b"https://a.test")]) == ReadRequest(b"", IDENTITY, None, False, True)


@given(st.text(alphabet="abcXYZ-,;q=01.5 *", max_size=60))
def test_a_normalized_preference_means_the_same(header: str) -> None:
    normalized = normalized_languages(header.encode())
    assert preferred_languages(normalized.decode()) == preferred_languages(header)
    assert normalized_languages(normalized) == normalized


def test_nothing_unread_reaches_a_service() -> None:
    headers = [
        (b"host", b"marquee.test"),
        (b"user-agent", b"x"),
        (b"accept", b"text/calendar"),
        (b"accept-encoding", b"br"),
        (b"accept-language", b"en;q=0.1, de"),
        (b"if-none-match", b'"a"'),
        (b"range", b"bytes=0-1"),
        (b"cache-control", b"only-if-cached"),
        (b"cookie", b"theme=dark"),
        (b"x-forwarded-host", b"evil.test"),
        (b"traceparent", b"00-1"),
    ]
    assert headers_to_service(headers, b"de,en") == [
        (b"host", b"marquee.test"),
        (b"traceparent", b"00-1"),
        (b"cache-control", b"no-cache"),
        (b"accept-language", b"de,en"),
    ]
