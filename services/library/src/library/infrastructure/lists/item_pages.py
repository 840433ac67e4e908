"""Pages of items with their titles, and the completion of a list."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, RowMapping, Subquery, and_, func, null, or_, select
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


async def read_items(connection: AsyncConnection, contents: Contents, request: ItemRequest) -> ItemPage:
    """Read a page of items; in the order of the list only the titles of the page are read."""
    listed = contents.subquery("listed")
    plain = request.sort == "position" and not request.unseen
    if plain:
        page = select(listed).order_by(listed.c.position).limit(request.limit).offset(request.offset)
        source = page.subquery("page")
    else:
        source = listed
    joined = _with_viewer(_with_titles(source), source, request.viewer)
    query = select(source, *_viewer_columns(request.viewer), *_SHOWN).select_from(joined)
    query = query.order_by(*_order(request.sort, source))
    counted = select(func.count()).select_from(_with_viewer(listed, listed, request.viewer))
    if request.unseen and request.viewer is not None:
        unseen = _COMPLETED.is_not(True)
        query, counted = query.where(unseen), counted.where(unseen)
    if not plain:
        query = query.limit(request.limit).offset(request.offset)
    total = await connection.scalar(counted)
    rows = (await connection.execute(query)).mappings().all()
    return ItemPage([_item(row) for row in rows], total or 0)


async def read_completion(connection: AsyncConnection, contents: Contents, viewer: UUID) -> Completion:
    """Count the items and those that the viewer has completed, and read the first that is left."""
    listed = contents.subquery("listed")
    counts = select(func.count(), func.count().filter(_COMPLETED)).select_from(_with_viewer(listed, listed, viewer))
    total, seen = (await connection.execute(counts)).one()
    left = (
        select(*_SHOWN)
        .select_from(_with_viewer(_with_titles(listed), listed, viewer))
        .where(~_ENDED, titles.c.media_id.is_not(None))
        .order_by(listed.c.position)
        .limit(1)
    )
    row = (await connection.execute(left)).mappings().first()
    return Completion(total, seen, None if row is None else _title(row))


def _with_titles(source: Subquery) -> FromClause:
    imported = and_(titles.c.media_id == source.c.media_id, titles.c.facts_version.is_not(None))
    return source.outerjoin(titles, imported)


def _with_viewer(joined: FromClause, source: Subquery, viewer: UUID | None) -> FromClause:
    if viewer is None:
        return joined
    return joined.outerjoin(_SEEN, and_(_SEEN.c.user_id == viewer, _SEEN.c.media_id == source.c.media_id))


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
