"""The precondition of a change: `If-Match` with the version that the administrator has read (RFC 9110, 13.1.1)."""

from typing import Annotated, Final

from fastapi import Depends, Header

from chassis.http.document.error_cases import ErrorCase
from chassis.http.errors import ApiError
from chassis.http.follow_up.preconditions import IF_MATCH_PATTERN, expected_versions

REQUIRED: Final = "Precondition Required: send the version that you have read as If-Match, or * for any version"
NO_CONDITION: Final = ErrorCase(428, "PRECONDITION_REQUIRED", REQUIRED, "The header `If-Match` is missing")


def _versions(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="Change it only if the account still has one of these versions, as entity tags; `*` matches"
            " any version. Required",
            examples=['"1"'],
            json_schema_extra={"pattern": IF_MATCH_PATTERN},
        ),
    ] = None,
) -> frozenset[int] | None:
    """Parse If-Match; a tag of another form matches no version."""
    if if_match is None:
        raise ApiError(428, "PRECONDITION_REQUIRED", REQUIRED)
    return expected_versions(if_match)


VersionsDep = Annotated[frozenset[int] | None, Depends(_versions)]
