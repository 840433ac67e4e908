"""The precondition of a change: `If-Match` with the version that the administrator has read (RFC 9110, 13.1.1)."""

from typing import Annotated, Final

from fastapi import Depends, Header

from chassis.http.follow_up.preconditions import IF_MATCH_PATTERN, if_match_required, required_versions

NO_CONDITION: Final = if_match_required("version")


async def _versions(
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
    return required_versions(if_match, NO_CONDITION)


VersionsDep = Annotated[frozenset[int] | None, Depends(_versions)]
