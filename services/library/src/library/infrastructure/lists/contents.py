"""What a list contains as a query: the ids of titles with their positions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Select, Text, and_, func, literal, null, select
from sqlalchemy import Uuid as UuidType
from sqlalchemy.sql.expression import cast

from library.domain.lists.rules.document import SmartRules
from library.domain.lists.user_list import UserList
from library.infrastructure.external_lists.tables import external_list_items
from library.infrastructure.lists.rules_sql import OWN, SORTS, RuleConditions, needs_titles
from library.infrastructure.lists.tables import list_items
from library.infrastructure.titles.tables import titles

Contents = Select[tuple[Any, ...]]
"""Queries of media_id, position, note, added_by, added_at and total, the number of all items."""


def contents_of(user_list: UserList, now: datetime) -> Contents:
    """Return all items of a list."""
    if user_list.rules is not None:
        return selected_by(user_list.rules, user_list.owner_id, now)
    return _numbered(_own_items(user_list), user_list, 0)


def page_of(user_list: UserList, limit: int, offset: int) -> Contents:
    """Return a page of the items of a list without rules; only the page is numbered."""
    own = _own_items(user_list)
    return _numbered(own.order_by(own.selected_columns.rank).limit(limit).offset(offset), user_list, offset)


def _own_items(user_list: UserList) -> Select[tuple[Any, ...]]:
    """Return the items of a list, or of the external list that it follows."""
    if user_list.follows is None:
        return select(list_items).where(list_items.c.list_id == user_list.list_id)
    followed = external_list_items.c
    return select(
        followed.media_id,
        followed.rank,
        cast(null(), Text).label("note"),
        cast(null(), UuidType).label("added_by"),
        cast(null(), DateTime(timezone=True)).label("added_at"),
    ).where(followed.external_id == user_list.follows)


def _numbered(items: Select[tuple[Any, ...]], user_list: UserList, offset: int) -> Contents:
    page = items.subquery("items")
    return select(
        page.c.media_id,
        (func.row_number().over(order_by=page.c.rank) + offset).label("position"),
        page.c.note,
        page.c.added_by,
        page.c.added_at,
        literal(user_list.items).label("total"),
    )


def selected_by(rules: SmartRules, owner: UUID, now: datetime) -> Contents:
    """Return the titles that rules select for a user; titles are read only if the rules need them."""
    with_titles = needs_titles(rules)
    key = SORTS[rules.sort]
    direction = key.desc() if rules.direction == "desc" else key.asc()
    mine = and_(OWN.c.user_id == owner, OWN.c.state.is_not(None))
    identity = titles.c.media_id if with_titles else OWN.c.media_id
    query = select(identity, key.label("key")).where(RuleConditions(owner, now, with_titles).of(rules.match))
    if with_titles:
        same = and_(mine, OWN.c.media_id == titles.c.media_id)
        source = titles.join(OWN, same, isouter=rules.scope == "catalog")
        query = query.select_from(source).where(titles.c.facts_version.is_not(None))
    else:
        query = query.where(mine)
    chosen = query.order_by(direction.nulls_last(), identity).limit(rules.limit).subquery("chosen")
    order = chosen.c.key.desc() if rules.direction == "desc" else chosen.c.key.asc()
    return select(
        chosen.c.media_id,
        func.row_number().over(order_by=(order.nulls_last(), chosen.c.media_id)).label("position"),
        cast(null(), Text).label("note"),
        cast(null(), UuidType).label("added_by"),
        cast(null(), DateTime(timezone=True)).label("added_at"),
        func.count().over().label("total"),
    )
