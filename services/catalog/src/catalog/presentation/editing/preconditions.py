"""The precondition of a change: `If-Match` with the version that the editor has read (RFC 9110 section 13.1.1)."""

from typing import Annotated, Final

from fastapi import Depends, Header

from catalog.domain.editing.edition import Condition
from chassis.http.follow_up.preconditions import IF_MATCH_PATTERN, if_match_required, required_versions

NO_CONDITION: Final = if_match_required("ETag")


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
    return Condition(required_versions(if_match, NO_CONDITION))


ConditionDep = Annotated[Condition, Depends(_condition)]
