"""Requests about external lists."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Path
from pydantic import Field

from chassis.http.follow_up.paging import Order, PartParams, number, small_number
from chassis.http.schemas import Parameters, RequestModel

EXAMPLE_LIST: Final = "b1f8c1de-5a0e-5b0e-8a6f-6f1a0c9d2e11"
EXAMPLE_ADDRESS: Final = "https://trakt.tv/users/jane/lists/best-of-2020"

ITEMS: Final = Order("external-list-items", (small_number,))
CHANGES: Final = Order("external-list-changes", (number,))

CSV_TYPES: Final = ("text/csv", "application/octet-stream")
CSV_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {
                "schema": {"type": "string", "format": "binary"},
                "example": "Position,Const,Title,Title Type,Year\n1,tt0133093,The Matrix,Movie,1999\n",
            }
            for kind in CSV_TYPES
        },
    }
}

ListId = Annotated[
    UUID, Path(alias="listId", description="Id of the list, the same for all its followers", examples=[EXAMPLE_LIST])
]


class FollowRequest(RequestModel):
    """The list to follow."""

    url: str = Field(
        min_length=1, max_length=500, description="Address of the list at its site", examples=[EXAMPLE_ADDRESS]
    )


class UploadParams(Parameters):
    """The list that an export file is of."""

    url: str | None = Field(
        default=None,
        min_length=1,
        max_length=500,
        description="Address of the list at its site: another file with the same address replaces the content",
        examples=["https://www.imdb.com/list/ls012345678/"],
    )
    name: str | None = Field(
        default=None, min_length=1, max_length=100, description="Name of the list", examples=["Best of 2020"]
    )


class ItemsParams(PartParams):
    """Which items to return."""


class ChangesParams(PartParams):
    """Which changes to return."""
