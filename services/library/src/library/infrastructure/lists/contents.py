"""What a list contains as a query: the ids of titles with their positions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Select, Text, and_, func, null, select
from sqlalchemy import Uuid as UuidType
from sqlalchemy.sql.expression import cast

from library.domain.lists.rules.document import SmartRules
from library.domain.lists.user_list import UserList
from library.infrastructure.lists.rules_sql import OWN, SORTS, applies
from library.infrastructure.lists.tables import list_items
from library.infrastructure.titles.tables import titles

Contents = Select[tuple[Any, ...]]


def contents_of(user_list: UserList, now: datetime) -> Contents:
    """Return media_id, position, note, added_by and added_at of the items of a list."""
    if user_list.rules is not None:
        return selected_by(user_list.rules, user_list.owner_id, now)
    position = func.row_number().over(order_by=list_items.c.rank)
    return select(
        list_items.c.media_id,
        position.label("position"),
        list_items.c.note,
        list_items.c.added_by,
        list_items.c.added_at,
    ).where(list_items.c.list_id == user_list.list_id)


def selected_by(rules: SmartRules, owner: UUID, now: datetime) -> Contents:
    """Return the same columns for the titles that rules select for a user."""
    key = SORTS[rules.sort]
    mine = and_(OWN.c.user_id == owner, OWN.c.media_id == titles.c.media_id, OWN.c.state.is_not(None))
    source = titles.join(OWN, mine, isouter=rules.scope == "catalog")
    direction = key.desc() if rules.direction == "desc" else key.asc()
    chosen = (
        select(titles.c.media_id, key.label("key"))
        .select_from(source)
        .where(titles.c.facts_version.is_not(None), applies(rules.match, now))
        .order_by(direction.nulls_last(), titles.c.media_id)
        .limit(rules.limit)
        .subquery("chosen")
    )
    order = chosen.c.key.desc() if rules.direction == "desc" else chosen.c.key.asc()
    return select(
        chosen.c.media_id,
        func.row_number().over(order_by=(order.nulls_last(), chosen.c.media_id)).label("position"),
        cast(null(), Text).label("note"),
        cast(null(), UuidType).label("added_by"),
        cast(null(), DateTime(timezone=True)).label("added_at"),
    )
