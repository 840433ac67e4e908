"""The precondition of a change: `If-Match` with the version that the editor has read (RFC 9110 section 13.1.1)."""

import re
from typing import Annotated, Final

from fastapi import Depends, Header

from catalog.domain.editing.edition import Condition
from chassis.http.document.error_cases import ErrorCase
from chassis.http.errors import ApiError, validation_error
from chassis.http.validation.problems import Problem

_TAG: Final = re.compile(r'"([0-9]{1,18})"')
_TAG_LIST: Final = re.compile(r'\s*"[^"]*"(?:\s*,\s*"[^"]*")*\s*')
REQUIRED: Final = "Precondition Required: send the ETag that you have read as If-Match, or * for any version"
NO_CONDITION: Final = ErrorCase(428, "PRECONDITION_REQUIRED", REQUIRED, "The header `If-Match` is missing")


def entity_tag(version: int) -> str:
    """Return the entity tag of a version."""
    return f'"{version}"'


def _condition(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="Change it only if it still has one of these ETags; `*` matches any version. Required",
            examples=['"3"'],
            json_schema_extra={"pattern": rf"^(\s*\*\s*|{_TAG_LIST.pattern})$"},
        ),
    ] = None,
) -> Condition:
    """Parse If-Match; a tag of another form matches no version."""
    if if_match is None:
        raise ApiError(428, "PRECONDITION_REQUIRED", REQUIRED)
    if if_match.strip() == "*":
        return Condition()
    if not _TAG_LIST.fullmatch(if_match):
        message = "must be * or a list of quoted entity tags"
        raise validation_error(Problem("If-Match", "header", "entity_tags", message))
    return Condition(frozenset(int(number) for number in _TAG.findall(if_match)))


ConditionDep = Annotated[Condition, Depends(_condition)]
