"""The precondition of a write: `If-Match` (RFC 9110 section 13.1.1)."""

from typing import Annotated

from fastapi import Depends, Header

from chassis.http.follow_up.preconditions import IF_MATCH_PATTERN, expected_versions
from library.application.entries.preconditions import IfMatch


async def _if_match(
    if_match: Annotated[
        str | None,
        Header(
            description="Write only if the entry still has one of these ETags; `*` matches any entry",
            examples=['"1793620800000000"'],
            json_schema_extra={"pattern": IF_MATCH_PATTERN},
        ),
    ] = None,
) -> IfMatch | None:
    """Parse If-Match; a tag of another form matches no entry."""
    return None if if_match is None else IfMatch(expected_versions(if_match))


IfMatchDep = Annotated[IfMatch | None, Depends(_if_match)]
