"""Positions in the event log as text, by which a client continues at any replica.

A position is the offset of the next event in each partition. Its text is base64url of: a version byte; per topic two
bytes of the CRC of its name, the number of its partitions and their offsets, as variable-length integers; the CRC of
everything before. It contains no secret, so it is not signed: a client that changes one reads public events elsewhere.
"""

import base64
import binascii
import zlib
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from gateway.domain.events.logged import Place

Positions = Mapping[Place, int]
"""The offset of the next event, by partition."""

VERSION: Final = 1
LONGEST: Final = 4096
"""Characters of a text that is read."""
MOST_PARTITIONS: Final = 1000
LARGEST_OFFSET: Final = 2**63 - 1
_CHECK_BYTES: Final = 4


class BadPosition(ValueError):
    """A text that is not a position."""


class PositionFormat:
    """Writes and reads positions in some topics. A topic that is not one of them is ignored."""

    def __init__(self, topics: Collection[str]) -> None:
        self._topics = {_code(topic): topic for topic in topics}
        if len(self._topics) != len(set(topics)):
            raise ValueError("two topics have the same code")

    def encode(self, positions: Positions) -> str:
        """Return the text of positions in all partitions of a topic, from partition 0 on."""
        offsets: dict[str, list[tuple[int, int]]] = {}
        for place, offset in positions.items():
            offsets.setdefault(place.topic, []).append((place.partition, offset))
        content = bytearray([VERSION])
        for code, topic in self._topics.items():
            if topic in offsets:
                content += code
                _append(content, len(offsets[topic]))
                for _, offset in sorted(offsets[topic]):
                    _append(content, offset)
        content += zlib.crc32(content).to_bytes(_CHECK_BYTES, "big")
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

    def decode(self, text: str) -> dict[Place, int]:
        """Return the positions of a text; raise BadPosition, which states what is wrong."""
        content = _checked(text)
        if content[0] != VERSION:
            raise BadPosition(f"has version {content[0]}, which is not known")
        positions: dict[Place, int] = {}
        numbers = _Numbers(content, 1)
        while not numbers.is_at_end():
            topic = self._topics.get(numbers.code())
            count = numbers.next()
            if count > MOST_PARTITIONS:
                raise BadPosition("is malformed")
            for partition in range(count):
                offset = numbers.next()
                if topic is not None:
                    positions[Place(topic, partition)] = offset
        return positions


class _Numbers:
    """Reads codes and variable-length integers one after another."""

    def __init__(self, content: bytes, at: int) -> None:
        self._content = content
        self._at = at

    def is_at_end(self) -> bool:
        return self._at == len(self._content)

    def code(self) -> bytes:
        self._at += 2
        return self._content[self._at - 2 : self._at]

    def next(self) -> int:
        number = 0
        for index, byte in enumerate(self._bytes()):
            number |= (byte & 0x7F) << 7 * index
            if byte < 0x80:
                if number > LARGEST_OFFSET:
                    break
                return number
        raise BadPosition("is malformed")

    def _bytes(self) -> Iterator[int]:
        for byte in self._content[self._at : self._at + 9]:
            self._at += 1
            yield byte


def _append(content: bytearray, number: int) -> None:
    while number > 0x7F:
        content.append(number & 0x7F | 0x80)
        number >>= 7
    content.append(number)


def _code(topic: str) -> bytes:
    return zlib.crc32(topic.encode()).to_bytes(4, "big")[:2]


def _checked(text: str) -> bytes:
    """Return the content of a text without its check; raise BadPosition."""
    if len(text) > LONGEST:
        raise BadPosition(f"must have at most {LONGEST} characters")
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as broken:
        raise BadPosition("is not the id of an event of this stream") from broken
    body, check = content[:-_CHECK_BYTES], content[-_CHECK_BYTES:]
    if not body or zlib.crc32(body) != int.from_bytes(check, "big"):
        raise BadPosition("is not the id of an event of this stream")
    return body
