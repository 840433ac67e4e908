"""What apps request of streams: a format, and the most kbit/s that they want."""

from typing import Final

from music.domain.streaming.encodings import DEFAULT_BIT_RATES, BitRate, Encoding, Target

_RAW: Final = Encoding.RAW.value
_FALLBACK: Final = Encoding.MP3
"""Every app plays it."""


def requested_target(suffix: str, bit_rate: int | None, requested_format: str | None, most_kbits: int) -> Target | None:
    """Return what a track is encoded to, or null for its file as it is.

    `suffix` and `bit_rate` (bit/s, null if unknown) are those of the file; `most_kbits` is 0 without a bound. A format
    that there is no encoder of is ignored, as the protocol permits: the file is sent if it keeps to the bound. A file
    of an unknown bit rate does not.
    """
    if requested_format == _RAW:
        return None
    is_within = not most_kbits or (bit_rate is not None and bit_rate <= most_kbits * 1000)
    encoding = next((one for one in DEFAULT_BIT_RATES if one.value == requested_format), None)
    if is_within and encoding in (None, suffix):
        return None
    encoding = encoding or _FALLBACK
    return Target(encoding, _bit_rate(encoding, most_kbits))


def _bit_rate(encoding: Encoding, most_kbits: int) -> BitRate:
    """Return the highest bit rate within a bound, or the lowest of all."""
    default = DEFAULT_BIT_RATES[encoding]
    if not most_kbits:
        return default
    return max((rate for rate in BitRate if rate <= most_kbits), default=min(BitRate))
