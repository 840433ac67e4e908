"""Pages of items with their titles, and the completion of a list."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, RowMapping, Select, Subquery, and_, func, null, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from library.application.lists.read_models import Completion, ItemPage, ItemRequest, ItemSort, ListItem
from library.domain.titles.title import Title
from library.infrastructure.entries.tables import entries
from library.infrastructure.lists.contents import Contents
from library.infrastructure.titles.rows import to_title
from library.infrastructure.titles.tables import CARD, titles

_TITLE: Final = "title_"
_SEEN: Final = entries.alias("seen")
"""The entries of the viewer."""
_COMPLETED: Final = or_(_SEEN.c.state == "completed", and_(_SEEN.c.kind == "movie", _SEEN.c.plays > 0))
"""A movie that is planned again was seen."""
_ENDED: Final = func.coalesce(or_(_COMPLETED, _SEEN.c.state == "dropped"), False)
_SHOWN: Final = tuple(column.label(_TITLE + column.name) for column in CARD)


async def read_items(
    connection: AsyncConnection, contents: Contents, request: ItemRequest, *, paged: bool = False
) -> ItemPage:
    """Read a page of items; `paged` contents are that page already.

    In the order of the list only the titles of the page are read.
    """
    listed = contents.subquery("listed")
    source = listed
    if request.in_order and not paged:
        page = select(listed).order_by(listed.c.position).limit(request.limit).offset(request.offset)
        source = page.subquery("page")
    query = _items(source, request)
    if not request.in_order:
        query = query.limit(request.limit).offset(request.offset)
    rows = (await connection.execute(query)).mappings().all()
    if rows or not request.offset or paged:
        return ItemPage([_item(row) for row in rows], rows[0]["total"] if rows else 0)
    # A page behind the last one has no row that could have the total.
    total = await connection.scalar(select(func.count()).select_from(_items(listed, request).subquery()))
    return ItemPage([], total or 0)


async def read_completion(connection: AsyncConnection, contents: Contents, viewer: UUID) -> Completion:
    """Count the items and those that the viewer has completed, and read the first that is left."""
    listed = contents.subquery("listed")
    viewed = _with_viewer(_with_titles(listed), listed, viewer)
    counts = select(func.count(), func.count().filter(_COMPLETED)).select_from(viewed)
    total, seen = (await connection.execute(counts)).one()
    if seen == total:
        return Completion(total, seen, None)
    left = select(listed.c.media_id, listed.c.position).select_from(viewed).where(~_ENDED)
    first = left.order_by(listed.c.position).limit(1).subquery("first")
    shown = (
        select(*_SHOWN).join(first, first.c.media_id == titles.c.media_id).where(titles.c.facts_version.is_not(None))
    )
    row = (await connection.execute(shown)).mappings().first()
    return Completion(total, seen, None if row is None else _title(row))


def _items(source: Subquery, request: ItemRequest) -> Select[tuple[Any, ...]]:
    own = [column for column in source.c if column.name != "total"]
    total = source.c.total if request.in_order else func.count().over()
    query = select(*own, total.label("total"), *_viewer_columns(request.viewer), *_SHOWN)
    query = query.select_from(_with_viewer(_with_titles(source), source, request.viewer))
    if request.unseen and request.viewer is not None:
        query = query.where(_COMPLETED.is_not(True))
    return query.order_by(*_order(request.sort, source))


def _with_titles(source: Subquery) -> FromClause:
    imported = and_(titles.c.media_id == source.c.media_id, titles.c.facts_version.is_not(None))
    return source.outerjoin(titles, imported)


def _with_viewer(joined: FromClause, source: Subquery, viewer: UUID | None) -> FromClause:
    if viewer is None:
        return joined
    # The entries of a title that was merged into another are those of its successor.
    entry_of = func.coalesce(titles.c.successor_id, source.c.media_id)
    return joined.outerjoin(_SEEN, and_(_SEEN.c.user_id == viewer, _SEEN.c.media_id == entry_of))


def _viewer_columns(viewer: UUID | None) -> Sequence[ColumnElement[Any]]:
    if viewer is None:
        return null().label("state"), null().label("rating")
    return _SEEN.c.state, _SEEN.c.rating


def _order(sort: ItemSort, source: Subquery) -> Sequence[ColumnElement[Any]]:
    keys: Mapping[ItemSort, ColumnElement[Any] | None] = {
        "position": None,
        "added": source.c.added_at.desc().nulls_last(),
        "title": func.lower(titles.c.name).asc().nulls_last(),
        "releaseDate": titles.c.release_date.desc().nulls_last(),
        "score": titles.c.ratingo_score.desc().nulls_last(),
    }
    key = keys[sort]
    return (source.c.position,) if key is None else (key, source.c.position)


def _item(row: RowMapping) -> ListItem:
    return ListItem(
        media_id=row["media_id"],
        position=row["position"],
        title=_title(row),
        note=row["note"],
        added_by=row["added_by"],
        added_at=row["added_at"],
        state=row["state"],
        rating=row["rating"],
    )


def _title(row: RowMapping) -> Title | None:
    fields = {name.removeprefix(_TITLE): value for name, value in row.items() if name.startswith(_TITLE)}
    return None if fields["media_id"] is None else to_title(fields)
