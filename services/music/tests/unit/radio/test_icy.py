"""Audio and blocks of metadata, however a station's bytes are cut."""

import random

import pytest

from music.domain.radio.icy import IcySplitter, interval_of


def sent(audio: bytes, interval: int, blocks: list[bytes]) -> bytes:
    """Return the bytes of a station: a block after each interval of audio, empty when there is none left."""
    out = bytearray()
    left = list(blocks)
    for begin in range(0, len(audio), interval):
        piece = audio[begin : begin + interval]
        out += piece
        if len(piece) == interval:
            block = left.pop(0) if left else b""
            units = -(-len(block) // 16)
            out += bytes([units]) + block.ljust(units * 16, b"\0")
    return bytes(out)


@pytest.mark.parametrize("seed", range(60))
def test_any_cut_gives_the_same_audio_and_blocks(seed: int) -> None:
    chance = random.Random(seed)
    interval = chance.choice([1, 2, 15, 16, 17, 255, 256, 8192])
    audio = chance.randbytes(chance.randrange(0, 5 * interval + 3))
    blocks = [chance.randbytes(chance.choice([0, 1, 15, 16, 17, 4080])) for _ in range(len(audio) // interval)]
    stream = sent(audio, interval, blocks)
    splitter = IcySplitter(interval)
    sound, at = b"", 0
    seen: list[bytes] = []
    while at < len(stream):
        size = chance.choice([1, 2, 16, 100, 5000])
        part = splitter.feed(stream[at : at + size])
        sound += part.audio
        seen += part.blocks
        at += size
    assert sound == audio
    padded = [block.ljust(-(-len(block) // 16) * 16, b"\0") for block in blocks if block]
    assert seen == padded


def test_the_length_of_a_block_is_in_units_of_sixteen_bytes() -> None:
    splitter = IcySplitter(4)
    part = splitter.feed(b"abcd" + bytes([2]) + b"x" * 32 + b"ef")
    assert (part.audio, part.blocks) == (b"abcdef", (b"x" * 32,))


def test_a_block_of_no_length_is_none() -> None:
    part = IcySplitter(2).feed(b"ab\0cd\0")
    assert (part.audio, part.blocks) == (b"abcd", ())


def test_a_block_that_is_cut_off_is_not_given() -> None:
    part = IcySplitter(1).feed(b"a" + bytes([255]) + b"x" * 4079)
    assert (part.audio, part.blocks) == (b"a", ())


def test_the_longest_block() -> None:
    part = IcySplitter(1).feed(b"a" + bytes([255]) + b"x" * 4080 + b"b")
    assert (part.audio, part.blocks) == (b"ab", (b"x" * 4080,))


@pytest.mark.parametrize(
    ("header", "interval"),
    [
        ("16000", 16000),
        (" 8192 ", 8192),
        ("1", 1),
        ("999999999", 999_999_999),
        ("9999999999", None),
        ("0", None),
        ("000", None),
        ("-1", None),
        ("8192, 8192", None),
        ("8e3", None),
        ("٨", None),
        ("", None),
        (None, None),
    ],
)
def test_the_interval_by_its_header(header: str | None, interval: int | None) -> None:
    assert interval_of(header) == interval


def test_an_interval_has_a_byte() -> None:
    with pytest.raises(ValueError, match="at least one byte"):
        IcySplitter(0)
