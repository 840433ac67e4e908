"""The stored responses: what is found, what leaves, and what announced changes remove."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.gateway.tests.fakes import ManualClock

from gateway.application.cache.store import SETTLING_SECONDS, UNCONFIRMED_SECONDS, ResponseStore
from gateway.application.cache.stored import StoredResponse, stored_response
from gateway.domain.cache.freshness import storage_of

pytestmark = pytest.mark.unit

PAGE = (b"/api/v1/catalog/movies", b"limit=20")


def response(clock: ManualClock, *keys: str, body: bytes = b"{}", vary: bytes = b"", age: int = 0) -> StoredResponse:
    headers = [
        (b"cache-control", b"public, max-age=60, stale-while-revalidate=10, stale-if-error=100"),
        (b"content-type", b"application/json"),
        (b"surrogate-key", " ".join(keys).encode()),
        (b"vary", vary),
        (b"age", str(age).encode()),
    ]
    storage = storage_of(200, headers)
    assert storage is not None
    return stored_response(
        200, headers, body, storage, route="/api/v1/catalog", request_class="reads", fetched_at=clock()
    )


def confirmed_store(clock: ManualClock, most_bytes: int = 1_000_000) -> ResponseStore:
    store = ResponseStore(most_bytes, clock)
    store.follow(lambda: 0.0)
    return store


def test_a_response_is_fresh_for_its_lifetime() -> None:
    clock = ManualClock()
    store = confirmed_store(clock)
    stored = response(clock, "movies", age=5)
    assert store.put(PAGE, b"", stored)
    assert store.find(PAGE, b"de") is stored
    start = clock()
    moments = [(54.9, True, False), (55.1, False, True), (64.9, False, True), (65.1, False, False)]
    for seconds, fresh, stale in moments:
        clock.time = start + seconds
        assert (store.is_fresh(stored, clock()), store.is_usable_stale(stored, clock())) == (fresh, stale), seconds
    assert stored.error_until == start + 155
    clock.time = start + 10.9
    assert stored.age(clock()) == 15


def test_languages_are_separate_where_the_response_varies() -> None:
    clock = ManualClock()
    store = confirmed_store(clock)
    german, english = response(clock, vary=b"Accept-Language"), response(clock, vary=b"Accept-Language")
    store.put(PAGE, b"de", german)
    store.put(PAGE, b"en", english)
    assert (store.find(PAGE, b"de"), store.find(PAGE, b"en"), store.find(PAGE, b"fr")) == (german, english, None)
    one_for_all = response(clock)
    store.put(PAGE, b"fr", one_for_all)
    assert (store.find(PAGE, b"de"), len(store)) == (one_for_all, 1)
    store.put(PAGE, b"de", german)
    assert (store.find(PAGE, b"de"), store.find(PAGE, b"en"), len(store)) == (german, None, 1)


def test_languages_of_a_page_are_bounded() -> None:
    clock = ManualClock()
    store = confirmed_store(clock)
    for number in range(100):
        store.put(PAGE, f"x{number}".encode(), response(clock, vary=b"Accept-Language"))
    assert (len(store), store.find(PAGE, b"x0"), store.find(PAGE, b"x99") is not None) == (16, None, True)


def test_a_change_removes_what_depends_on_it() -> None:
    clock = ManualClock()
    store = confirmed_store(clock)
    for number, keys in enumerate([("movies", "title:1"), ("title:2",), ()]):
        store.put((b"/%d" % number, b""), b"", response(clock, *keys))
    clock.time += 1
    assert store.change(["title:1", "unknown"]) == 1
    assert [store.has((b"/%d" % number, b"")) for number in range(3)] == [False, True, True]
    assert store.change(["*"]) == 2
    assert (len(store), store.bytes) == (0, 0)


def test_a_response_that_changed_while_it_was_fetched_is_not_kept() -> None:
    clock = ManualClock()
    store = confirmed_store(clock)
    fetched = response(clock, "title:1")
    other = response(clock, "title:2")
    clock.time += 0.01
    store.change(["title:1"])
    assert not store.put(PAGE, b"", fetched)
    assert store.put(PAGE, b"", other)
    store.change(["*"])
    assert not store.put(PAGE, b"", response(clock, "title:3"))
    clock.time += 0.01
    assert store.put(PAGE, b"", response(clock, "title:1"))


def test_a_fetch_that_took_longer_than_changes_are_remembered_is_not_kept() -> None:
    clock = ManualClock()
    store = confirmed_store(clock)
    fetched = response(clock, "title:1")
    clock.time += 61
    assert not store.put(PAGE, b"", fetched)


def test_a_response_soon_after_a_change_is_fresh_for_a_second() -> None:
    clock = ManualClock()
    store = confirmed_store(clock)
    store.change(["title:1"])
    clock.time += SETTLING_SECONDS - 0.1
    settling = response(clock, "title:1")
    store.put(PAGE, b"", settling)
    assert (settling.fresh_until, settling.stale_until) == (clock() + 1, clock() + 1)
    clock.time += 0.2
    settled = response(clock, "title:1")
    store.put(PAGE, b"", settled)
    assert settled.fresh_until == clock() + 60


def test_without_news_of_changes_a_response_is_fresh_for_seconds() -> None:
    clock = ManualClock()
    store = ResponseStore(1_000_000, clock)
    keyed, unkeyed = response(clock, "title:1"), response(clock)
    clock.time += UNCONFIRMED_SECONDS - 0.1
    assert store.is_fresh(keyed, clock())
    clock.time += 0.2
    assert (store.is_fresh(keyed, clock()), store.is_fresh(unkeyed, clock())) == (False, True)
    ages = [2.9, 3.1, 3.1]
    store.follow(lambda: ages.pop(0))
    assert store.is_fresh(keyed, clock())
    assert not store.is_fresh(keyed, clock())
    assert not store.is_usable_stale(keyed, clock())


def test_the_least_recently_requested_leaves_first() -> None:
    clock = ManualClock()
    store = confirmed_store(clock, most_bytes=35_000)
    for number in range(3):
        store.put((b"/%d" % number, b""), b"", response(clock, "movies", body=b"x" * 8_000))
    store.find((b"/0", b""), b"")
    store.put((b"/3", b""), b"", response(clock, "movies", body=b"x" * 8_000))
    assert [store.has((b"/%d" % number, b"")) for number in range(4)] == [True, False, True, True]
    assert store.bytes <= 35_000


def test_representations_count() -> None:
    clock = ManualClock()
    store = confirmed_store(clock)
    stored = response(clock, body=b"x" * 5_000)
    store.put(PAGE, b"", stored)
    before = store.bytes
    stored.add(b"zstd", b"y" * 3_000)
    store.measure(PAGE)
    assert store.bytes >= before + 3_000
    store.change(["*"])
    assert store.bytes == 0


def test_a_response_larger_than_the_cache_is_not_kept() -> None:
    clock = ManualClock()
    store = confirmed_store(clock, most_bytes=1_000)
    store.put(PAGE, b"", response(clock, "movies", body=b"x" * 8_000))
    assert (len(store), store.bytes) == (0, 0)


def test_uncacheable_pages_are_remembered_for_a_minute() -> None:
    clock = ManualClock()
    store = confirmed_store(clock)
    store.note_uncacheable(PAGE)
    assert store.is_uncacheable(PAGE)
    clock.time += 61
    assert not store.is_uncacheable(PAGE)
    store.note_uncacheable(PAGE)
    store.put(PAGE, b"", response(clock))
    assert not store.is_uncacheable(PAGE)
    for number in range(10_001):
        store.note_uncacheable((b"/%d" % number, b""))
    assert not store.is_uncacheable((b"/0", b""))


@pytest.mark.parametrize("coding", [b"zstd", b"br", b"gzip"])
def test_the_tag_of_a_compressible_response_is_weak(coding: bytes) -> None:
    headers = [(b"etag", b'"abc"'), (b"content-type", b"application/json"), (b"cache-control", b"s-maxage=9")]
    storage = storage_of(200, headers)
    assert storage is not None
    stored = stored_response(200, headers, b"x" * 3000, storage, route="r", request_class="reads", fetched_at=0)
    compressed, plain = dict(stored.add(coding, b"yy").headers), dict(stored.add(b"identity", None).headers)
    assert (compressed[b"etag"], plain[b"etag"]) == (b'W/"abc"', b'W/"abc"')
    assert (compressed[b"content-encoding"], compressed[b"content-length"]) == (coding, b"2")
    assert b"content-encoding" not in plain
    assert compressed[b"vary"] == plain[b"vary"] == b"Accept-Encoding"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["put", "change", "find"]),
            st.integers(min_value=0, max_value=5),
            st.sampled_from([b"de", b"en"]),
            st.sampled_from(["a", "b", "c"]),
        ),
        max_size=60,
    )
)
def test_bytes_and_keys_stay_true(steps: list[tuple[str, int, bytes, str]]) -> None:
    clock = ManualClock()
    store = confirmed_store(clock, most_bytes=12_000)
    for action, number, language, key in steps:
        clock.time += 0.1
        page = (b"/%d" % number, b"")
        if action == "put":
            vary = b"Accept-Language" if number % 2 else b""
            store.put(page, language, response(clock, key, body=b"x" * 100 * number, vary=vary))
        elif action == "change":
            store.change([key])
        else:
            store.find(page, language)
        assert 0 <= store.bytes <= 12_000
    clock.time += 0.1
    store.change(["a", "b", "c"])
    assert (len(store), store.bytes) == (0, 0)
