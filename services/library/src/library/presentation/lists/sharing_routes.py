"""Routes of members, links and reactions."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Path

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from library.application.lists.read_models import ListView
from library.domain.errors import AccountErased
from library.domain.lists.errors import (
    ListLimitReached,
    ListLinkNotFound,
    ListMemberLimitReached,
    ListMemberNotFound,
    ListNotFound,
    ListOwnerRequired,
    ListRoleRequired,
)
from library.presentation.dependencies import READS, ApplicationDep, private
from library.presentation.errors import refuses
from library.presentation.lists.dependencies import ListId, MemberId, WriteDep
from library.presentation.lists.requests import JoinRequest, MemberRequest, OwnerRequest
from library.presentation.lists.schemas import (
    LikeResponse,
    LinkResponse,
    ListResponse,
    MemberResponse,
    NewLinkResponse,
    ShareResponse,
)

router = APIRouter(tags=["library"], dependencies=[Depends(private)])

LinkKindParameter = Annotated[
    Literal["public", "viewer", "editor"],
    Path(
        alias="kind",
        description="`public`: to read the list without an account. `viewer`, `editor`: to become a member",
        examples=["public"],
    ),
]
_OWNER: Final = (ListNotFound, ListRoleRequired, AccountErased)
_REACTIONS: Final[Responses] = refuses(ListNotFound, AccountErased) | READS


@router.get(
    "/lists/{listId}/members", summary="List members", responses=refuses(ListNotFound, ListRoleRequired) | READS
)
async def list_members(
    use_cases: ApplicationDep, principal: CurrentPrincipal, list_id: ListId
) -> Success[list[MemberResponse]]:
    """Return the members of a list to its owner and its members, in the order in which they joined."""
    members = await use_cases.lists.read.members(list_id, principal.user_id)
    return Success(data=[MemberResponse.of(member) for member in members])


@router.put(
    "/lists/{listId}/members/{userId}",
    summary="Set a member",
    responses=refuses(*_OWNER, ListOwnerRequired, ListMemberNotFound, ListMemberLimitReached) | READS,
)
async def save_member(
    use_cases: ApplicationDep, command: WriteDep, member_id: MemberId, body: MemberRequest
) -> Success[MemberResponse]:
    """Make a user a member, or change the role of a member, as the owner. The user can leave the list at any time."""
    return Success(data=MemberResponse.of(await use_cases.lists.share.save_member(command, member_id, body.role)))


@router.delete(
    "/lists/{listId}/members/{userId}",
    status_code=204,
    summary="Remove a member or leave",
    responses=refuses(*_OWNER, ListOwnerRequired),
)
async def delete_member(use_cases: ApplicationDep, command: WriteDep, member_id: MemberId) -> None:
    """Remove a member as the owner, or leave the list as this member. Succeeds for a user who is no member.

    Titles that the user added stay. The response has no body.
    """
    await use_cases.lists.share.delete_member(command, member_id)


@router.put(
    "/lists/{listId}/owner",
    summary="Transfer a list",
    responses=refuses(*_OWNER, ListMemberNotFound, ListLimitReached) | READS,
)
async def transfer_list(use_cases: ApplicationDep, command: WriteDep, body: OwnerRequest) -> Success[ListResponse]:
    """Make a member the owner of the list, and return it. The user, who was the owner, becomes an editor."""
    transferred = await use_cases.lists.manage.transfer(command, body.user_id)
    return Success(data=ListResponse.of(ListView(transferred, "editor")))


@router.get("/lists/{listId}/links", summary="List links", responses=refuses(ListNotFound, ListRoleRequired) | READS)
async def list_links(
    use_cases: ApplicationDep, principal: CurrentPrincipal, list_id: ListId
) -> Success[list[LinkResponse]]:
    """Return the links of a list to its owner. A token is never returned again: create a new link when it is lost."""
    links = await use_cases.lists.read.links(list_id, principal.user_id)
    return Success(data=[LinkResponse.of(link) for link in links])


@router.post(
    "/lists/{listId}/links/{kind}",
    status_code=201,
    summary="Create a link",
    responses=refuses(*_OWNER) | {201: {"headers": headers("Cache-Control")}},
)
async def create_link(
    use_cases: ApplicationDep, command: WriteDep, kind: LinkKindParameter
) -> Success[NewLinkResponse]:
    """Create a link as the owner, or replace the one of this kind: its token is no longer valid.

    The token is returned only here; only its hash is stored. It can be used whatever the visibility of the list.
    """
    return Success(data=NewLinkResponse.of_new(await use_cases.lists.share.create_link(command, kind)))


@router.delete("/lists/{listId}/links/{kind}", status_code=204, summary="Revoke a link", responses=refuses(*_OWNER))
async def delete_link(use_cases: ApplicationDep, command: WriteDep, kind: LinkKindParameter) -> None:
    """Revoke the link of a kind as the owner. Members who used it stay. Succeeds without one; no body."""
    await use_cases.lists.share.delete_link(command, kind)


@router.post(
    "/me/lists/memberships",
    summary="Join a list",
    responses=refuses(ListLinkNotFound, ListMemberLimitReached, AccountErased) | READS,
)
async def join_list(use_cases: ApplicationDep, principal: CurrentPrincipal, body: JoinRequest) -> Success[ListResponse]:
    """Become a member by the token of an invitation, and return the list. A stronger role stays."""
    return Success(data=ListResponse.of(await use_cases.lists.share.join(principal.user_id, body.token)))


@router.put("/lists/{listId}/like", summary="Like a list", responses=_REACTIONS)
async def like_list(use_cases: ApplicationDep, principal: CurrentPrincipal, list_id: ListId) -> Success[LikeResponse]:
    """Like a list that the user may see. A repetition changes nothing."""
    liked = await use_cases.lists.share.react(principal.user_id, list_id, "like")
    return Success(data=LikeResponse(liked=True, like_count=liked.likes))


@router.delete("/lists/{listId}/like", summary="Withdraw a like", responses=_REACTIONS)
async def unlike_list(use_cases: ApplicationDep, principal: CurrentPrincipal, list_id: ListId) -> Success[LikeResponse]:
    """Withdraw the like of a list, and return the likes that are left. A repetition changes nothing."""
    left = await use_cases.lists.share.withdraw(principal.user_id, list_id, "like")
    return Success(data=LikeResponse(liked=False, like_count=left.likes))


@router.put("/lists/{listId}/share", summary="Count a share", responses=_REACTIONS)
async def share_list(use_cases: ApplicationDep, principal: CurrentPrincipal, list_id: ListId) -> Success[ShareResponse]:
    """Count that the user has shared a list with others. Each user counts once."""
    shared = await use_cases.lists.share.react(principal.user_id, list_id, "share")
    return Success(data=ShareResponse(share_count=shared.shares))
