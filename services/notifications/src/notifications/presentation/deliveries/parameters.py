"""Query parameters of the log of deliveries."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.http.follow_up.cursors import Cursor, decode_cursor, encode_cursor
from chassis.http.schemas import Parameters
from notifications.application.deliveries.log import LogFilter, LogPage, LogPosition, LogRequest
from notifications.presentation.paging import CursorMeta, cursor_error, instant, microseconds, number

StateName = Literal["collected", "pending", "sending", "delivered", "failed", "unconfirmed", "cancelled"]
ChannelName = Literal["email", "webpush", "sms", "service", "webhook"]
STATES = (
    "`collected`: waits for its digest. `pending`: waits for its time. `sending`: is being handed over. `delivered`: "
    "the server has accepted it. `failed`: was refused, or is too old. `unconfirmed`: may have arrived. `cancelled`: "
    "its destination is gone"
)


class LogParams(Parameters):
    """Parameters of the log of the signed-in user."""

    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of deliveries on the page", examples=[20])
    offset: int = Field(
        default=0,
        ge=0,
        le=10_000,
        description="Number of deliveries before the page, at most 10000: read further with `cursor`",
        examples=[0],
    )
    cursor: Cursor | None = Field(
        default=None,
        description="`nextCursor` of the page before, with the same filters; `offset` does not count then",
        examples=["m5vRkq0T2lZlWzQyXQ"],
    )
    state: StateName | None = Field(default=None, description=STATES, examples=["failed"])
    channel: ChannelName | None = Field(default=None, description="Deliveries on this channel only", examples=["email"])
    kind: str | None = Field(
        default=None,
        min_length=1,
        max_length=50,
        pattern="^[a-z_]+$",
        description="Deliveries of this kind of messages only",
        examples=["new_episode"],
    )

    def request(self, user_id: UUID | None) -> LogRequest:
        """Return the request for a page; raise ApiError for a cursor of another list."""
        chosen = LogFilter(user_id, self.state, self.channel, self.kind)
        if self.cursor is None:
            return LogRequest(chosen, self.limit, self.offset)
        try:
            at, delivery_id, before = decode_cursor(self.cursor, self._query())
            position = LogPosition(instant(at), UUID(delivery_id))
            return LogRequest(chosen, self.limit, number(before, 2**31 - 1), position)
        except (ValueError, TypeError, AttributeError) as invalid:
            raise cursor_error() from invalid

    def meta(self, page: LogPage, request: LogRequest) -> CursorMeta:
        """Return the position of a page."""
        cursor = None
        if page.has_more:
            last = page.items[-1]
            position = (microseconds(last.created_at), str(last.delivery_id), request.offset + len(page.items))
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
        return type(self).__name__ + self.model_dump_json(exclude={"limit", "offset", "cursor"})


class AdminLogParams(LogParams):
    """Parameters of the log of all users."""

    user_id: UUID | None = Field(
        default=None, description="Deliveries to this user only", examples=["0199a2f0-7c1e-7b52-9d3a-5d2f6c0e8a41"]
    )
