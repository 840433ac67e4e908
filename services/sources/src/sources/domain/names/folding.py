"""One spelling for names that are written differently, and the keys by which files find titles."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_SEPARATORS: Final = re.compile(r"[\W_]+")
_APOSTROPHES: Final = re.compile("['\u2019\u02bc`\u00b4]")
_LETTERS: Final = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ə": "e"}
)
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_CYRILLIC_LETTERS: Final = (
    "а:a б:b в:v г:g ґ:g д:d е:e ё:e є:ye ж:zh з:z и:i і:i ї:yi й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u"
    " ф:f х:kh ц:ts ч:ch ш:sh щ:shch ъ: ы:y ь: э:e ю:yu я:ya"
)
_CYRILLIC: Final = str.maketrans({pair[0]: pair[2:] for pair in _CYRILLIC_LETTERS.split()})
_ROMAN_NUMERALS: Final = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"
_ROMAN: Final = {roman: str(number) for number, roman in enumerate(_ROMAN_NUMERALS.split(), 1)}
_ONLY_AT_THE_END: Final = frozenset({"i", "v", "x"})
"""Letters that are a number only behind a name: `Rocky V`, but `Malcolm X` is found by its other key."""
_LONGEST: Final = 1_000
"""Characters of a name that are compared."""
_ARTICLE_WORDS: Final = "the a an der die das le la les el los las il lo gli"
_ARTICLES: Final = frozenset(_ARTICLE_WORDS.split())
_AND: Final = frozenset(["and", "und", "et", "y", "e"])


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Return a name without case, accents and punctuation; empty for a name without letters and digits."""
    text = _APOSTROPHES.sub("", name[:_LONGEST].replace("&", " and ")).casefold()
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(character for character in decomposed if not unicodedata.combining(character))
        text = text.translate(_LETTERS)
    return _SEPARATORS.sub(" ", text).strip()


def loose(folded: str) -> str:
    """Return a folded name without articles in front, `and` and spaces, with Arabic for Roman numerals."""
    words = folded.split()
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    last = len(words) - 1
    kept = []
    for place, word in enumerate(words):
        if (
            0 < place < last
            and word in _AND
            and (len(word) > 1 or min(len(words[place - 1]), len(words[place + 1])) > 1)
        ):
            continue
        is_numeral = place > 0 and (place == last or word not in _ONLY_AT_THE_END)
        kept.append(_ROMAN.get(word, word) if is_numeral else word)
    return "".join(kept)


@lru_cache(maxsize=4096)
def keys_of(name: str) -> tuple[str, ...]:
    """Return the keys by which a name is found: as it is folded, and those of other customary spellings behind `~`."""
    folded = fold(name)
    if not folded:
        return ()
    spellings = {folded}
    if not folded.isascii() or not name.isascii():
        lower = name[:_LONGEST].casefold()
        spellings.add(fold(unicodedata.normalize("NFC", lower).translate(_UMLAUTS)))
        spellings.add(fold(lower.translate(_CYRILLIC)))
    return (folded, *sorted({f"~{loose(spelling)}" for spelling in spellings if loose(spelling)}))


def keys_of_all(names: Iterable[str]) -> set[str]:
    """Return the keys of several names."""
    return {key for name in names for key in keys_of(name)}
