"""Reading lists: overviews by index, and pages of items with their titles and the state of the viewer."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, true, union_all

from chassis.core.lists.pages import Part, Slice
from chassis.messaging.transaction import Transactions
from chassis.storage.lists.keysets import By, Keyset
from library.application.lists.read_models import (
    Completion,
    ItemPage,
    ItemRequest,
    Link,
    ListView,
    Member,
    OwnListsRequest,
    PublicSort,
)
from library.domain.lists.rules.document import SmartRules
from library.domain.lists.user_list import UserList, Visibility
from library.infrastructure.external_lists.tables import external_list_items
from library.infrastructure.lists.contents import contents_of, page_of, selected_by
from library.infrastructure.lists.deep_pages import PUBLIC, read_deep
from library.infrastructure.lists.item_pages import read_completion, read_items
from library.infrastructure.lists.rows import seen_by, to_list, to_view
from library.infrastructure.lists.tables import list_items, list_links, list_members, lists

_CHANGED_LAST: Final = Keyset(By(lists.c.updated_at), By(lists.c.list_id, ascending=True))


class SqlListReader:
    """Lists in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def find(self, list_id: UUID, viewer: UUID | None) -> ListView | None:
        """Read a list by primary key."""
        query = select(*lists.c, *seen_by(viewer)).where(lists.c.list_id == list_id)
        async with self._transactions.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return None if row is None else to_view(row)

    async def by_link(self, token_hash: bytes) -> UserList | None:
        """Read a list by the index of hashes."""
        query = (
            select(*lists.c)
            .join(list_links, list_links.c.list_id == lists.c.list_id)
            .where(list_links.c.token_hash == token_hash, list_links.c.kind == "public")
        )
        async with self._transactions.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return None if row is None else to_list(row)

    async def of_user(self, request: OwnListsRequest) -> Part[ListView]:
        """Read the lists by the indexes of owners and of members."""
        own = select(lists.c.list_id).where(lists.c.user_id == request.user_id)
        shared = select(list_members.c.list_id).where(list_members.c.user_id == request.user_id)
        chosen = {"own": own, "shared": shared, "all": union_all(own, shared)}[request.selection]
        condition: ColumnElement[bool] = lists.c.list_id.in_(chosen)
        if request.media_id is not None:
            contained = and_(list_items.c.list_id == lists.c.list_id, list_items.c.media_id == request.media_id)
            followed = and_(
                external_list_items.c.external_id == lists.c.follows,
                external_list_items.c.media_id == request.media_id,
            )
            condition &= or_(
                select(list_items.c.list_id).where(contained).exists(),
                select(external_list_items.c.rank).where(followed).exists(),
            )
        query = select(*lists.c, *seen_by(request.user_id)).where(condition)
        async with self._transactions.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(lists).where(condition))
            rows, last = await _CHANGED_LAST.read_mappings(connection, query, request.part)
            return Part([to_view(row) for row in rows], total, last)

    async def public(self, sort: PublicSort, viewer: UUID | None, part: Slice) -> Part[ListView]:
        """Read public lists by the index of their order."""
        async with self._transactions.read() as connection:
            return await read_deep(connection, PUBLIC, sort, viewer, part)

    async def all(self, visibility: Visibility | None, part: Slice) -> Part[ListView]:
        """Read lists by the index of their creation."""
        condition = true() if visibility is None else lists.c.visibility == visibility
        async with self._transactions.read() as connection:
            return await read_deep(connection, condition, "recent", None, part)

    async def items(self, user_list: UserList, request: ItemRequest, now: datetime) -> ItemPage:
        """Read a page of the items of a list; of one that is filled by hand by the index of ranks."""
        async with self._transactions.read() as connection:
            if user_list.rules is not None or not request.in_order:
                return await read_items(connection, contents_of(user_list, now), request)
            page = page_of(user_list, request.limit, request.offset)
            return replace(await read_items(connection, page, request, paged=True), total=user_list.items)

    async def selected(self, rules: SmartRules, owner: UUID, request: ItemRequest, now: datetime) -> ItemPage:
        """Read a page of the titles that rules select."""
        async with self._transactions.read() as connection:
            return await read_items(connection, selected_by(rules, owner, now), request)

    async def completion(self, user_list: UserList, viewer: UUID, now: datetime) -> Completion:
        """Count in one query, and read the next title in another."""
        async with self._transactions.read() as connection:
            return await read_completion(connection, contents_of(user_list, now), viewer)

    async def members(self, list_id: UUID) -> list[Member]:
        """Read the members by primary key."""
        query = select(list_members).where(list_members.c.list_id == list_id)
        async with self._transactions.read() as connection:
            rows = await connection.execute(query.order_by(list_members.c.joined_at, list_members.c.user_id))
            return [Member(row.user_id, row.role, row.joined_at) for row in rows]

    async def links(self, list_id: UUID) -> list[Link]:
        """Read the links by primary key."""
        query = select(list_links.c.kind, list_links.c.created_at).where(list_links.c.list_id == list_id)
        async with self._transactions.read() as connection:
            rows = await connection.execute(query.order_by(list_links.c.kind))
            return [Link(row.kind, row.created_at) for row in rows]
