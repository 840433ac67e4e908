"""Routes of followers and of people whom a user follows. Every change may be repeated."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from chassis.http.follow_up.paging import DeepPartParams, Order
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from social.domain.people.errors import AccountErased, PersonNotFound
from social.domain.relations.errors import FollowingRefused, FollowRequestNotFound, OwnAccount, RelationLimitReached
from social.domain.relations.states import Direction, FollowState
from social.presentation.dependencies import ApplicationDep, PersonId, private
from social.presentation.errors import refuses
from social.presentation.relations.parameters import FOLLOWERS, FOLLOWERS_PENDING, FOLLOWING, FOLLOWING_PENDING
from social.presentation.relations.schemas import FollowStateResponse, RelatedPersonResponse

router = APIRouter(prefix="/social", tags=["social: followers"], dependencies=[Depends(private)])

_ENDS: Final = refuses(AccountErased, OwnAccount)
Params = Annotated[DeepPartParams, Query()]


@router.get("/following", summary="List whom I follow")
async def list_following(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Params
) -> CursorPage[RelatedPersonResponse]:
    """Return the people whom the signed-in user follows, the newest first."""
    return await _page(use_cases, principal, params, FOLLOWING, Direction.SENT, FollowState.FOLLOWING)


@router.get("/following/pending", summary="List my requests to follow")
async def list_following_pending(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Params
) -> CursorPage[RelatedPersonResponse]:
    """Return the people with private profiles whom the signed-in user has requested to follow, the newest first."""
    return await _page(use_cases, principal, params, FOLLOWING_PENDING, Direction.SENT, FollowState.REQUESTED)


@router.put(
    "/following/{userId}",
    summary="Follow a user",
    responses=refuses(AccountErased, OwnAccount, PersonNotFound, FollowingRefused, RelationLimitReached),
)
async def follow_user(
    use_cases: ApplicationDep, principal: CurrentPrincipal, user_id: PersonId
) -> Success[FollowStateResponse]:
    """Follow a user, or request it where the profile is private and the two are no friends."""
    state = await use_cases.relations.follows.follow(principal.user_id, user_id)
    return Success(data=FollowStateResponse(state=state))


@router.delete("/following/{userId}", status_code=204, summary="Stop following a user", responses=_ENDS)
async def unfollow_user(use_cases: ApplicationDep, principal: CurrentPrincipal, user_id: PersonId) -> None:
    """Stop following a user, or withdraw the request. The response has no body."""
    await use_cases.relations.follows.unfollow(principal.user_id, user_id)


@router.get("/followers", summary="List my followers")
async def list_followers(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Params
) -> CursorPage[RelatedPersonResponse]:
    """Return the people who follow the signed-in user, the newest first."""
    return await _page(use_cases, principal, params, FOLLOWERS, Direction.RECEIVED, FollowState.FOLLOWING)


@router.get("/followers/pending", summary="List requests to follow me")
async def list_followers_pending(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Params
) -> CursorPage[RelatedPersonResponse]:
    """Return the people who have requested to follow the signed-in user, the newest first."""
    return await _page(use_cases, principal, params, FOLLOWERS_PENDING, Direction.RECEIVED, FollowState.REQUESTED)


@router.post(
    "/followers/{userId}/accept",
    status_code=204,
    summary="Accept a follower",
    responses=refuses(AccountErased, OwnAccount, PersonNotFound, FollowRequestNotFound),
)
async def accept_follower(use_cases: ApplicationDep, principal: CurrentPrincipal, user_id: PersonId) -> None:
    """Accept a user who has requested to follow. The response has no body."""
    await use_cases.relations.follows.accept(principal.user_id, user_id)


@router.delete("/followers/{userId}", status_code=204, summary="Remove a follower", responses=_ENDS)
async def remove_follower(use_cases: ApplicationDep, principal: CurrentPrincipal, user_id: PersonId) -> None:
    """Remove a follower, or decline the request; the other does not hear of it. The response has no body."""
    await use_cases.relations.follows.remove(principal.user_id, user_id)


async def _page(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: DeepPartParams,
    order: Order,
    direction: Direction,
    state: FollowState,
) -> CursorPage[RelatedPersonResponse]:
    part = params.part(order)
    page = await use_cases.relations.follows.page(principal.user_id, direction, state, part)
    return params.page(order, part, page, RelatedPersonResponse.of)
