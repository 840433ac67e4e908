"""Formats that tracks are encoded to for players with little bandwidth, and their bit rates."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final


class Encoding(StrEnum):
    """A format, or the file as it is."""

    RAW = "raw"
    OPUS = "opus"
    MP3 = "mp3"


class BitRate(IntEnum):
    """Bit rates in kbit/s that both encoders have."""

    K48 = 48
    K64 = 64
    K96 = 96
    K128 = 128
    K160 = 160
    K192 = 192
    K256 = 256
    K320 = 320


DEFAULT_BIT_RATES: Final = {Encoding.OPUS: BitRate.K128, Encoding.MP3: BitRate.K192}


@dataclass(frozen=True, slots=True)
class Target:
    """What a track is encoded to."""

    encoding: Encoding
    bit_rate: BitRate

    @property
    def suffix(self) -> str:
        """Return the suffix of its files, which names the format."""
        return self.encoding.value


def target_of(encoding: Encoding, bit_rate: BitRate | None) -> Target | None:
    """Return what a request states, with the usual bit rate of its format; null for the file as it is."""
    return None if encoding is Encoding.RAW else Target(encoding, bit_rate or DEFAULT_BIT_RATES[encoding])
