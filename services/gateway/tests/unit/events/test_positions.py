"""A position is the same after it was written and read; any other text is refused with a reason."""

import base64
import contextlib
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.events.logged import Place
from gateway.domain.events.positions import LARGEST_OFFSET, BadPosition, PositionFormat
from gateway.infrastructure.events.public_forms import TOPIC_BY_TYPE

pytestmark = pytest.mark.unit

TOPICS = ("media.imported", "stats.updated", "trend.changed")
FORMAT = PositionFormat(TOPICS)
OFFSETS = st.lists(st.integers(0, LARGEST_OFFSET), max_size=6)


def places(offsets: dict[str, list[int]]) -> dict[Place, int]:
    return {
        Place(topic, partition): offset
        for topic, numbers in offsets.items()
        for partition, offset in enumerate(numbers)
    }


def text_of(content: bytes) -> str:
    checked = content + zlib.crc32(content).to_bytes(4, "big")
    return base64.urlsafe_b64encode(checked).rstrip(b"=").decode()


@given(st.dictionaries(st.sampled_from(TOPICS), OFFSETS))
def test_positions_are_read_as_written(offsets: dict[str, list[int]]) -> None:
    positions = places(offsets)
    text = FORMAT.encode(positions)
    assert FORMAT.decode(text) == positions
    assert text.isascii()
    assert not set(text) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_the_text_does_not_depend_on_the_order_of_partitions() -> None:
    positions = places({"stats.updated": [5, 6], "media.imported": [1]})
    assert FORMAT.encode(dict(reversed(positions.items()))) == FORMAT.encode(positions)


def test_a_topic_of_another_release_is_ignored() -> None:
    newer = PositionFormat((*TOPICS, "title.translated"))
    positions = places({"stats.updated": [5, 6]})
    assert FORMAT.decode(newer.encode({**positions, Place("title.translated", 0): 9})) == positions
    assert newer.decode(FORMAT.encode(positions)) == positions


def test_the_public_topics_have_codes_of_their_own() -> None:
    text = PositionFormat(set(TOPIC_BY_TYPE.values())).encode(
        {Place(topic, n): 1_000_000 for topic in TOPIC_BY_TYPE.values() for n in range(6)}
    )
    assert len(text) < 300


def test_topics_with_the_same_code_are_refused() -> None:
    codes: dict[bytes, str] = {}
    for number in range(100_000):
        topic = f"topic.{number}"
        other = codes.setdefault(zlib.crc32(topic.encode()).to_bytes(4, "big")[:2], topic)
        if other != topic:
            with pytest.raises(ValueError, match="same code"):
                PositionFormat((topic, other))
            return
    raise AssertionError


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1042",
        "A" * 5000,
        "é",
        "AAAAAAAA",
        "=====",
        " ",
        "a\x00b",
        text_of(b""),
        text_of(b"\x02"),
        text_of(b"\x01\xff"),
        text_of(b"\x01ab"),
        text_of(b"\x01ab\x01"),
        text_of(b"\x01ab\x02\x01"),
        text_of(b"\x01ab\x01" + b"\xff" * 20),
        text_of(b"\x01ab\xff\xff\xff\x7f"),
        text_of(b"\x01ab\x00c"),
        FORMAT.encode(places({"stats.updated": [5, 6]})) + "AAAA",
        FORMAT.encode(places({"stats.updated": [5, 6]}))[:-1],
        FORMAT.encode(places({"stats.updated": [5, 6]})).swapcase(),
    ],
)
def test_another_text_is_refused(text: str) -> None:
    with pytest.raises(BadPosition):
        FORMAT.decode(text)


@given(st.text(max_size=60))
def test_any_text_is_refused_or_read(text: str) -> None:
    with contextlib.suppress(BadPosition):
        FORMAT.decode(text)


@given(st.binary(max_size=60))
def test_any_checked_content_is_refused_or_read(content: bytes) -> None:
    try:
        positions = FORMAT.decode(text_of(b"\x01" + content))
    except BadPosition:
        return
    assert all(0 <= offset <= LARGEST_OFFSET for offset in positions.values())
