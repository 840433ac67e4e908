"""Bodies about what happens now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from social.domain.live.event import LiveEvent, LiveKind, PlayState, Watching
from social.presentation.activity.schemas import ActivityResponse
from social.presentation.people.schemas import PersonResponse

_AT = "2026-11-30T20:45:00Z"


class WatchingResponse(ResponseModel):
    """What a user is watching at the moment."""

    user: PersonResponse = Field(description="Who is watching")
    media_item_id: UUID = Field(description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
    title: str | None = Field(description="Name of the title; null while it is not known", examples=["Severance"])
    slug: str | None = Field(description="Slug of the title's page, or null", examples=["severance"])
    season: int | None = Field(description="Season of the episode, or null", examples=[2])
    episode: int | None = Field(description="Number of the episode, or null", examples=[5])
    state: PlayState = Field(description="`playing`, `paused` or `ended`", examples=["playing"])
    at: datetime = Field(description="When the player reported it last (UTC)", examples=[_AT])

    @classmethod
    def of(cls, watching: Watching) -> Self:
        """Return the response of what a person is watching."""
        return cls(
            user=PersonResponse.of(watching.person),
            media_item_id=watching.media_id,
            title=watching.title,
            slug=watching.slug,
            season=watching.season,
            episode=watching.episode,
            state=watching.state,
            at=watching.at,
        )


class ListeningResponse(ResponseModel):
    """What the circle of the signed-in user is watching at the moment."""

    people: list[WatchingResponse] = Field(description="Who watches what, the newest first, at most 100")

    @classmethod
    def of(cls, watching: Sequence[Watching]) -> Self:
        """Return the response of everyone who is watching."""
        return cls(people=[WatchingResponse.of(one) for one in watching])


class LiveEventResponse(ResponseModel):
    """Something that has just happened: the member of its kind is not null."""

    kind: LiveKind = Field(
        description="`activity` (an item of the feed is new or has changed), `watching` or `request`",
        examples=["watching"],
    )
    at: datetime = Field(description="When it was reported (UTC)", examples=[_AT])
    activity: ActivityResponse | None = Field(description="The item of the feed as it is now")
    watching: WatchingResponse | None = Field(description="What someone is watching now")
    requester: PersonResponse | None = Field(description="Who wants to be a friend of the signed-in user")

    @classmethod
    def of(cls, event: LiveEvent) -> Self:
        """Return the response of an event of a stream."""
        activity, watching, requester = event.activity, event.watching, event.requester
        return cls(
            kind=event.kind,
            at=event.at,
            activity=None if activity is None else ActivityResponse.of(activity),
            watching=None if watching is None else WatchingResponse.of(watching),
            requester=None if requester is None else PersonResponse.of(requester),
        )
