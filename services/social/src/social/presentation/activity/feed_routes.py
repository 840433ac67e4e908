"""Routes of the activity feed."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from chassis.http.follow_up.paging import Order, PartParams, instant, number
from chassis.http.schemas import CursorPage
from chassis.http.tokens import CurrentPrincipal
from social.domain.people.errors import PersonNotFound
from social.presentation.activity.schemas import ActivityResponse
from social.presentation.dependencies import ApplicationDep, Username, private
from social.presentation.errors import refuses

router = APIRouter(prefix="/social", tags=["social: activity"], dependencies=[Depends(private)])

FEED: Final = Order("social-feed", (instant, number))
PERSON: Final = Order("social-activity", (instant, number))
_MOST_OFFSET: Final = 200
"""Each author contributes as many items to the query."""


class FeedParams(PartParams):
    """Which part of a feed to return; further than the first pages it is read by `cursor`."""

    offset: int = Field(
        default=0,
        ge=0,
        le=_MOST_OFFSET,
        description=f"Number of items before the page, at most {_MOST_OFFSET}: read further with `cursor`",
        examples=[0],
    )


FeedPart = Annotated[FeedParams, Query()]


@router.get("/feed", summary="Read my activity feed")
async def read_feed(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: FeedPart
) -> CursorPage[ActivityResponse]:
    """Return what the signed-in user, friends and followed people have done, the newest first.

    What its user shares no more, or not with the signed-in user, is not among it.
    """
    part = params.part(FEED)
    return params.page(FEED, part, await use_cases.feed.home(principal.user_id, part), ActivityResponse.of)


@router.get("/users/{username}/activity", summary="Read a user's activity", responses=refuses(PersonNotFound))
async def read_activity(
    use_cases: ApplicationDep, principal: CurrentPrincipal, username: Username, params: FeedPart
) -> CursorPage[ActivityResponse]:
    """Return what the signed-in user may see of what a user has done, the newest first."""
    part = params.part(PERSON)
    page = await use_cases.feed.of_person(principal.user_id, username, part)
    return params.page(PERSON, part, page, ActivityResponse.of)
