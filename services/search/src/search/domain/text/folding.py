"""Folding: letters that differ in case, width, accents or customary spelling become equal.

The result holds letters, digits, spaces, `JOINT` for punctuation and `APOSTROPHE`; nothing else.
"""

import unicodedata
from typing import Final

JOINT: Final = "-"
APOSTROPHE: Final = "'"

MOST_CACHED: Final = 30_000
"""Characters whose folding is kept; more are in no catalog."""

# Letters that decomposition leaves alone or would turn into other letters.
_LETTERS: Final = (
    "й й|ї ї|ў ў|ґ г|æ ae|œ oe|ø o|đ d|ð d|þ th|ł l|ħ h|ı i|ŋ n|ſ s|ĸ k|ə e"
    "|ٱ ا|ى ي|ی ي|ې ي|ة ه|ە ه|ہ ه|ھ ه|ک ك|ڪ ك|گ گ|ء |ـ "
    "|ך כ|ם מ|ן נ|ף פ|ץ צ|ँ ं|ー |ゝ |ヽ "
)
_EXACT: Final = {letter: folded for letter, _, folded in (pair.partition(" ") for pair in _LETTERS.split("|"))}

_APOSTROPHES: Final = frozenset("'`´ʹʻʼʽˈ‘’‛′ʾʿ՚׳״ꞌ＇")
_NON_JOINER: Final = "\u200c"
"""Separates the parts of a Persian word, which is also typed with a space or without."""

_HIRAGANA: Final = range(0x3041, 0x3097)
_TO_KATAKANA: Final = 0x60
_DECOMPOSED: Final = (range(0x00C0, 0x0700), range(0x1E00, 0x2000))
"""Latin, Greek, Cyrillic, Hebrew and Arabic letters: their marks do not distinguish words."""
_DROPPED_MARKS: Final = (
    range(0x0300, 0x0370),
    range(0x0483, 0x0488),
    range(0x0591, 0x05C8),
    range(0x0610, 0x061B),
    range(0x064B, 0x0660),
    range(0x0670, 0x0671),
    range(0x06D6, 0x06EE),
    range(0x08D3, 0x0900),
    range(0x1AB0, 0x1B00),
    range(0x1DC0, 0x1E00),
    range(0x20D0, 0x2100),
    range(0x3099, 0x309B),
    range(0xFE00, 0xFE30),
)
_NUKTAS: Final = frozenset("\u093c\u09bc\u0a3c\u0abc\u0b3c")


class _Foldings(dict[int, str]):
    """The folding of each character by its code, computed when it is first needed."""

    def __missing__(self, code: int) -> str:
        folded = folded_letter(chr(code))
        if len(self) < MOST_CACHED:
            self[code] = folded
        return folded


_FOLDINGS: Final = _Foldings()


def fold(text: str) -> str:
    """Return the text folded."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).translate(_FOLDINGS)


def folded_letter(letter: str) -> str:
    """Return one character of a text in normal form (NFKC) folded."""
    if letter in _APOSTROPHES:
        return APOSTROPHE
    if letter == _NON_JOINER:
        return JOINT
    group = unicodedata.category(letter)
    match group[0]:
        case "L":
            return _letter(letter)
        case "N":
            return str(unicodedata.digit(letter)) if group == "Nd" else letter.casefold()
        case "M":
            return "" if _is_dropped(letter) else _EXACT.get(letter, letter)
        case "P" | "S":
            return JOINT
    return "" if group == "Cf" else " "


def _letter(letter: str) -> str:
    small = letter.casefold()
    if small in _EXACT:
        return _EXACT[small]
    code = ord(letter)
    if code in _HIRAGANA:
        return chr(code + _TO_KATAKANA)
    if not any(code in letters for letters in _DECOMPOSED):
        return small
    bare = (part for part in unicodedata.normalize("NFKD", small) if not _is_dropped(part))
    return "".join(_EXACT.get(part, part) for part in bare)


def _is_dropped(letter: str) -> bool:
    return letter in _NUKTAS or any(ord(letter) in marks for marks in _DROPPED_MARKS)
