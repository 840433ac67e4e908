"""Names in Latin letters: Latin, Cyrillic and Greek by customary spelling, other scripts by `anyascii`."""

import unicodedata
from functools import lru_cache
from typing import Final

from anyascii import anyascii

MAX_LENGTH: Final = 120
"""Characters of a name in a slug."""

# Decomposition would turn these into other letters, so they are replaced first.
_COMPOSED: Final = str.maketrans({"й": "y", "ї": "yi", "ё": "yo", "ў": "u", "ѓ": "gj", "ќ": "kj"})

_CYRILLIC: Final = (
    "а a|б b|в v|г g|д d|е e|ж zh|з z|и i|к k|л l|м m|н n|о o|п p|р r|с s|т t|у u|ф f|х kh|ц ts|ч ch|ш sh|щ shch"
    "|ъ |ы y|ь |э e|ю yu|я ya|і i|є ye|ґ g|ј j|љ lj|њ nj|џ dz|ђ dj|ћ c|ѕ dz"
)
_GREEK: Final = "α a|β v|γ g|δ d|ε e|ζ z|η i|θ th|ι i|κ k|λ l|μ m|ν n|ξ x|ο o|π p|ρ r|σ s|ς s|τ t|υ y|φ f|χ ch|ψ ps|ω o"
_LATIN: Final = "ß ss|æ ae|œ oe|ø o|đ d|ð d|þ th|ł l|ħ h|ı i|ŋ ng"
_LETTERS: Final = str.maketrans(
    {**dict(pair.split(" ") for pair in f"{_CYRILLIC}|{_GREEK}|{_LATIN}".split("|")), "&": " and "}
)

_IDEOGRAPH: Final = "CJK "
_ROMANIZED: Final = frozenset("LMN")
"""Categories that are romanized: letters, marks and numbers. Symbols separate words."""


def to_ascii(text: str) -> str:
    """Return lower-case ASCII for Latin, Cyrillic and Greek text; characters without a Latin spelling are omitted."""
    if text.isascii():
        return text.lower().replace("&", " and ")
    lowered = unicodedata.normalize("NFKC", text).lower().translate(_COMPOSED)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(letter))
    return bare.translate(_LETTERS).encode("ascii", "ignore").decode()


@lru_cache(maxsize=8192)
def romanize(name: str) -> str:
    """Return the name with every letter transliterated that `to_ascii` has no rule for.

    Latin, Cyrillic and Greek letters remain: slugs have rules for them. Each Chinese character becomes a word,
    since no other character separates words. Only the beginning of a very long name is romanized.
    """
    beginning = name[: 4 * MAX_LENGTH]
    return beginning if beginning.isascii() else "".join(map(_romanized, unicodedata.normalize("NFC", beginning)))


def _romanized(letter: str) -> str:
    if letter.isascii() or to_ascii(letter):
        return letter
    if unicodedata.category(letter)[0] not in _ROMANIZED:
        return "" if unicodedata.category(letter) in ("Cf", "Lm") else " "
    spelling = anyascii(letter)
    return f" {spelling} " if unicodedata.name(letter, "").startswith(_IDEOGRAPH) else spelling
