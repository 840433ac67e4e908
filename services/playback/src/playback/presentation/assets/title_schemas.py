"""Response bodies about what can be played of titles."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from playback.domain.assets.asset import Access, PlayableSubject


class PlayableResponse(ResponseModel):
    """A movie, an episode or a trailer that can be played."""

    subject: str = Field(
        description="What a session is started for", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9:2x05"]
    )
    season: int | None = Field(description="Number of the season of an episode", examples=[2])
    episode: int | None = Field(description="Number of the episode", examples=[5])
    is_trailer: bool = Field(description="Whether it is the trailer", examples=[False])
    access: Access = Field(description="What a user needs in order to play it", examples=["plan"])
    duration_ms: int | None = Field(description="Duration in milliseconds", examples=[5400000])

    @classmethod
    def of(cls, playable: PlayableSubject) -> Self:
        """Return the response of a subject."""
        subject = playable.subject
        return cls(
            subject=str(subject),
            season=subject.season,
            episode=subject.episode,
            is_trailer=subject.trailer,
            access=playable.access,
            duration_ms=playable.duration_ms,
        )


class PlayableTitleResponse(ResponseModel):
    """A title with what can be played of it."""

    media_item_id: UUID = Field(description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
    videos: list[PlayableResponse] = Field(description="The movie or its episodes in order, then the trailer")

    @classmethod
    def of(cls, media_id: UUID, playable: Sequence[PlayableSubject]) -> Self:
        """Return the response of a title."""
        return cls(media_item_id=media_id, videos=[PlayableResponse.of(one) for one in playable])
