"""Query parameters of the lists of plays and marks."""

from typing import Final, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from chassis.http.follow_up.paging import DeepPartParams, Order, PartParams, instant, number
from library.application.plays.read_models import PlayFilter

MARKS: Final = Order("marks", (instant, number))
PLAYS: Final = Order("plays", (instant, number))


class PlayParams(DeepPartParams):
    """Parameters of the history by plays."""

    media_item_id: UUID | None = Field(
        default=None, description="Plays of this title only", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"]
    )
    kind: Literal["movie", "show"] | None = Field(
        default=None, description="Plays of movies, or of episodes (`show`), only", examples=["movie"]
    )
    since: AwareDatetime | None = Field(
        default=None,
        alias="from",
        description="Watched at or after this instant; omits plays of unknown time",
        examples=["2026-01-01T00:00:00Z"],
    )
    until: AwareDatetime | None = Field(
        default=None,
        alias="to",
        description="Watched before this instant; omits plays of unknown time",
        examples=["2027-01-01T00:00:00Z"],
    )
    origin: str | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        description="Plays of this origin only, such as `api`, `scrobble:jellyfin` or `import:letterboxd`",
        examples=["api"],
    )

    def chosen(self) -> PlayFilter:
        """Return the filters."""
        return PlayFilter(self.media_item_id, self.kind, self.since, self.until, self.origin)


class MarkParams(PartParams):
    """Parameters of the list of marks."""

    media_item_id: UUID | None = Field(
        default=None, description="Marks of this title only", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"]
    )
