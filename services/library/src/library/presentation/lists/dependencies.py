"""Parameters of the routes of lists."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Header, Path, Query, Response

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.follow_up.preconditions import IF_MATCH_PATTERN, expected_versions
from chassis.http.routing.shared_reads import SharedRead, depends_on
from chassis.http.tokens import CurrentPrincipal, OptionalPrincipal
from library.application.change_keys import KEYS, key_of_list, key_of_user
from library.application.lists.commands import ExpectedVersions, WriteList
from library.domain.lists.user_list import UserList

TAGGED: Final[Responses] = {200: {"headers": headers("Cache-Control", "ETag")}}
"""The response has the version of the list as its ETag."""

TOKEN_EXAMPLE: Final = "3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8"

ListId = Annotated[
    UUID, Path(alias="listId", description="Id of the list", examples=["0199a2f3-61b0-7d52-a3c4-5e6f70818293"])
]
MemberId = Annotated[
    UUID, Path(alias="userId", description="Id of the member", examples=["0199a2f3-5a10-7c3d-8e21-1f0d9c8b7a65"])
]
LinkToken = Annotated[
    str,
    Query(alias="token", min_length=1, max_length=100, description="Token of a public link", examples=[TOKEN_EXAMPLE]),
]


async def _viewer(principal: OptionalPrincipal) -> UUID | None:
    return None if principal is None else principal.user_id


ViewerDep = Annotated[UUID | None, Depends(_viewer)]
"""The user who reads, or null without an account."""


async def _expected_versions(
    if_match: Annotated[
        str | None,
        Header(
            description="Write only if the list still has one of these ETags; `*` matches any version",
            examples=['"1793620800000000"'],
            json_schema_extra={"pattern": IF_MATCH_PATTERN},
        ),
    ] = None,
) -> ExpectedVersions | None:
    return None if if_match is None else ExpectedVersions(expected_versions(if_match))


async def _write(principal: CurrentPrincipal, list_id: ListId) -> WriteList:
    return WriteList(principal.user_id, list_id)


async def _conditional_write(
    principal: CurrentPrincipal,
    list_id: ListId,
    expected: Annotated[ExpectedVersions | None, Depends(_expected_versions)],
) -> WriteList:
    return WriteList(principal.user_id, list_id, expected)


SHARED: Final = SharedRead(KEYS, "lists", by_user=True)
"""Of reads that are the same for all who have no account."""


def depends_on_list(response: Response, user_list: UserList) -> None:
    """State what the page of a list depends on: a smart list selects by what its owner has."""
    keys = (key_of_list(user_list.list_id), key_of_user(user_list.owner_id), KEYS.titles)
    depends_on(response.headers, KEYS, *keys)


WriteDep = Annotated[WriteList, Depends(_write)]
ConditionalWriteDep = Annotated[WriteList, Depends(_conditional_write)]
