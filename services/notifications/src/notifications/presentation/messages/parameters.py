"""Query parameters of the inbox."""

from typing import Final
from uuid import UUID

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from chassis.http.follow_up.paging import DeepPartParams, Order, identifier, instant
from notifications.application.messages.inbox import InboxFilter
from notifications.domain.messages.kinds import KINDS, Category

INBOX: Final = Order("inbox", (instant, identifier))


class InboxParams(DeepPartParams):
    """Parameters of the inbox."""

    unread: bool = Field(default=False, description="Whether only unread notifications are listed", examples=[True])
    kind: str | None = Field(default=None, description="Notifications of this kind only", examples=["new_episode"])
    category: Category | None = Field(
        default=None, description="Notifications of kinds of this category only", examples=["titles"]
    )

    @field_validator("kind")
    @classmethod
    def _known(cls, kind: str | None) -> str | None:
        if kind is not None and (kind not in KINDS or not KINDS[kind].in_inbox):
            raise PydanticCustomError("kind_unknown", "must be a kind of notifications that the inbox shows")
        return kind

    def chosen(self, user_id: UUID) -> InboxFilter:
        """Return the filters."""
        return InboxFilter(user_id, self.unread, self.kind, self.category)
