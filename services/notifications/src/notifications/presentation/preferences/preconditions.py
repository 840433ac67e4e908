"""The optional precondition of a change: `If-Match` with the version that the user has read (RFC 9110, 13.1.1)."""

from typing import Annotated

from fastapi import Depends, Header

from chassis.http.follow_up.preconditions import IF_MATCH_PATTERN, expected_versions


async def _versions(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="Change them only if they still have one of these versions, as entity tags; any version"
            " without it",
            examples=['"1"'],
            json_schema_extra={"pattern": IF_MATCH_PATTERN},
        ),
    ] = None,
) -> frozenset[int] | None:
    """Parse If-Match; a tag of another form matches no version."""
    return None if if_match is None else expected_versions(if_match)


OptionalVersionsDep = Annotated[frozenset[int] | None, Depends(_versions)]
