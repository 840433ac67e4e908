"""How words sound, in Latin letters: one skeleton for the customary transliterations of a name, and for near spellings.

Transliterations differ in what they make of a letter: Кольца is `koltsa`, `kol'ca` or `kolza`. A skeleton keeps one
letter for each group that they mix up. Scripts that write few vowels (Arabic, Hebrew) or imply them (those of India)
are compared by consonants alone.
"""

import re
from functools import lru_cache
from typing import Final

from search.domain.text.latin import to_latin

CONSONANTS: Final = "~"
"""Starts a term that holds consonants alone."""
TRANSLITERATED: Final = "="
"""Ends a term that holds a whole name which is not written in Latin letters."""
BEGINNING: Final = "*"
"""Ends a term that holds the beginning of a name."""

MOST_CACHED: Final = 32_768
"""Words whose sound is kept (10 MB): names of a catalog share most of theirs."""

_GROUPS: Final = (
    ("shch", "s"),
    ("tsch", "k"),
    ("sch", "s"),
    ("tch", "k"),
    ("ch", "k"),
    ("cz", "k"),
    ("sh", "s"),
    ("dzh", "j"),
    ("dj", "j"),
    ("zh", "z"),
    ("kh", "h"),
    ("gh", "h"),
    ("ph", "f"),
    ("th", "t"),
    ("qu", "kv"),
    ("ts", "s"),
    ("tz", "s"),
    ("x", "ks"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("yo", "e"),
)
_SINGLE: Final = str.maketrans("cqwyjg", "kkviih")
_DOUBLED: Final = re.compile(r"(.)(?=\1)")
_SILENT: Final = re.compile(r"h(?=[bcdfhklmnprstvz]|$)|(.)(?=\1)")
_VOWEL_GROUPS: Final = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("ou", "o"), ("ua", "va"), ("ui", "vi"), ("uo", "vo"))
_GLIDE: Final = re.compile(r"i(?=[aou]|e.)|(?<=i)e$")

# Z too: in Hindi it is usually written with the letter of J, which sounds like a vowel here.
_NO_CONSONANTS: Final = dict.fromkeys(map(ord, "aeiouvhz"))
_FEW_VOWELS: Final = re.compile("[\u0590-\u08ff\u0900-\u0dff]")


def has_few_vowels(folded: str) -> bool:
    """Return whether a folded text has letters of a script that writes or names few vowels."""
    return not folded.isascii() and _FEW_VOWELS.search(folded) is not None


@lru_cache(maxsize=MOST_CACHED)
def sound_of(word: str) -> str:
    """Return how a folded word sounds."""
    text = to_latin(word)
    for group, letter in _GROUPS:
        if group in text:
            text = text.replace(group, letter)
    text = _SILENT.sub("", text.translate(_SINGLE))
    for group, letter in _VOWEL_GROUPS:
        if group in text:
            text = text.replace(group, letter)
    if "i" in text:
        text = _GLIDE.sub("", text)
    return text


def consonants_of(sound: str) -> str:
    """Return the consonants of the sound of words."""
    return _DOUBLED.sub("", sound.translate(_NO_CONSONANTS))
