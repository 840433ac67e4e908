"""Routes of friends. Every change may be repeated."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from chassis.http.follow_up.paging import DeepPartParams
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from social.domain.people.errors import AccountErased, PersonNotFound
from social.domain.relations.errors import FriendRequestNotFound, OwnAccount, RelationLimitReached
from social.presentation.dependencies import ApplicationDep, PersonId, private
from social.presentation.errors import refuses
from social.presentation.relations.parameters import FRIENDS, REQUESTS, RequestParams
from social.presentation.relations.schemas import (
    FriendRequestResponse,
    FriendshipRequest,
    FriendStateResponse,
    RelatedPersonResponse,
)

router = APIRouter(prefix="/social/friends", tags=["social: friends"], dependencies=[Depends(private)])

_ENDS: Final = refuses(AccountErased, OwnAccount)


@router.get("", summary="List my friends")
async def list_friends(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[DeepPartParams, Query()]
) -> CursorPage[RelatedPersonResponse]:
    """Return the friends of the signed-in user, the newest friendship first."""
    part = params.part(FRIENDS)
    page = await use_cases.relations.friends.page(principal.user_id, part)
    return params.page(FRIENDS, part, page, RelatedPersonResponse.of)


@router.get("/pending", summary="List requests for friendship")
async def list_friend_requests(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[RequestParams, Query()]
) -> CursorPage[FriendRequestResponse]:
    """Return the requests that wait, received and sent, the newest first."""
    part = params.part(REQUESTS)
    page = await use_cases.relations.friends.pending(principal.user_id, params.direction, part)
    return params.page(REQUESTS, part, page, FriendRequestResponse.of)


@router.post(
    "/requests",
    summary="Request friendship",
    responses=refuses(AccountErased, OwnAccount, PersonNotFound, RelationLimitReached),
)
async def request_friendship(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: FriendshipRequest
) -> Success[FriendStateResponse]:
    """Request to be the friend of a user, who decides. Where that user has requested the same, the two are friends."""
    state = await use_cases.relations.friends.request(principal.user_id, body.user_id)
    return Success(data=FriendStateResponse(state=state))


@router.post(
    "/requests/{userId}/accept",
    status_code=204,
    summary="Accept a request for friendship",
    responses=refuses(AccountErased, OwnAccount, PersonNotFound, FriendRequestNotFound, RelationLimitReached),
)
async def accept_friend_request(use_cases: ApplicationDep, principal: CurrentPrincipal, user_id: PersonId) -> None:
    """Become the friend of a user who has requested it. The response has no body."""
    await use_cases.relations.friends.accept(principal.user_id, user_id)


@router.post("/requests/{userId}/decline", status_code=204, summary="Decline a request for friendship", responses=_ENDS)
async def decline_friend_request(use_cases: ApplicationDep, principal: CurrentPrincipal, user_id: PersonId) -> None:
    """Decline what a user has requested, who does not hear of it. The response has no body."""
    await use_cases.relations.friends.decline(principal.user_id, user_id)


@router.delete("/requests/{userId}", status_code=204, summary="Withdraw a request for friendship", responses=_ENDS)
async def withdraw_friend_request(use_cases: ApplicationDep, principal: CurrentPrincipal, user_id: PersonId) -> None:
    """Withdraw a request that the signed-in user has sent. The response has no body."""
    await use_cases.relations.friends.withdraw(principal.user_id, user_id)


@router.delete("/{userId}", status_code=204, summary="End a friendship", responses=_ENDS)
async def end_friendship(use_cases: ApplicationDep, principal: CurrentPrincipal, user_id: PersonId) -> None:
    """End a friendship; the other does not hear of it. The response has no body."""
    await use_cases.relations.friends.end(principal.user_id, user_id)
