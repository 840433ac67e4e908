"""Bodies about relations."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, Strict

from chassis.http.schemas import RequestModel, ResponseModel
from social.application.relations.views import PendingRequest, Related
from social.domain.relations.states import Direction, FollowState, FriendState
from social.presentation.people.schemas import PersonResponse

_ID = "0199b11c-52f0-7c64-8d2b-3a9e5f7c1d20"
_AT = "2026-11-30T20:45:00Z"


class FriendshipRequest(RequestModel):
    """Whose friend the signed-in user wants to be."""

    user_id: Annotated[UUID, Strict(False)] = Field(description="Id of the other user", examples=[_ID])


class FriendStateResponse(ResponseModel):
    """What two users are to each other now."""

    state: FriendState = Field(
        description="`requested`, or `friends` where the other had requested it", examples=["requested"]
    )


class FollowStateResponse(ResponseModel):
    """What the signed-in user is to the other now."""

    state: FollowState = Field(description="`following`, or `requested` for a private profile", examples=["following"])


class RelatedPersonResponse(ResponseModel):
    """The other user of a relation."""

    user: PersonResponse = Field(description="The other user")
    since: datetime = Field(description="Since when (UTC)", examples=[_AT])

    @classmethod
    def of(cls, related: Related) -> Self:
        """Return the response of a relation."""
        return cls(user=PersonResponse.of(related.person), since=related.since)


class FriendRequestResponse(ResponseModel):
    """A request for friendship that waits."""

    user: PersonResponse = Field(description="The other user")
    direction: Direction = Field(
        description="Whether the signed-in user has `received` or `sent` it", examples=["received"]
    )
    requested_at: datetime = Field(description="When it was sent (UTC)", examples=[_AT])

    @classmethod
    def of(cls, request: PendingRequest) -> Self:
        """Return the response of a request."""
        person = PersonResponse.of(request.person)
        return cls(user=person, direction=request.direction, requested_at=request.since)
