"""Routes of people."""

from typing import Literal, Self

from fastapi import APIRouter, Depends
from pydantic import Field

from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from social.application.people.reading import Profile
from social.domain.people.errors import PersonNotFound
from social.presentation.dependencies import ApplicationDep, Username, private
from social.presentation.errors import refuses
from social.presentation.people.schemas import PersonResponse, picture_of

router = APIRouter(prefix="/social/users", tags=["social: people"], dependencies=[Depends(private)])


class SocialProfileResponse(PersonResponse):
    """The profile of a user, as the signed-in user sees it."""

    relation: Literal["stranger", "follower", "friend", "self"] = Field(
        description="What the signed-in user is to this user", examples=["friend"]
    )
    is_private: bool = Field(
        description="Whether only accepted followers and friends see more than the name and the picture",
        examples=[False],
    )

    @classmethod
    def of_profile(cls, profile: Profile) -> Self:
        """Return the response of a profile."""
        person = profile.person
        return cls(
            id=person.user_id,
            username=person.username,
            avatar_url=picture_of(person),
            relation=_RELATIONS[profile.closeness],
            is_private=not person.privacy.profile_public,
        )


_RELATIONS: tuple[Literal["stranger", "follower", "friend", "self"], ...] = ("stranger", "follower", "friend", "self")


@router.get("/{username}", summary="Get a user's social profile", responses=refuses(PersonNotFound))
async def get_social_profile(
    use_cases: ApplicationDep, principal: CurrentPrincipal, username: Username
) -> Success[SocialProfileResponse]:
    """Return what the signed-in user may see of a user. Where one has blocked the other, there is no such user."""
    return Success(data=SocialProfileResponse.of_profile(await use_cases.people.get(principal.user_id, username)))
