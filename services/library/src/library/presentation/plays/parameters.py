"""Query parameters of the lists of plays and marks."""

from datetime import datetime
from typing import Final, Literal, cast
from uuid import UUID

from pydantic import AwareDatetime, Field

from chassis.http.follow_up.cursors import Cursor
from library.application.pages import Part, Slice
from library.application.plays.read_models import PlayFilter, PlayItem, PlayPage, PlayPageRequest, Position
from library.presentation.paging import Order, PartParams, instant, number

MARKS: Final = Order("marks", (instant, number))
PLAYS: Final = Order("plays", (instant, number))


class PlayParams(PartParams):
    """Parameters of the history by plays."""

    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of plays on the page", examples=[20])
    offset: int = Field(
        default=0,
        ge=0,
        le=10_000,
        description="Number of plays before the page, at most 10000: read further with `cursor`",
        examples=[0],
    )
    cursor: Cursor | None = Field(
        default=None,
        description="`nextCursor` of the page before, with the same filters; `offset` does not count then",
        examples=["m5vRkq0T2lZlWzQyXQ"],
    )
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


def play_request(user_id: UUID, chosen: PlayFilter, part: Slice) -> PlayPageRequest:
    """Return the request for a part of the list of plays."""
    after = None if part.after is None else Position(*cast("tuple[datetime, int]", part.after))
    return PlayPageRequest(user_id, chosen, part.limit, part.offset, after)


def play_part(page: PlayPage) -> Part[PlayItem]:
    """Return a page of plays as a part of their list."""
    last = page.items[-1].play if page.has_more else None
    return Part(page.items, page.total, None if last is None else (last.at, last.sequence))
