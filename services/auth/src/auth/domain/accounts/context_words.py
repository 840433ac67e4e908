"""Words that a password must not consist of: an attacker knows them too.

NIST SP 800-63B-4 section 3.1.1.2 (blocklists): the name of the service, the username, and derivatives of them.
"""

import unicodedata
from collections.abc import Iterable
from typing import Final

SERVICE_NAME: Final = "marquee"
_SHORTEST_WORD: Final = 3
_LONGEST_REST: Final = 3
"""A password of which at most this many letters are left without the words is a derivative of them."""


def context_words(username: str, email: str) -> tuple[str, ...]:
    """Return the words of an account: the name of the service, the username and the local part of the address."""
    return SERVICE_NAME, username, email.rpartition("@")[0]


def is_derived(password: str, words: Iterable[str]) -> bool:
    """Return whether a password is made of these words, in any order, direction and letter case, and decoration.

    A password is refused as a whole: one that contains a word beside other words is accepted.
    """
    folded = _letters_and_digits(password)
    parts = {part for word in words for part in _parts(word)}
    rest = folded
    for part in sorted(parts, key=len, reverse=True):
        rest = rest.replace(part, " ")
    is_changed = rest != folded
    return is_changed and sum(character.isalpha() for character in rest) < _LONGEST_REST


def _parts(word: str) -> set[str]:
    """Return a word, its letters alone and its parts between punctuation, each also backwards."""
    words = {_letters_and_digits(word), _letters(word)}
    words |= {_letters_and_digits(part) for part in _split(word)}
    long_enough = {part for part in words if len(part) >= _SHORTEST_WORD and not part.isdigit()}
    return long_enough | {part[::-1] for part in long_enough}


def _split(word: str) -> list[str]:
    return "".join(character if character.isalnum() else " " for character in word).split()


def _letters_and_digits(text: str) -> str:
    return "".join(character for character in _fold(text) if character.isalnum())


def _letters(text: str) -> str:
    return "".join(character for character in _fold(text) if character.isalpha())


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
