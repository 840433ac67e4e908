"""Query parameters of the log of deliveries."""

from typing import Final, Literal
from uuid import UUID

from pydantic import Field

from chassis.http.follow_up.paging import DeepPartParams, Order, identifier, instant
from notifications.application.deliveries.log import LogFilter

DELIVERIES: Final = Order("deliveries", (instant, identifier))
ALL_DELIVERIES: Final = Order("all-deliveries", (instant, identifier))

StateName = Literal["collected", "pending", "sending", "delivered", "failed", "unconfirmed", "cancelled"]
ChannelName = Literal["email", "webpush", "sms", "service", "webhook"]
STATES = (
    "`collected`: waits for its digest. `pending`: waits for its time. `sending`: is being handed over. `delivered`: "
    "the server has accepted it. `failed`: was refused, or is too old. `unconfirmed`: may have arrived. `cancelled`: "
    "its destination is gone"
)


class LogParams(DeepPartParams):
    """Parameters of the log of the signed-in user."""

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

    def chosen(self, user_id: UUID | None) -> LogFilter:
        """Return the filters."""
        return LogFilter(user_id, self.state, self.channel, self.kind)


class AdminLogParams(LogParams):
    """Parameters of the log of all users."""

    user_id: UUID | None = Field(
        default=None, description="Deliveries to this user only", examples=["0199a2f0-7c1e-7b52-9d3a-5d2f6c0e8a41"]
    )
