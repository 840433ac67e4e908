"""Pages of items: their parameters and responses."""

from typing import Annotated, Literal

from fastapi import Query

from chassis.http.schemas import Page, page_meta
from library.application.lists.read_models import ItemPage
from library.presentation.lists.schemas import ListItemResponse

ItemLimit = Annotated[int, Query(ge=1, le=100, description="Maximum number of items on the page", examples=[20])]
ItemOffset = Annotated[int, Query(ge=0, le=10_000, description="Number of items before the page", examples=[0])]
ItemSortParameter = Annotated[
    Literal["position", "added", "title", "releaseDate", "score"],
    Query(
        description="`position`: the order of the list. `added`, `releaseDate`, `score`: newest or highest first."
        " `title`: by name",
        examples=["position"],
    ),
]


def item_page(page: ItemPage, limit: int, offset: int, *, member: bool) -> Page[ListItemResponse]:
    """Return the response of a page of items, to a member of the list or to another reader."""
    data = [ListItemResponse.of(item, member=member) for item in page.items]
    return Page(data=data, meta=page_meta(count=len(data), total=page.total, limit=limit, offset=offset))
