"""Addresses of people and collections: the name and the TMDB number, which alone decides.

The number makes an address unique without a table of slugs: two people of one name differ, a former name still leads to
its owner, and a replay changes nothing.
"""

import re
from typing import Final

from catalog.domain.slugs import slugify
from catalog.domain.transliteration import romanize

LONGEST: Final = 250
"""Of a reference, in characters: the longest slug and number."""
_LARGEST: Final = 2_147_483_647
_NUMBER: Final = re.compile(r"(?:tmdb:|[a-z0-9-]*-)?([0-9]{1,10})", re.ASCII)


def numbered_slug(name: str, number: int, kind: str) -> str:
    """Return the slug of a person or collection: `keanu-reeves-6384`, or `person-6384` for a name of symbols."""
    return f"{slugify(romanize(name)) or kind}-{number}"


def number_of(reference: str) -> int | None:
    """Return the number at the end of a slug, with any name before it, or of `tmdb:6384`; null without one."""
    match = _NUMBER.fullmatch(reference)
    number = int(match[1]) if match else 0
    return number if 0 < number <= _LARGEST else None


def is_slug(reference: str) -> bool:
    """Return whether a reference is a slug, which leads to the current one when the name has changed."""
    return ":" not in reference
