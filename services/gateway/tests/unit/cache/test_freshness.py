"""Which responses are stored, and for how long they are fresh."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.cache.freshness import LONGEST_SECONDS, Freshness, directives, seconds, storage_of
from gateway.domain.headers import Header

pytestmark = pytest.mark.unit

PUBLIC: Header = (b"cache-control", b"public, max-age=30")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([PUBLIC], Freshness(30)),
        ([(b"cache-control", b"public, max-age=30, s-maxage=60")], Freshness(60)),
        ([(b"cache-control", b"s-maxage=60")], Freshness(60)),
        (
            [(b"cache-control", b"PUBLIC , Max-Age=5, stale-while-revalidate=7, stale-if-error=9")],
            Freshness(5, 7, 9),
        ),
        ([PUBLIC, (b"gateway-cache-control", b"max-age=300, stale-if-error=60")], Freshness(300, 0, 60)),
        ([(b"cache-control", b"public"), (b"cache-control", b"max-age=4")], Freshness(4)),
        ([(b"cache-control", b'public, max-age="8"')], Freshness(8)),
        ([(b"cache-control", b"public, max-age=9, max-age=3")], Freshness(3)),
        ([(b"cache-control", b"public, max-age=99999999999999999999")], Freshness(LONGEST_SECONDS)),
    ],
)
def test_lifetime(headers: list[Header], expected: Freshness) -> None:
    storage = storage_of(200, headers)
    assert storage is not None
    assert storage.freshness == expected


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"cache-control", b"max-age=30")],
        [(b"cache-control", b"public")],
        [(b"cache-control", b"public, max-age=0")],
        [(b"cache-control", b"public, max-age=-1")],
        [(b"cache-control", b"public, max-age=soon")],
        [(b"cache-control", b"public, max-age=30, no-store")],
        [(b"cache-control", b"public, max-age=30, no-cache")],
        [(b"cache-control", b"public, max-age=30, private")],
        [(b"cache-control", b'public, max-age=30, private="set-cookie"')],
        [PUBLIC, (b"cache-control", b"private")],
        [PUBLIC, (b"gateway-cache-control", b"no-store")],
        [PUBLIC, (b"set-cookie", b"a=1")],
        [PUBLIC, (b"vary", b"*")],
        [PUBLIC, (b"vary", b"Accept-Language, User-Agent")],
        [PUBLIC, (b"vary", b"Cookie")],
        [PUBLIC, (b"content-encoding", b"gzip")],
        [PUBLIC, (b"content-type", b"text/event-stream")],
    ],
)
def test_what_is_not_stored(headers: list[Header]) -> None:
    assert storage_of(200, headers) is None


@pytest.mark.parametrize("status", [201, 204, 206, 302, 304, 400, 401, 403, 429, 500, 503])
def test_other_statuses_are_not_stored(status: int) -> None:
    assert storage_of(status, [PUBLIC]) is None


@pytest.mark.parametrize("status", [200, 301, 308, 404, 410])
def test_statuses_that_are_stored(status: int) -> None:
    assert storage_of(status, [PUBLIC]) is not None


@pytest.mark.parametrize(
    ("vary", "by_language", "for_everyone"),
    [
        (b"", False, True),
        (b"Accept-Language", True, True),
        (b"Authorization", False, False),
        (b"accept-language, AUTHORIZATION, Accept-Encoding", True, False),
    ],
)
def test_whom_a_response_is_for(vary: bytes, by_language: bool, for_everyone: bool) -> None:
    storage = storage_of(200, [PUBLIC, (b"vary", vary)] if vary else [PUBLIC])
    assert storage is not None
    assert (storage.varies_by_language, storage.is_for_everyone) == (by_language, for_everyone)


def test_only_a_public_response_is_for_everyone() -> None:
    storage = storage_of(200, [(b"cache-control", b"s-maxage=60")])
    assert storage is not None
    assert not storage.is_for_everyone


def test_keys_and_age() -> None:
    headers = [PUBLIC, (b"surrogate-key", b"movies  title:1"), (b"surrogate-key", b"shows"), (b"age", b"12")]
    storage = storage_of(200, headers)
    assert storage is not None
    assert storage.keys == {"movies", "title:1", "shows"}
    assert storage.age == 12


@given(st.binary(max_size=60))
def test_any_field_has_a_meaning(value: bytes) -> None:
    assert all(name == name.lower() for name in directives(value))
    assert 0 <= seconds(value) <= LONGEST_SECONDS
    storage_of(200, [(b"cache-control", value), (b"vary", value), (b"age", value)])


@given(st.integers(min_value=0, max_value=10**6))
def test_seconds_are_read_as_written(number: int) -> None:
    assert seconds(str(number).encode()) == min(number, LONGEST_SECONDS)
