"""The precondition of a change: `If-Match` with the version that the editor has read (RFC 9110 section 13.1.1)."""

from typing import Annotated, Final

from fastapi import Depends, Header

from catalog.domain.editing.edition import Condition
from chassis.http.document.error_cases import ErrorCase
from chassis.http.errors import ApiError
from chassis.http.follow_up.preconditions import IF_MATCH_PATTERN, expected_versions

REQUIRED: Final = "Precondition Required: send the ETag that you have read as If-Match, or * for any version"
NO_CONDITION: Final = ErrorCase(428, "PRECONDITION_REQUIRED", REQUIRED, "The header `If-Match` is missing")


def _condition(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="Change it only if it still has one of these ETags; `*` matches any version. Required",
            examples=['"3"'],
            json_schema_extra={"pattern": IF_MATCH_PATTERN},
        ),
    ] = None,
) -> Condition:
    """Parse If-Match; a tag of another form matches no version."""
    if if_match is None:
        raise ApiError(428, "PRECONDITION_REQUIRED", REQUIRED)
    return Condition(expected_versions(if_match))


ConditionDep = Annotated[Condition, Depends(_condition)]
