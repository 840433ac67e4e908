"""Musical keys: how tags spell them, and their places on the Camelot wheel."""

import re
from dataclasses import dataclass
from typing import Final

_NAMES: Final = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
_LETTERS: Final = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11, "h": 11}
_SIGNS: Final = {"": 0, "#": 1, "♯": 1, "b": -1, "♭": -1}
_TEXT: Final = re.compile(r"([a-hA-H])\s*([#♯b♭]?)\s*-?\s*(maj(?:or)?|min(?:or)?|m|M)?")
_CAMELOT: Final = re.compile(r"0?(1[0-2]|[1-9])\s*([ABab])")
_OPEN: Final = re.compile(r"0?(1[0-2]|[1-9])\s*([dm])")


@dataclass(frozen=True, slots=True)
class Key:
    """A key: its tonic in half-tones above C, and whether it is minor."""

    tonic: int
    is_minor: bool

    @property
    def name(self) -> str:
        """Return the name as tags have it: `C`, `Ebm`."""
        return _NAMES[self.tonic] + ("m" if self.is_minor else "")

    @property
    def number(self) -> int:
        """Return the hour on the Camelot wheel: a fifth up is one hour on, and 8 is C major and A minor."""
        major = (self.tonic + 3) % 12 if self.is_minor else self.tonic
        return (major * 7 + 7) % 12 + 1

    @property
    def camelot(self) -> str:
        """Return the place on the Camelot wheel: `8B` is C major, `8A` A minor."""
        return f"{self.number}{'A' if self.is_minor else 'B'}"

    @classmethod
    def at(cls, number: int, *, is_minor: bool) -> "Key":
        """Return the key at an hour of the wheel, which may be beyond 12."""
        major = (number - 8) * 7 % 12
        return cls((major - 3) % 12 if is_minor else major, is_minor)


def key_of(text: str | None) -> Key | None:
    """Return the key that a tag states, or null: `Am`, `A minor`, `F#`, `8A` (Camelot), `1m` (Open Key)."""
    plain = (text or "").strip()
    if match := _CAMELOT.fullmatch(plain):
        return Key.at(int(match[1]), is_minor=match[2].lower() == "a")
    if match := _OPEN.fullmatch(plain):
        # Open Key counts from C major, the Camelot wheel has that at 8.
        return Key.at(int(match[1]) + 7, is_minor=match[2] == "m")
    match = _TEXT.fullmatch(plain)
    if match is None:
        return None
    tonic = (_LETTERS[match[1].lower()] + _SIGNS[match[2]]) % 12
    mode = match[3] or ""
    return Key(tonic, mode == "m" or mode.lower().startswith("min"))
