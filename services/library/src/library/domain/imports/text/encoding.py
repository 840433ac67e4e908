"""The encoding of a file: what its byte-order mark states, else UTF-8, else what fits best."""

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE: Final = 16_384
"""Bytes by which an encoding is guessed: more makes it slower and no better."""
_DEFAULT: Final = "cp1252"
_SIGNS_IN_WORDS: Final = re.compile(r"[^\W\d_][¹³¼¾¿¯£¥]|[¯£¥][^\W\d_]")
"""What letters of Central Europe become in Windows-1252: `Tytuł` is `Tytu³`."""
_GUESSES: Final = (
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "koi8_r",
    "cp932",
    "cp949",
    "big5",
    "gb18030",
)


def decode(content: bytes) -> str:
    """Return the text of a file without its byte-order mark, with U+FFFD for what cannot be decoded."""
    text = content.decode(_encoding(content), errors="replace").removeprefix("\ufeff")
    return text.replace("\0", "\ufffd") if "\0" in text else text


def _encoding(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    wide = _wide(content[:_SAMPLE])
    if wide is not None:
        return wide
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        # A few damaged bytes in a text that is UTF-8 otherwise cost themselves and not every other character.
        return "utf-8" if _mostly_utf8(content, error.start) else _guess(content)
    return "utf-8"


def _wide(head: bytes) -> str | None:
    """Return UTF-16 of the byte order in which every other byte of Latin text is zero, null when it is not."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) < 4 or max(even, odd) * 3 < len(head):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _mostly_utf8(content: bytes, start: int) -> bool:
    around = content[max(0, start - _SAMPLE) : start + _SAMPLE]
    damaged = around.decode("utf-8", errors="replace").count("\ufffd")
    sequences = sum(1 for byte in around if 0xC2 <= byte <= 0xF4)
    return damaged * 4 < sequences


def _guess(content: bytes) -> str:
    """Return the single-byte or East Asian encoding that fits best, Windows-1252 in doubt."""
    lines = [line for line in content[: 2**20].splitlines() if not line.isascii()]
    matches = from_bytes(b"\n".join(lines)[:_SAMPLE], cp_isolation=list(_GUESSES), threshold=0.4, enable_fallback=False)
    best = matches.best()
    if best is None:
        return _DEFAULT
    western = next((match for match in matches if match.encoding == _DEFAULT), None)
    if western is None or western.chaos > best.chaos:
        return best.encoding
    others = (match.encoding for match in matches if match.encoding != _DEFAULT)
    return next(others, _DEFAULT) if _SIGNS_IN_WORDS.search(str(western)) else _DEFAULT
