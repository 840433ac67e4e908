"""Query parameters of the lists of plays and marks."""

from typing import Final, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from chassis.http.follow_up.cursors import Cursor, decode_cursor, encode_cursor
from chassis.http.schemas import Parameters
from library.application.plays.read_models import (
    PlayFilter,
    PlayPage,
    PlayPageRequest,
    Position,
)
from library.presentation.paging import CursorMeta, Order, PartParams, cursor_error, instant, microseconds, number

MARKS: Final = Order("marks", (instant, number))


class PlayParams(Parameters):
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

    def request(self, user_id: UUID) -> PlayPageRequest:
        """Return the request for a page; raise ApiError for a cursor of another list."""
        chosen = PlayFilter(self.media_item_id, self.kind, self.since, self.until, self.origin)
        after, before = self._after()
        return PlayPageRequest(user_id, chosen, self.limit, before, after)

    def meta(self, page: PlayPage, request: PlayPageRequest) -> CursorMeta:
        """Return the position of a page."""
        cursor = None
        if page.has_more:
            last = page.items[-1].play
            before = request.offset + len(page.items)
            cursor = encode_cursor((microseconds(last.at), last.sequence, before), self._query())
        return CursorMeta(
            count=len(page.items),
            total=page.total,
            limit=self.limit,
            offset=request.offset,
            has_more=page.has_more,
            next_cursor=cursor,
        )

    def _query(self) -> str:
        """Return the filters, on which a cursor depends."""
        return "plays" + self.model_dump_json(exclude={"limit", "offset", "cursor"}, exclude_defaults=True)

    def _after(self) -> tuple[Position | None, int]:
        if self.cursor is None:
            return None, self.offset
        try:
            at, sequence, before = decode_cursor(self.cursor, self._query())
            return Position(instant(at), number(sequence)), number(before, 2**31 - 1)
        except (ValueError, TypeError) as invalid:
            raise cursor_error() from invalid


class MarkParams(PartParams):
    """Parameters of the list of marks."""

    media_item_id: UUID | None = Field(
        default=None, description="Marks of this title only", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"]
    )
