"""Parameters of pages of lists."""

from typing import Final, Literal
from uuid import UUID

from pydantic import Field

from chassis.http.follow_up.paging import Order, PartParams, identifier, instant, small_number
from library.application.lists.read_models import PublicSort, Selection
from library.presentation.lists.requests import VISIBILITIES, VisibilityName

OWN_LISTS: Final = Order("lists", (instant, identifier))
ALL_LISTS: Final = Order("lists:all", (instant, identifier))
PUBLIC_LISTS: Final[dict[PublicSort, Order]] = {
    "likes": Order("lists:public", (small_number, instant, identifier)),
    "recent": Order("lists:public", (instant, identifier)),
}


class OwnListsParams(PartParams):
    """Parameters of the lists of a user."""

    selection: Selection = Field(
        default="all", description="`own`: lists of the user. `shared`: of others. `all`: both", examples=["own"]
    )
    media_item_id: UUID | None = Field(
        default=None,
        description="Lists that contain this title only; no smart lists",
        examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"],
    )


class _DeepParams(PartParams):
    offset: int = Field(
        default=0,
        ge=0,
        le=10_000,
        description="Number of lists before the page, at most 10000: read further with `cursor`",
        examples=[0],
    )


class PublicListsParams(_DeepParams):
    """Parameters of the public lists."""

    sort: Literal["likes", "recent"] = Field(
        default="likes", description="`likes`: most liked first. `recent`: newest first", examples=["likes"]
    )


class AllListsParams(_DeepParams):
    """Parameters of the lists of all users."""

    visibility: VisibilityName | None = Field(default=None, description=VISIBILITIES, examples=["public"])
