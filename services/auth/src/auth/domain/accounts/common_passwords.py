"""Common passwords: one common word or a keyboard run, decorated with digits and symbols, or a few characters repeated.

Lists of breached passwords contain mostly such decorations of few words (Password1, P@ssw0rd!, Qwerty123), and no list
contains all of them, so the rule removes the decoration and compares the word. It takes microseconds; a password of two
words is never rejected. The list of breached passwords is checked in addition.
"""

import re
from itertools import pairwise
from typing import Final

_WORDS: Final = """
abc access admin administrator andrew angel apple april arsenal ashley august autumn babygirl bailey banana
barcelona baseball basketball batman butterfly changeme charlie cheese chelsea chocolate computer cookie corvette
daniel december default diamond dragon facebook february ferrari flower football freedom friday fuckyou gandalf
ginger golden google guest hannah harley hello hockey hunter iloveyou internet january jennifer jessica jesus jordan
joshua july june killer letmein liverpool login lovely loveme march marquee master matrix matthew michael michelle
monday monkey mustang myspace naruto nicole ninja november october orange pass passw passwd password passwort pepper
pokemon princess purple qazwsx qwerty ranger robert root samsung saturday september shadow silver snoopy soccer
spiderman spring starwars summer sunday sunshine superman taylor thomas thursday tigger trustno tuesday wednesday
welcome whatever winter yankees zaq
"""
COMMON_WORDS: Final = frozenset(_WORDS.split())
_RUNS: Final = tuple(
    run
    for row in (
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiop",
        "qwertzuiop",
        "azertyuiop",
        "asdfghjkl",
        "zxcvbnm",
        "yxcvbnm",
    )
    for run in (row, row[::-1])
)
_LOOK_ALIKES: Final = (str.maketrans("@4310$57!", "aaeiosstl"), str.maketrans("@4310$57!", "aaelossti"))
_SHORTEST_RUN: Final = 3
_FEWEST_CHARACTERS: Final = 4
_DECORATION: Final = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def is_common(password: str) -> bool:
    """Return whether a password is one common word or a run of keys, however decorated, or repeats few characters."""
    if len(set(password)) < _FEWEST_CHARACTERS or _is_row(password):
        return True
    return any(_is_guessable(word) for word in _cores(password))


def _is_row(password: str) -> bool:
    """Return whether each character follows the one before by the same step of one or none: `3456789012`."""
    steps = {(ord(after) - ord(before)) % 10 for before, after in pairwise(password)}
    return password.isdecimal() and steps in ({0}, {1}, {9})


def _cores(password: str) -> set[str]:
    """Return the words that may hide in a password: without what is around it, look-alikes read as letters."""
    folded = password.casefold()
    core = _DECORATION.sub("", folded)
    words = {_letters(core), _letters(folded)}
    for table in _LOOK_ALIKES:
        words |= {_letters(core.translate(table)), _letters(folded.translate(table))}
    return words - {""}


def _is_guessable(word: str) -> bool:
    return any(
        unit in COMMON_WORDS or len(unit) == 1 or (len(unit) >= _SHORTEST_RUN and any(unit in run for run in _RUNS))
        for unit in _repeated_units(word)
    )


def _repeated_units(word: str) -> set[str]:
    """Return the word, and each shorter word that repeated gives it: `passpass` is `pass`."""
    return {
        word[:length]
        for length in range(1, len(word) + 1)
        if len(word) % length == 0 and word[:length] * (len(word) // length) == word
    }


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalpha())
