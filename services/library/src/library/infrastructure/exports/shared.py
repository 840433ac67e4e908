"""Titles that a user's rows refer to, and the items of the user's lists."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, union

from library.infrastructure.entries.tables import entries
from library.infrastructure.lists.tables import list_items, lists
from library.infrastructure.metadata import metadata
from library.infrastructure.titles.tables import titles


def titles_of(user_id: UUID) -> Select[Any]:
    """Return every title that a row of the user has, with the ids by which other services know it."""
    referred = [
        select(table.c.media_id).where(table.c.user_id == user_id)
        for table in metadata.sorted_tables
        if {"user_id", "media_id"} <= set(table.c.keys())
    ]
    referred.append(_own_items(user_id).with_only_columns(list_items.c.media_id))
    ids = union(*referred).subquery()
    return (
        select(
            ids.c.media_id.label("mediaId"),
            func.coalesce(titles.c.kind, entries.c.kind).label("kind"),
            titles.c.name.label("title"),
            titles.c.original_name.label("originalTitle"),
            titles.c.release_date.label("releaseDate"),
            func.coalesce(titles.c.tmdb_id, entries.c.tmdb_id).label("tmdbId"),
            titles.c.imdb_id.label("imdbId"),
            titles.c.tvdb_id.label("tvdbId"),
            titles.c.trakt_id.label("traktId"),
            titles.c.tvmaze_id.label("tvmazeId"),
        )
        .select_from(ids)
        .outerjoin(titles, titles.c.media_id == ids.c.media_id)
        .outerjoin(entries, (entries.c.media_id == ids.c.media_id) & (entries.c.user_id == user_id))
        .where(ids.c.media_id.is_not(None))
        .order_by(ids.c.media_id)
    )


def items_of_own_lists(user_id: UUID) -> Select[Any]:
    """Return the items of the user's lists in their order, those that others added too."""
    position = func.row_number().over(partition_by=list_items.c.list_id, order_by=list_items.c.rank)
    return (
        _own_items(user_id)
        .with_only_columns(
            list_items.c.list_id.label("listId"),
            list_items.c.media_id.label("mediaId"),
            position.label("position"),
            list_items.c.note.label("note"),
            list_items.c.added_at.label("addedAt"),
        )
        .order_by(list_items.c.list_id, list_items.c.rank)
    )


def _own_items(user_id: UUID) -> Select[Any]:
    return select(list_items).join(lists, lists.c.list_id == list_items.c.list_id).where(lists.c.user_id == user_id)
