"""Entity tags of compatible responses: those of `/api/v1` with a suffix, so that the two shapes never match.

A service sees its own tags only: the suffix is removed from conditions and added to responses.
"""

import re
from typing import Final

SUFFIX: Final = b".c"

_TAG: Final = re.compile(rb'((?:W/)?)"([^"]*)"|\*')


def compatible_tag(tag: bytes) -> bytes:
    """Return the entity tag of a compatible response."""
    return tag[:-1] + SUFFIX + b'"' if tag.endswith(b'"') else tag


def if_none_match(condition: bytes) -> bytes:
    """Return a condition on the stored response for a service; tags of the other shape are left out."""
    return _listed(condition, keep_others=False)


def if_match(condition: bytes) -> bytes:
    """Return a condition on the state of a resource for a service: the state is the same in both shapes."""
    return _listed(condition, keep_others=True)


def _listed(condition: bytes, *, keep_others: bool) -> bytes:
    kept = []
    for match in _TAG.finditer(condition):
        weak, value = match.groups()
        if value is None:
            kept.append(b"*")
        elif value.endswith(SUFFIX):
            kept.append(b'%b"%b"' % (weak, value.removesuffix(SUFFIX)))
        elif keep_others:
            kept.append(match.group())
    return b", ".join(kept)
