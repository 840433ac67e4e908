"""Query parameters and response bodies about what can be played of titles."""

from collections.abc import Sequence
from typing import Final, Self
from uuid import UUID

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from chassis.http.schemas import Parameters, ResponseModel
from playback.domain.assets.asset import Access, PlayableSubject

MOST_IDS: Final = 100
_LONGEST_IDS: Final = 40 * MOST_IDS


class PlayableParams(Parameters):
    """Of which titles."""

    ids: str = Field(
        max_length=_LONGEST_IDS,
        description=f"Comma-separated ids of titles, at most {MOST_IDS}; a repeated id counts once",
        examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9,89573a09-2882-5729-a9b4-94a4ebbfdb74"],
    )

    @field_validator("ids")
    @classmethod
    def _are_ids(cls, value: str) -> str:
        parts = {part.strip() for part in value.split(",") if part.strip()}
        if not parts:
            raise PydanticCustomError("ids_empty", "must contain at least one id")
        if len(parts) > MOST_IDS:
            raise PydanticCustomError("ids_too_many", "must contain at most {maxItems} ids", {"maxItems": MOST_IDS})
        for part in parts:
            try:
                UUID(part)
            except ValueError as malformed:
                raise PydanticCustomError("ids_malformed", "must be comma-separated UUIDs") from malformed
        return value

    def media_ids(self) -> list[UUID]:
        """Return the ids, each once, in the order of the request."""
        return list(dict.fromkeys(UUID(part.strip()) for part in self.ids.split(",") if part.strip()))


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
