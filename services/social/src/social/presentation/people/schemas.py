"""Bodies about people."""

from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from social.domain.people.person import Person

_ID = "0199b11c-52f0-7c64-8d2b-3a9e5f7c1d20"
_PICTURE = "/api/v1/users/avatars/7c9e6679-7425-40de-944b-e07fc1f90ae7/128.webp"


class PersonResponse(ResponseModel):
    """A user as other users see them."""

    id: UUID = Field(description="Id of the user", examples=[_ID])
    username: str | None = Field(description="Name of the user; null while it is not known", examples=["ada_l"])
    avatar_url: str | None = Field(description="Path of the picture of the user, or null", examples=[_PICTURE])

    @classmethod
    def of(cls, person: Person) -> Self:
        """Return the response of a person."""
        return cls(id=person.user_id, username=person.username, avatar_url=picture_of(person))


def picture_of(person: Person) -> str | None:
    """Return the path of the picture of a person, which auth serves."""
    return None if person.avatar_id is None else f"/api/v1/users/avatars/{person.avatar_id}/128.webp"
