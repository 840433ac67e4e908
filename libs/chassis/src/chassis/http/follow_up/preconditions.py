"""`If-Match` of resources whose entity tag is their version, and `If-None-Match` (RFC 9110 sections 13.1.1, 13.1.2)."""

import re
from typing import Final

from chassis.http.document.error_cases import ErrorCase
from chassis.http.errors import ApiError, validation_error
from chassis.http.validation.problems import Problem

_TAG: Final = re.compile(r'"([0-9]{1,19})"')
_TAG_LIST: Final = re.compile(r'\s*"[^"]*"(?:\s*,\s*"[^"]*")*\s*')
IF_MATCH_PATTERN: Final = rf"^(\s*\*\s*|{_TAG_LIST.pattern})$"
"""The form of the header, for API documents."""


def entity_tag(version: int) -> str:
    """Return the entity tag of a version."""
    return f'"{version}"'


def if_match_required(what: str) -> ErrorCase:
    """Return the error of a write without `If-Match`, whose message says what the client has read (`what`)."""
    message = f"Precondition Required: send the {what} that you have read as If-Match, or * for any version"
    return ErrorCase(428, "PRECONDITION_REQUIRED", message, "The header `If-Match` is missing")


def required_versions(if_match: str | None, missing: ErrorCase) -> frozenset[int] | None:
    """Return what `expected_versions` does; raise ApiError by `missing` without the header."""
    if if_match is None:
        raise ApiError(missing.status, missing.code, missing.message)
    return expected_versions(if_match)


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


def is_current(if_none_match: str | None, tag: str | None) -> bool:
    """Return whether a client has the response with a tag already, by the weak comparison that a GET needs."""
    if if_none_match is None or tag is None:
        return False
    tags = [item.strip().removeprefix("W/") for item in if_none_match.split(",")]
    return "*" in tags or tag.removeprefix("W/") in tags
