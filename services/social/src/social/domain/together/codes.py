"""Codes by which users join a session: letters that are not mistaken for one another, and form no words."""

from collections.abc import Callable
from typing import Final

LETTERS: Final = "BCDFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 8
PATTERN: Final = r"^[A-Za-z]{4}[ -]?[A-Za-z]{4}$"
"""What a user may type."""


def new_code(choose: Callable[[str], str]) -> str:
    """Return a code of letters, each of which `choose` takes at random."""
    return "".join(choose(LETTERS) for _ in range(LENGTH))


def code_of(text: str) -> str:
    """Return the code that a user has typed: letter case, and a dash or a space in its middle, do not count."""
    return text.replace("-", "").replace(" ", "").upper()


def shown(code: str) -> str:
    """Return a code as it is read aloud, in two groups."""
    return f"{code[:4]}-{code[4:]}"
