"""Mapping between rows and lists."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, and_, case, literal, null, select
from sqlalchemy import Uuid as UuidType

from library.application.lists.read_models import ListView
from library.domain.lists.rules.document import to_document
from library.domain.lists.rules.reading import read_rules
from library.domain.lists.user_list import UserList
from library.infrastructure.lists.tables import list_members, list_reactions, lists

OWNER: Final = "owner"


def to_list_row(user_list: UserList) -> dict[str, Any]:
    """Return the row of a list, without the counts of reactions."""
    return {
        "list_id": user_list.list_id,
        "user_id": user_list.owner_id,
        "name": user_list.name,
        "description": user_list.description,
        "cover_url": user_list.cover_url,
        "visibility": user_list.visibility,
        "rules": None if user_list.rules is None else to_document(user_list.rules),
        "follows": user_list.follows,
        "version": user_list.version,
        "item_count": user_list.items,
        "created_at": user_list.created_at,
        "updated_at": user_list.updated_at,
    }


def to_list(row: Mapping[str, Any] | RowMapping) -> UserList:
    """Return the list of a row."""
    return UserList(
        list_id=row["list_id"],
        owner_id=row["user_id"],
        name=row["name"],
        description=row["description"],
        cover_url=row["cover_url"],
        visibility=row["visibility"],
        rules=None if row["rules"] is None else read_rules(row["rules"]),
        follows=row["follows"],
        version=row["version"],
        items=row["item_count"],
        likes=row["likes"],
        shares=row["shares"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def to_view(row: RowMapping) -> ListView:
    """Return the list of a row with the columns of `seen_by`."""
    return ListView(to_list(row), row["role"], row["liked"])


def seen_by(viewer: UUID | None) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Return the columns of the role of a user in a list, and whether they like it; null for no user."""
    if viewer is None:
        return null().label("role"), null().label("liked")
    member = (
        select(list_members.c.role)
        .where(list_members.c.list_id == lists.c.list_id, list_members.c.user_id == viewer)
        .scalar_subquery()
    )
    liked = (
        select(list_reactions.c.list_id)
        .where(
            and_(
                list_reactions.c.list_id == lists.c.list_id,
                list_reactions.c.user_id == viewer,
                list_reactions.c.reaction == "like",
            )
        )
        .exists()
    )
    role = case((lists.c.user_id == literal(viewer, UuidType), OWNER), else_=member)
    return role.label("role"), liked.label("liked")
