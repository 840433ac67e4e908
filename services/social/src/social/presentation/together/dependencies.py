"""Parameters of the routes of sessions."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Header, Path

from chassis.http.follow_up.preconditions import IF_MATCH_PATTERN, expected_versions

SESSION_ID: Final = "0199b11c-83d2-7f74-a5e6-7081929394a5"
ITEM_ID: Final = "0199b11c-94e3-7085-b6f7-8192a3a4b5c6"
TITLE_ID: Final = "bdf784d0-c2eb-5939-9d13-a7324e63a0e9"
TRACK_ID: Final = "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10"

SessionId = Annotated[UUID, Path(alias="sessionId", description="Id of the session", examples=[SESSION_ID])]
ItemId = Annotated[UUID, Path(alias="itemId", description="Id of the item of the queue", examples=[ITEM_ID])]


async def _versions(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="Apply it only if the playback has one of these versions, as entity tags; any without it",
            examples=['"7"'],
            json_schema_extra={"pattern": IF_MATCH_PATTERN},
        ),
    ] = None,
) -> frozenset[int] | None:
    return None if if_match is None else expected_versions(if_match)


VersionsDep = Annotated[frozenset[int] | None, Depends(_versions)]
