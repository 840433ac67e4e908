"""Responses about saved items."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from library.application.saved.read_models import SavedRow
from library.domain.saved.item import SavedItem, SavedListName
from library.presentation.saved.requests import LISTS, ListName
from library.presentation.subscriptions.requests import TRIGGER_TEXT, Trigger
from library.presentation.titles.schemas import MediaId, MediaSummary


class SavedStatus(ResponseModel):
    """The list of a title; it is in one list at most."""

    is_for_later: bool = Field(description="Whether the title is in the list `for_later`", examples=[True])
    is_considering: bool = Field(description="Whether the title is in the list `considering`", examples=[False])

    @classmethod
    def of(cls, list_name: SavedListName | None) -> Self:
        """Return the status of a title in a list, or in none."""
        return cls(is_for_later=list_name == "for_later", is_considering=list_name == "considering")


class SavedResponse(ResponseModel):
    """A title that was saved."""

    id: UUID = Field(description="Id of the item", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
    media_item_id: MediaId
    list: ListName = Field(description=f"The list. {LISTS}", examples=["for_later"])
    status: SavedStatus = Field(description="The list of the title after the change")
    created_at: datetime = Field(description="When the title was put into the list", examples=["2026-11-20T18:30:00Z"])

    @classmethod
    def of(cls, item: SavedItem) -> Self:
        """Return the response of a saved item."""
        return cls(
            id=item.id,
            media_item_id=item.media_id,
            list=item.list,
            status=SavedStatus.of(item.list),
            created_at=item.created_at,
        )


class UnsavedResponse(ResponseModel):
    """The result of a removal from a list."""

    removed: bool = Field(description="Whether the title was in the list", examples=[True])
    status: SavedStatus = Field(description="The list in which the title still is")


class SavedStatuses(ResponseModel):
    """The lists of several titles."""

    statuses: dict[str, SavedStatus] = Field(
        description="The lists by id of the title, for every requested id",
        examples=[{"bdf784d0-c2eb-5939-9d13-a7324e63a0e9": {"isForLater": True, "isConsidering": False}}],
    )


class SavedItemResponse(ResponseModel):
    """An item of a list."""

    id: UUID = Field(description="Id of the item", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
    user_id: UUID = Field(description="Id of the user", examples=["0199a2f3-5a10-7c3d-8e21-1f0d9c8b7a65"])
    media_item_id: MediaId
    list: ListName = Field(description=f"The list. {LISTS}", examples=["for_later"])
    reason_key: str | None = Field(description="The reason that the client showed, or null", examples=["trendingNow"])
    created_at: datetime = Field(description="When the title was put into the list", examples=["2026-11-20T18:30:00Z"])
    updated_at: datetime = Field(description="When the item was last changed", examples=["2026-11-21T12:00:00Z"])
    media_summary: MediaSummary | None = Field(description="The title, or null while it is not imported")
    active_subscription_triggers: tuple[Trigger, ...] = Field(
        description=f"What the user subscribes to of this title. {TRIGGER_TEXT}", examples=[["new_season"]]
    )

    @classmethod
    def of(cls, row: SavedRow) -> Self:
        """Return the response of an item."""
        item = row.item
        return cls(
            id=item.id,
            user_id=item.user_id,
            media_item_id=item.media_id,
            list=item.list,
            reason_key=item.reason_key,
            created_at=item.created_at,
            updated_at=item.updated_at,
            media_summary=MediaSummary.of(row.title),
            active_subscription_triggers=row.triggers,
        )
