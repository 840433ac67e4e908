"""Events about what the users of this server rate on average."""

from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import StateEvent, event


@event("ratings.averaged.v1", publisher="social", consumers=("stats",))
class RatingsAveragedV1(StateEvent):
    """The average rating of a title by the users of this server, in their reviews, changed.

    A group of fewer than five users has no average: both values are null, which is unknown, also when a group that was
    large enough becomes smaller.
    """

    media_id: UUID
    average: float | None = Field(default=None, ge=0, le=100)
    raters: int | None = Field(default=None, ge=5)
    averaged_at: AwareDatetime

    def key(self) -> str:
        """Keyed by title."""
        return str(self.media_id)
