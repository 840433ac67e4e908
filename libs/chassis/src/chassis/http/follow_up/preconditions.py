"""`If-Match` (RFC 9110 section 13.1.1) of resources whose entity tag is their version."""

import re
from typing import Final

from chassis.http.errors import validation_error
from chassis.http.validation.problems import Problem

_TAG: Final = re.compile(r'"([0-9]{1,19})"')
_TAG_LIST: Final = re.compile(r'\s*"[^"]*"(?:\s*,\s*"[^"]*")*\s*')
IF_MATCH_PATTERN: Final = rf"^(\s*\*\s*|{_TAG_LIST.pattern})$"
"""The form of the header, for API documents."""


def entity_tag(version: int) -> str:
    """Return the entity tag of a version."""
    return f'"{version}"'


def expected_versions(if_match: str) -> frozenset[int] | None:
    """Return the versions of which a write expects one; null for `*`, which expects any.

    A tag of another form matches no version. Raise ApiError for a header that is neither `*` nor a list of tags.
    """
    if if_match.strip() == "*":
        return None
    if not _TAG_LIST.fullmatch(if_match):
        raise validation_error(
            Problem("If-Match", "header", "entity_tags", "must be * or a list of quoted entity tags")
        )
    return frozenset(int(number) for number in _TAG.findall(if_match))
