"""The precondition of a change: `If-Match` with the revision that the client has read (RFC 9110 section 13.1.1)."""

from typing import Annotated, Final

from fastapi import Depends, Header, Response

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.follow_up.preconditions import (
    IF_MATCH_PATTERN,
    entity_tag,
    expected_versions,
    if_match_required,
    required_versions,
)

NO_REVISION: Final = if_match_required("ETag")
TAGGED: Final[Responses] = {200: {"headers": headers("ETag")}}
TAGGED_NEW: Final[Responses] = {201: {"headers": headers("ETag")}}


def tag(response: Response, revision: int) -> None:
    """Set the entity tag of a response."""
    response.headers["ETag"] = entity_tag(revision)


def _revisions(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="Change it only if it still has one of these ETags; `*` matches any revision. Required",
            examples=['"3"'],
            json_schema_extra={"pattern": IF_MATCH_PATTERN},
        ),
    ] = None,
) -> frozenset[int] | None:
    """Parse If-Match; a tag of another form matches no revision."""
    return required_versions(if_match, NO_REVISION)


RevisionsDep = Annotated[frozenset[int] | None, Depends(_revisions)]


def _optional_revisions(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="Change it only if it still has one of these ETags; `*` and no header match any revision",
            examples=['"3"'],
            json_schema_extra={"pattern": IF_MATCH_PATTERN},
        ),
    ] = None,
) -> frozenset[int] | None:
    """Parse If-Match if there is one; a tag of another form matches no revision."""
    return None if if_match is None else expected_versions(if_match)


OptionalRevisionsDep = Annotated[frozenset[int] | None, Depends(_optional_revisions)]
