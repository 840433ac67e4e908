"""Parameters and responses of the pages of the lists of all users."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.http.follow_up.cursors import Cursor, decode_cursor, encode_cursor
from chassis.http.schemas import Page, Parameters
from library.application.lists.read_models import DeepPage, DeepRequest, ListPosition
from library.presentation.lists.requests import VISIBILITIES, VisibilityName
from library.presentation.lists.schemas import ListResponse
from library.presentation.paging import CursorMeta, cursor_error, instant, microseconds, number


class DeepListsResponse(Page[ListResponse]):
    """One page of lists."""

    meta: CursorMeta = Field(description="The position of the page in its list")


class _DeepParams(Parameters):
    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of lists on the page", examples=[20])
    offset: int = Field(
        default=0,
        ge=0,
        le=10_000,
        description="Number of lists before the page, at most 10000: read further with `cursor`",
        examples=[0],
    )
    cursor: Cursor | None = Field(
        default=None,
        description="`nextCursor` of the page before, with the same order and filters; `offset` does not count then",
        examples=["m5vRkq0T2lZlWzQyXQ"],
    )

    def request(self) -> DeepRequest:
        """Return the request for a page; raise ApiError for a cursor of another list."""
        if self.cursor is None:
            return DeepRequest(self.limit, self.offset)
        try:
            likes, created_at, list_id, before = decode_cursor(self.cursor, self._query())
            position = ListPosition(
                instant(created_at), UUID(list_id), number(likes, 2**31 - 1) if self._by_likes else None
            )
            return DeepRequest(self.limit, number(before, 2**31 - 1), position)
        except (ValueError, TypeError, AttributeError) as invalid:
            raise cursor_error() from invalid

    def response(self, page: DeepPage, request: DeepRequest) -> DeepListsResponse:
        """Return the response of a page."""
        data = [ListResponse.of(view) for view in page.lists]
        cursor = None
        if page.has_more:
            last = page.lists[-1].user_list
            position = (last.likes, microseconds(last.created_at), str(last.list_id), request.offset + len(data))
            cursor = encode_cursor(position, self._query())
        meta = CursorMeta(
            count=len(data),
            total=page.total,
            limit=self.limit,
            offset=request.offset,
            has_more=page.has_more,
            next_cursor=cursor,
        )
        return DeepListsResponse(data=data, meta=meta)

    @property
    def _by_likes(self) -> bool:
        return False

    def _query(self) -> str:
        """Return the order and filters, on which a cursor depends."""
        return type(self).__name__ + self.model_dump_json(exclude={"limit", "offset", "cursor"})


class PublicListsParams(_DeepParams):
    """Parameters of the public lists."""

    sort: Literal["likes", "recent"] = Field(
        default="likes", description="`likes`: most liked first. `recent`: newest first", examples=["likes"]
    )

    @property
    def _by_likes(self) -> bool:
        return self.sort == "likes"


class AllListsParams(_DeepParams):
    """Parameters of the lists of all users."""

    visibility: VisibilityName | None = Field(default=None, description=VISIBILITIES, examples=["public"])
