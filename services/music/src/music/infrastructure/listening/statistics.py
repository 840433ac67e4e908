"""Queries that add up plays."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Float, Select, Subquery, Update, case, func, literal, select, update

from music.domain.listening.plays import SKIPPED_BELOW, WEIGHTS
from music.domain.marks.marks import ItemKind
from music.infrastructure.library.presence import is_heard
from music.infrastructure.library.tables import track_artists, tracks
from music.infrastructure.listening.tables import play_totals, plays, track_totals
from music.infrastructure.marks.tables import MARKS

_IS_PLAY = plays.c.completion >= SKIPPED_BELOW


def top(
    kind: ItemKind, user_id: UUID | None, folders: Sequence[UUID], since: datetime | None, limit: int
) -> Select[Any]:
    """Return the query of what was played most: by the raw plays of a period, by totals without one."""
    counted = _totals(user_id) if since is None else _of_period(user_id, since)
    number, weighted = func.sum(counted.c.plays).label("plays"), func.sum(counted.c.weighted).label("weighted")
    item, joined = _grouped(kind, counted)
    return (
        select(item.label("id"), number, weighted)
        .select_from(joined)
        .where(counted.c.plays > 0, is_heard(folders))
        .group_by(item)
        .order_by(number.desc(), weighted.desc(), item)
        .limit(limit)
    )


def summary(user_id: UUID, folders: Sequence[UUID], since: datetime) -> Select[Any]:
    """Return the query of plays and skips by their context."""
    return (
        select(
            plays.c.context,
            func.count().filter(_IS_PLAY).label("plays"),
            func.count().filter(~_IS_PLAY).label("skips"),
            func.sum(plays.c.completion).label("completions"),
            func.coalesce(func.sum(plays.c.completion * tracks.c.duration_ms), 0).label("listened_ms"),
        )
        .join(tracks, tracks.c.id == plays.c.track_id)
        .where(plays.c.user_id == user_id, plays.c.played_at >= since, is_heard(folders))
        .group_by(plays.c.context)
    )


def different_tracks(user_id: UUID, folders: Sequence[UUID], since: datetime) -> Select[Any]:
    """Return the query of the number of tracks that were played."""
    return (
        select(func.count(plays.c.track_id.distinct()))
        .join(tracks, tracks.c.id == plays.c.track_id)
        .where(plays.c.user_id == user_id, plays.c.played_at >= since, _IS_PLAY, is_heard(folders))
    )


def of_item(kind: ItemKind, item_id: UUID, folders: Sequence[UUID]) -> Select[Any]:
    """Return the query of what all users have played of an item. Listeners are counted once, whatever they played."""
    item, joined = _grouped(kind, play_totals)
    return (
        select(
            func.coalesce(func.sum(play_totals.c.plays), 0).label("plays"),
            func.coalesce(func.sum(play_totals.c.skips), 0).label("skips"),
            func.coalesce(func.sum(play_totals.c.completions), 0).label("completions"),
            func.count(play_totals.c.user_id.distinct()).filter(play_totals.c.plays > 0).label("listeners"),
        )
        .select_from(joined)
        .where(item == item_id, is_heard(folders))
    )


def ratings(kind: ItemKind, item_id: UUID) -> Select[Any]:
    """Return the query of the ratings of an item by all users."""
    table = MARKS[kind]
    return select(func.avg(table.c.rating).label("average"), func.count(table.c.rating).label("number")).where(
        table.c.item_id == item_id
    )


def subtract(user_ids: Collection[UUID]) -> Update:
    """Return the statement that takes what users have added from the totals of all."""
    names = ("plays", "skips", "weighted", "completions")
    own = (
        select(
            play_totals.c.track_id,
            *(func.sum(play_totals.c[name]).label(name) for name in names),
            func.count().filter(play_totals.c.plays > 0).label("listeners"),
        )
        .where(play_totals.c.user_id.in_(user_ids))
        .group_by(play_totals.c.track_id)
        .subquery()
    )
    values = {name: track_totals.c[name] - own.c[name] for name in (*names, "listeners")}
    return update(track_totals).where(track_totals.c.track_id == own.c.track_id).values(values)


def _totals(user_id: UUID | None) -> Subquery:
    table = track_totals if user_id is None else play_totals
    query = select(table.c.track_id, table.c.plays, table.c.weighted)
    return (query if user_id is None else query.where(play_totals.c.user_id == user_id)).subquery()


def _of_period(user_id: UUID | None, since: datetime) -> Subquery:
    weight = case(dict(WEIGHTS), value=plays.c.context, else_=literal(0.0, Float))
    query = (
        select(
            plays.c.track_id,
            func.count().label("plays"),
            func.sum(weight * plays.c.completion).label("weighted"),
        )
        .where(plays.c.played_at >= since, _IS_PLAY)
        .group_by(plays.c.track_id)
    )
    return (query if user_id is None else query.where(plays.c.user_id == user_id)).subquery()


def _grouped(kind: ItemKind, counted: Any) -> tuple[ColumnElement[Any], Any]:
    """Return the id of the item of a row, and the rows joined with their tracks."""
    joined = counted.join(tracks, tracks.c.id == counted.c.track_id)
    match kind:
        case ItemKind.TRACKS:
            return tracks.c.id, joined
        case ItemKind.ALBUMS:
            return tracks.c.album_id, joined
        case ItemKind.ARTISTS:
            return track_artists.c.artist_id, joined.join(track_artists, track_artists.c.track_id == tracks.c.id)
