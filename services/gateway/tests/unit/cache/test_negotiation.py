"""Which coding a client gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.cache.negotiation import CODINGS, IDENTITY, is_compressible, preferred_coding

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (b"gzip, deflate, br, zstd", b"zstd"),
        (b"gzip, deflate, br", b"br"),
        (b"gzip", b"gzip"),
        (b"GZIP", b"gzip"),
        (b"x-gzip", b"gzip"),
        (b"gzip;q=0.5, br;q=0.4", b"gzip"),
        (b"zstd;q=0, br;q=0.1", b"br"),
        (b"*", b"zstd"),
        (b"zstd;q=0, *;q=0.5", b"br"),
        (b"deflate", IDENTITY),
        (b"", IDENTITY),
        (b"identity", IDENTITY),
        (b"gzip;q=0.2, identity;q=0.9", IDENTITY),
        (b"gzip;q=0", IDENTITY),
        (b"gzip;q=2", IDENTITY),
        (b"gzip;level=9", IDENTITY),
        (b"*;q=0", IDENTITY),
        (b"gzip;q=0.0001", IDENTITY),
        (b"gzip ; q=1.000", b"gzip"),
    ],
)
def test_preference(header: bytes, coding: bytes) -> None:
    assert preferred_coding(header) == coding


@given(st.lists(st.sampled_from([b"zstd", b"br", b"gzip"]), unique=True), st.integers(min_value=1, max_value=1000))
def test_what_is_not_listed_is_not_used(listed: list[bytes], thousandths: int) -> None:
    quality = f"{thousandths / 1000:.3f}".encode()
    chosen = preferred_coding(b", ".join(name + b";q=" + quality for name in listed))
    assert chosen in (listed or [IDENTITY])


@given(st.binary(max_size=80))
def test_any_field_is_readable(header: bytes) -> None:
    assert preferred_coding(header) in (*CODINGS, IDENTITY)


@pytest.mark.parametrize(
    ("content_type", "length", "expected"),
    [
        (b"application/json", 2000, True),
        (b"application/json; charset=utf-8", 2000, True),
        (b"application/problem+json", 2000, True),
        (b"image/svg+xml", 2000, True),
        (b"text/calendar", 2000, True),
        (b"application/json", 1000, False),
        (b"image/png", 2000, False),
        (b"application/zip", 2000, False),
        (None, 2000, False),
    ],
)
def test_what_is_compressed(content_type: bytes | None, length: int, expected: bool) -> None:
    assert is_compressible(content_type, length) is expected
