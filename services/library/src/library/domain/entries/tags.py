"""Tags that a user gives to titles, in one form."""

import unicodedata
from collections.abc import Iterable
from typing import Final

MOST_TAGS: Final = 20
LONGEST_TAG: Final = 50


def tag_of(text: str) -> str:
    """Return the form of a tag: composed letters in lower case, with single spaces between words."""
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


def tags_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the forms of tags in their order, each once."""
    return tuple(dict.fromkeys(map(tag_of, texts)))
