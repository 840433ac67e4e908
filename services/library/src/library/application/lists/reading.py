"""Reading lists: a list that a user may not see does not exist for them."""

from uuid import UUID

from chassis.core.clock import Clock
from library.application.lists.ports import ListReader
from library.application.lists.read_models import Completion, ItemPage, ItemRequest, ItemSort, Link, ListView, Member
from library.application.lists.sharing import token_hash
from library.domain.lists.errors import ListLinkNotFound, ListNotFound
from library.domain.lists.rules.document import SmartRules
from library.domain.lists.user_list import UserList, check_readable, check_role


class ReadLists:
    """Reads the lists that a user, or a client without an account, may see."""

    def __init__(self, reader: ListReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    async def view(self, list_id: UUID, viewer: UUID | None) -> ListView:
        """Return a list; raise ListNotFound."""
        view = await self._reader.find(list_id, viewer)
        if view is None:
            raise ListNotFound(f"no list has the id {list_id}")
        check_readable(view.user_list, view.role)
        return view

    async def items(self, list_id: UUID, request: ItemRequest) -> ItemPage:
        """Return a page of the items of a list; raise ListNotFound."""
        view = await self.view(list_id, request.viewer)
        return await self.items_of(view.user_list, request)

    async def items_of(self, user_list: UserList, request: ItemRequest) -> ItemPage:
        """Return a page of the items of a list that the user may see."""
        return await self._reader.items(user_list, request, self._clock.now())

    async def selected(
        self, rules: SmartRules, user_id: UUID, limit: int, offset: int, sort: ItemSort = "position"
    ) -> ItemPage:
        """Return a page of the titles that rules select for a user."""
        request = ItemRequest(user_id, limit, offset, sort)
        return await self._reader.selected(rules, user_id, request, self._clock.now())

    async def completion(self, user_list: UserList, viewer: UUID) -> Completion:
        """Return how much of a list a user has completed."""
        return await self._reader.completion(user_list, viewer, self._clock.now())

    async def members(self, list_id: UUID, viewer: UUID) -> list[Member]:
        """Return the members to a member or the owner; raise ListNotFound and ListRoleRequired."""
        view = await self.view(list_id, viewer)
        check_role(view.user_list, view.role, "viewer")
        return await self._reader.members(list_id)

    async def links(self, list_id: UUID, viewer: UUID) -> list[Link]:
        """Return the links to the owner; raise ListNotFound and ListRoleRequired."""
        view = await self.view(list_id, viewer)
        check_role(view.user_list, view.role, "owner")
        return await self._reader.links(list_id)

    async def by_link(self, token: str) -> UserList:
        """Return the list of a public link; raise ListLinkNotFound."""
        user_list = await self._reader.by_link(token_hash(token))
        if user_list is None:
            raise ListLinkNotFound("token: no public link has this token")
        return user_list
