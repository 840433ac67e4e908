"""Names of artists and albums: how they are compared, sorted and divided."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from anyascii import anyascii

VARIOUS: Final = "Various Artists"
UNKNOWN_ARTIST: Final = "[Unknown artist]"
_VARIOUS_KEYS: Final = frozenset({"various artists", "various", "va", "v a"})
_ARTICLE: Final = re.compile(r"^(?:the|a|an|el|la|los|las|le|les|die|der|das)\s+(?=\S)")
_GUEST: Final = re.compile(r"\s+[(\[]?(?:feat\.?|ft\.?|featuring)\s+(?P<guest>[^)\]]+)[)\]]?", re.IGNORECASE)
_SEVERAL: Final = re.compile(r"\s*[;\0]\s*")
_OTHERS: Final = re.compile(r"\W+")


@lru_cache(maxsize=65536)
def key_of(name: str) -> str:
    """Return what two spellings of a name have in common.

    Case, accents, punctuation and width are ignored; a name of signs alone is compared as it is written.
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _OTHERS.sub(" ", plain).strip() or name.strip()


@lru_cache(maxsize=65536)
def sort_key(name: str) -> str:
    """Return what a name is ordered by: in Latin letters, without a leading article."""
    plain = _OTHERS.sub(" ", anyascii(name).casefold()).strip() or name.casefold()
    return _ARTICLE.sub("", plain)


def artists_of(values: Iterable[str]) -> tuple[str, ...]:
    """Return the artists that a tag names, in order, each once.

    Several stand in several values, or in one that `;` divides. `feat.` begins guests. `/` and `&` divide nothing,
    since names have them (AC/DC, Simon & Garfunkel).
    """
    return _artists_of(tuple(values))


@lru_cache(maxsize=4096)
def _artists_of(values: tuple[str, ...]) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for value in values:
        for part in _SEVERAL.split(value):
            guests = [match["guest"] for match in _GUEST.finditer(part)]
            for name in (_GUEST.sub("", part), *guests):
                if name := name.strip():
                    names.setdefault(key_of(name), name)
    return tuple(names.values())


def is_various(name: str) -> bool:
    """Return whether a name stands for many artists."""
    return key_of(name) in _VARIOUS_KEYS
