"""Bodies about people."""

from typing import Final, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from social.application.people.reading import Profile
from social.application.relations.views import Counts
from social.domain.people.person import Person
from social.domain.relations.states import FollowState

_ID: Final = "0199b11c-52f0-7c64-8d2b-3a9e5f7c1d20"
_PICTURE: Final = "/api/v1/users/avatars/7c9e6679-7425-40de-944b-e07fc1f90ae7/128.webp"

Relation = Literal["stranger", "follower", "friend", "self"]
_RELATIONS: Final[tuple[Relation, ...]] = ("stranger", "follower", "friend", "self")


class PersonResponse(ResponseModel):
    """A user as other users see them."""

    id: UUID = Field(description="Id of the user", examples=[_ID])
    username: str | None = Field(description="Name of the user; null while it is not known", examples=["ada_l"])
    avatar_url: str | None = Field(description="Path of the picture of the user, or null", examples=[_PICTURE])

    @classmethod
    def of(cls, person: Person) -> Self:
        """Return the response of a person."""
        return cls(id=person.user_id, username=person.username, avatar_url=picture_of(person.avatar_id))


class RelationCountsResponse(ResponseModel):
    """How many relations a user has."""

    friends: int = Field(description="Number of friends", examples=[12])
    followers: int = Field(description="Number of followers", examples=[40])
    following: int = Field(description="Number of people whom the user follows", examples=[31])

    @classmethod
    def of(cls, counts: Counts) -> Self:
        """Return the response of counts."""
        return cls(friends=counts.friends, followers=counts.followers, following=counts.following)


class SocialProfileResponse(PersonResponse):
    """The profile of a user, as the signed-in user sees it."""

    relation: Relation = Field(
        description="What the signed-in user is to this user: who follows while followers are allowed is a `follower`",
        examples=["friend"],
    )
    followed: FollowState | None = Field(
        description="`following`, or `requested` while the user has not decided; null for neither",
        examples=["following"],
    )
    is_private: bool = Field(
        description="Whether only accepted followers and friends see more than the name and the picture",
        examples=[False],
    )
    counts: RelationCountsResponse | None = Field(
        description="How many relations the user has; null where the signed-in user may not see it"
    )

    @classmethod
    def of_profile(cls, profile: Profile) -> Self:
        """Return the response of a profile."""
        person, counts = profile.person, profile.counts
        return cls(
            id=person.user_id,
            username=person.username,
            avatar_url=picture_of(person.avatar_id),
            relation=_RELATIONS[profile.closeness],
            followed=profile.followed,
            is_private=not person.privacy.profile_public,
            counts=None if counts is None else RelationCountsResponse.of(counts),
        )


def picture_of(avatar_id: UUID | None) -> str | None:
    """Return the path of the picture of a person, which auth serves."""
    return None if avatar_id is None else f"/api/v1/users/avatars/{avatar_id}/128.webp"
