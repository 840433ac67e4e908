"""Query parameters of the inbox."""

from uuid import UUID

from pydantic import Field, field_validator

from chassis.http.follow_up.cursors import Cursor, decode_cursor, encode_cursor
from chassis.http.schemas import Parameters
from notifications.application.messages.inbox import InboxPage, InboxPosition, InboxRequest
from notifications.domain.messages.kinds import KINDS, Category
from notifications.presentation.paging import CursorMeta, cursor_error, instant, microseconds, number


class InboxParams(Parameters):
    """Parameters of the inbox."""

    limit: int = Field(
        default=20, ge=1, le=100, description="Maximum number of notifications on the page", examples=[20]
    )
    offset: int = Field(
        default=0,
        ge=0,
        le=10_000,
        description="Number of notifications before the page, at most 10000: read further with `cursor`",
        examples=[0],
    )
    cursor: Cursor | None = Field(
        default=None,
        description="`nextCursor` of the page before, with the same filters; `offset` does not count then",
        examples=["m5vRkq0T2lZlWzQyXQ"],
    )
    unread: bool = Field(default=False, description="Whether only unread notifications are listed", examples=[True])
    kind: str | None = Field(default=None, description="Notifications of this kind only", examples=["new_episode"])
    category: Category | None = Field(
        default=None, description="Notifications of kinds of this category only", examples=["titles"]
    )

    @field_validator("kind")
    @classmethod
    def _known(cls, kind: str | None) -> str | None:
        if kind is not None and (kind not in KINDS or not KINDS[kind].in_inbox):
            raise ValueError("must be a kind of notifications that the inbox shows")
        return kind

    def request(self, user_id: UUID) -> InboxRequest:
        """Return the request for a page; raise ApiError for a cursor of another list."""
        position, before = self._after()
        return InboxRequest(user_id, self.limit, before, self.unread, self.kind, self.category, position)

    def meta(self, page: InboxPage, request: InboxRequest) -> CursorMeta:
        """Return the position of a page."""
        cursor = None
        if page.has_more:
            last = page.items[-1]
            position = (microseconds(last.created_at), str(last.notification_id), request.offset + len(page.items))
            cursor = encode_cursor(position, self._query())
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
        return "inbox" + self.model_dump_json(exclude={"limit", "offset", "cursor"})

    def _after(self) -> tuple[InboxPosition | None, int]:
        if self.cursor is None:
            return None, self.offset
        try:
            created_at, id_, before = decode_cursor(self.cursor, self._query())
            return InboxPosition(instant(created_at), UUID(id_)), number(before, 2**31 - 1)
        except (ValueError, TypeError, AttributeError) as invalid:
            raise cursor_error() from invalid
