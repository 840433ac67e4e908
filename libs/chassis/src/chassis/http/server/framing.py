"""The bytes between the chunks of a body, which no limit of bodies counts: sizes, and extensions that nothing reads."""

from typing import Final

RATIO: Final = 8
"""Bytes of framing that each byte of a body may need; a chunk of one byte needs five."""
MOST_BYTES: Final = 32 * 1024


class Framing:
    """Counts the framing of one body after another."""

    __slots__ = ("_excess",)

    def __init__(self) -> None:
        self._excess = 0

    def begin(self) -> None:
        """Start a body."""
        self._excess = 0

    def decoded(self, size: int) -> None:
        """Count bytes of the body."""
        self._excess -= size * (RATIO + 1)

    def received(self, size: int) -> bool:
        """Count bytes as they arrived, and return whether there is too much framing among them."""
        self._excess += size
        return self._excess > MOST_BYTES
