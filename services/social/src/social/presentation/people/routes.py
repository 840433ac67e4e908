"""Routes of people."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from chassis.http.follow_up.paging import DeepPartParams, Order, identifier, text
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from social.domain.people.errors import PersonNotFound, TooManySearches
from social.presentation.dependencies import ApplicationDep, Username, private
from social.presentation.errors import refuses
from social.presentation.people.schemas import PersonResponse, SocialProfileResponse

router = APIRouter(prefix="/social/users", tags=["social: people"], dependencies=[Depends(private)])

PEOPLE: Final = Order("social-users", (text, identifier))


class PeopleParams(DeepPartParams):
    """Which people to return."""

    query: str = Field(
        pattern="^[A-Za-z0-9_]{2,30}$",
        description="Beginning of the names, in any letter case; the whole name of a private profile",
        examples=["ada"],
    )


@router.get("", summary="Search people", responses=refuses(TooManySearches))
async def search_people(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[PeopleParams, Query()]
) -> CursorPage[PersonResponse]:
    """Return other users whose names begin with a text, by name: whose profiles the signed-in user may see.

    A private profile is found by its whole name. A user may search 30 times a minute.
    """
    part = params.part(PEOPLE)
    page = await use_cases.people.search(principal.user_id, params.query, part)
    return params.page(PEOPLE, part, page, PersonResponse.of)


@router.get("/{username}", summary="Get a user's social profile", responses=refuses(PersonNotFound))
async def get_social_profile(
    use_cases: ApplicationDep, principal: CurrentPrincipal, username: Username
) -> Success[SocialProfileResponse]:
    """Return what the signed-in user may see of a user. Where one has blocked the other, there is no such user."""
    return Success(data=SocialProfileResponse.of_profile(await use_cases.people.get(principal.user_id, username)))
