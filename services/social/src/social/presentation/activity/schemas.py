"""Bodies about activity."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import RequestModel, ResponseModel
from social.application.activity.ports import HiddenTitle
from social.domain.activity.activity import Activity, ActivityKind
from social.domain.activity.privacy import Sharing
from social.domain.people.person import Audience
from social.presentation.people.schemas import PersonResponse

_MEDIA = "bdf784d0-c2eb-5939-9d13-a7324e63a0e9"
_AT = "2026-11-30T20:45:00Z"
_CHOICES = "`everyone`, `followers` (and friends), `friends` or `only_me`"

AudienceName = Literal["everyone", "followers", "friends", "only_me"]
_NAMES: tuple[AudienceName, ...] = ("everyone", "followers", "friends", "only_me")


class SharedTitleResponse(ResponseModel):
    """The title or list of an item."""

    id: UUID = Field(description="Id of the title or list", examples=[_MEDIA])
    kind: str = Field(description="`movie`, `show` or `list`", examples=["show"])
    title: str | None = Field(
        description="Name of the title or list; null while it is not known", examples=["Severance"]
    )
    slug: str | None = Field(description="Slug of the title's page, or null", examples=["severance"])


class ActivityResponse(ResponseModel):
    """What a user has done with a title."""

    id: str = Field(description="Id of the item", examples=["1042"])
    user: PersonResponse = Field(description="Who has done it")
    kind: ActivityKind = Field(
        description="`watched` (a movie, or episodes of a show on one day in UTC), `started`, `finished` (a show),"
        " `planned`, `rated` or `listed` (a list that is public)",
        examples=["watched"],
    )
    media: SharedTitleResponse = Field(description="The title")
    happened_at: datetime = Field(description="When it was done, of episodes the last one (UTC)", examples=[_AT])
    count: int = Field(description="How many different episodes; 1 for anything else", examples=[3])
    season: int | None = Field(description="Season of the last episode, or null", examples=[2])
    episode: int | None = Field(description="Number of the last episode, or null", examples=[5])
    rating: int | None = Field(description="The rating, of 100; null for other kinds", examples=[None])

    @classmethod
    def of(cls, item: Activity) -> Self:
        """Return the response of an item."""
        return cls(
            id=str(item.id),
            user=PersonResponse.of(item.person),
            kind=item.kind,
            media=SharedTitleResponse(id=item.media_id, kind=item.media_kind, title=item.title, slug=item.slug),
            happened_at=item.happened_at,
            count=item.count,
            season=item.season,
            episode=item.episode,
            rating=item.rating,
        )


class SharingRequest(RequestModel):
    """Who sees what the signed-in user does. Private profiles and hidden histories or ratings narrow it further."""

    activity: AudienceName = Field(description=f"Who sees the activity: {_CHOICES}", examples=["followers"])
    watching_now: AudienceName = Field(
        description=f"Who sees what is being watched at the moment, of those who see the activity: {_CHOICES}",
        examples=["friends"],
    )

    def sharing(self) -> Sharing:
        """Return the decision."""
        return Sharing(Audience(_NAMES.index(self.activity)), Audience(_NAMES.index(self.watching_now)))


class SharingResponse(ResponseModel):
    """Who sees what the signed-in user does."""

    activity: AudienceName = Field(description=f"Who sees the activity: {_CHOICES}", examples=["followers"])
    watching_now: AudienceName = Field(
        description=f"Who sees what is being watched at the moment: {_CHOICES}", examples=["friends"]
    )

    @classmethod
    def of(cls, sharing: Sharing) -> Self:
        """Return the response of a decision."""
        return cls(activity=_NAMES[sharing.activity], watching_now=_NAMES[sharing.watching_now])


class HiddenTitleResponse(ResponseModel):
    """A title that the signed-in user hides from others."""

    media_item_id: UUID = Field(description="Id of the title", examples=[_MEDIA])
    title: str | None = Field(description="Name of the title; null while it is not known", examples=["Severance"])
    slug: str | None = Field(description="Slug of the title's page, or null", examples=["severance"])
    hidden_at: datetime = Field(description="Since when (UTC)", examples=[_AT])

    @classmethod
    def of(cls, hidden: HiddenTitle) -> Self:
        """Return the response of a hidden title."""
        return cls(media_item_id=hidden.media_id, title=hidden.title, slug=hidden.slug, hidden_at=hidden.hidden_at)
