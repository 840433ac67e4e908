"""HTTP routes of the lists that users show to others."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import Field

from chassis.http.document.error_cases import Responses
from chassis.http.follow_up.paging import PartParams
from chassis.http.routing.shared_reads import SharedRead, depends_on
from chassis.http.schemas import CursorPage
from chassis.http.tokens import OptionalPrincipal
from library.application import Application
from library.application.change_keys import KEYS, key_of_user
from library.application.users.profiles import Reader, SharedList
from library.domain.errors import UserNotFound
from library.presentation.dependencies import READS, ApplicationDep, private
from library.presentation.entries.parameters import SHARED_SORTS, entry_part, entry_request, order_of
from library.presentation.errors import refuses
from library.presentation.users.schemas import SharedEntryResponse, SharedSortName

router = APIRouter(tags=["library"], dependencies=[Depends(private), Depends(SharedRead(KEYS, "titles", by_user=True))])

Username = Annotated[
    str, Path(max_length=64, description="Username in any letter case, at most 64 characters", examples=["ada_l"])
]
RESPONSES: Final[Responses] = READS | refuses(UserNotFound)


class SharedParams(PartParams):
    """Parameters of a list that a user shows to others."""

    sort: SharedSortName = Field(default="recent", description=SHARED_SORTS, examples=["recent"])


@dataclass(frozen=True, slots=True)
class _SharedLists:
    """A request for a page of a list that a user may show."""

    use_cases: Application
    username: str
    reader: Reader | None
    params: SharedParams
    response: Response

    async def page(self, shared: SharedList) -> CursorPage[SharedEntryResponse]:
        """Return a page of a list; raise UserNotFound when the reader must not see it."""
        user = await self.use_cases.visible_user(self.username, shared, self.reader)
        depends_on(self.response.headers, KEYS, KEYS.titles, key_of_user(user.user_id))
        sort = self.params.sort
        # An order by ratings would show what is hidden.
        sort = "recent" if sort == "rating" and not user.show_ratings else sort
        order = order_of(shared, sort)
        part = self.params.part(order)
        page = await self.use_cases.entries.page(entry_request(user.user_id, shared, part, sort))
        return self.params.page(order, part, entry_part(page), lambda item: SharedEntryResponse.of(item, user))


async def _shared(
    use_cases: ApplicationDep,
    principal: OptionalPrincipal,
    username: Username,
    params: Annotated[SharedParams, Query()],
    response: Response,
) -> _SharedLists:
    reader = None if principal is None else Reader(principal.user_id, principal.has_role("admin"))
    return _SharedLists(use_cases, username, reader, params, response)


SharedListsDep = Annotated[_SharedLists, Depends(_shared)]


@router.get("/users/{username}/ratings", summary="List a user's ratings", responses=RESPONSES)
async def shared_ratings(lists: SharedListsDep) -> CursorPage[SharedEntryResponse]:
    """Return a page of what a user has rated, if the user shows ratings.

    A hidden list is a 404 like one of a user who does not exist. Its owner and administrators see it too.
    """
    return await lists.page("ratings")


@router.get("/users/{username}/watchlist", summary="List a user's watchlist", responses=RESPONSES)
async def shared_watchlist(lists: SharedListsDep) -> CursorPage[SharedEntryResponse]:
    """Return a page of what a user plans to watch, if the user shows the watch history.

    A hidden list is a 404 like one of a user who does not exist. Its owner and administrators see it too.
    """
    return await lists.page("watchlist")


@router.get("/users/{username}/history", summary="List a user's history", responses=RESPONSES)
async def shared_history(lists: SharedListsDep) -> CursorPage[SharedEntryResponse]:
    """Return a page of what a user watches or has completed, if the user shows the watch history.

    A hidden list is a 404 like one of a user who does not exist. Its owner and administrators see it too.
    """
    return await lists.page("history")
