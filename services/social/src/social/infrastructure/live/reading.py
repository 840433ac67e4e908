"""What viewers may see of what happens now.

It starts at the authors: of each, the friends and followers among the viewers. One query serves any number of viewers.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, and_, any_, bindparam, func, or_, select, true, union
from sqlalchemy import Uuid as UuidType
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.expression import FromClause

from social.domain.live.event import WATCHING_LASTS, LiveEvent, LiveKind, PlayState, Watching
from social.domain.people.person import Audience, Closeness
from social.infrastructure.activity.feed import (
    activity_of,
    audience,
    circle_of,
    hidden_by,
    is_visible,
    name_of,
    unlisted,
)
from social.infrastructure.activity.tables import activities, sharing, titles
from social.infrastructure.live.tables import stream_events, watching_now
from social.infrastructure.people.repository import person_of
from social.infrastructure.people.tables import people
from social.infrastructure.relations.conditions import closeness, is_blocked
from social.infrastructure.relations.tables import follows, friend_requests, friends

_VIEWERS: Final = bindparam("viewers", type_=ARRAY(UuidType))
_IDS: Final = stream_events.c.id
_NAMES: Final = titles.alias("names")
"""Conditions read `titles` by themselves."""
_PEOPLE: Final = [column for column in people.c if column.name != "user_id"]


async def read_events(
    connection: AsyncConnection, ids: Collection[int], viewers: Collection[UUID]
) -> Sequence[tuple[UUID, LiveEvent]]:
    """Return what each viewer may see, in the order of the ids."""
    seen: list[tuple[UUID, LiveEvent]] = []
    for query, event_of in ((_ITEMS, _item), (_WATCHING, _watching), (_REQUESTS, _request)):
        rows = await connection.execute(query.where(_IDS.in_(ids)), {"viewers": sorted(viewers)})
        seen += [(row["viewer_id"], event_of(row)) for row in rows.mappings()]
    return sorted(seen, key=lambda pair: pair[1].id)


async def read_watching(connection: AsyncConnection, viewer: UUID, since: datetime, limit: int) -> Sequence[Watching]:
    """Return what the viewer's circle is watching, the newest first."""
    circle = circle_of(viewer).subquery()
    level = closeness(viewer)
    query = (
        select(watching_now, *_PEOPLE, _NAMES.c.title, _NAMES.c.slug)
        .select_from(circle)
        .join(people, people.c.user_id == circle.c.user_id)
        .join(watching_now, and_(watching_now.c.user_id == people.c.user_id, watching_now.c.at > since))
        .outerjoin(sharing, sharing.c.user_id == people.c.user_id)
        .outerjoin(_NAMES, _NAMES.c.media_id == watching_now.c.media_id)
        .where(
            watching_now.c.state != PlayState.ENDED.value,
            _sees_watching(level),
            ~is_blocked(viewer, people.c.user_id),
        )
        .order_by(watching_now.c.at.desc(), watching_now.c.session_id)
        .limit(limit)
    )
    return [watching_of(row) for row in (await connection.execute(query)).mappings()]


async def read_watching_of_viewers(
    connection: AsyncConnection, viewers: Collection[UUID], since: datetime, limit: int
) -> Sequence[tuple[UUID, Watching]]:
    """Return what the circle of each viewer is watching, of each viewer the newest first."""
    values = {"viewers": sorted(viewers), "since": since, "most": limit}
    rows = await connection.execute(_WATCHING_OF_VIEWERS, values)
    return [(row["viewer_id"], watching_of(row)) for row in rows.mappings()]


def watching_of(row: Any) -> Watching:
    """Return what the person of a row is watching."""
    return Watching(
        person=person_of(row),
        media_id=row["media_id"],
        title=row["title"],
        slug=row["slug"],
        season=row["season"],
        episode=row["episode"],
        state=PlayState(row["state"]),
        at=row["at"],
    )


def _audience_of_now() -> ColumnElement[int]:
    """Return the number of who sees what a person is watching, by all decisions that hold now."""
    narrowest = func.coalesce(sharing.c.watching_now, int(Audience.FRIENDS))
    return func.greatest(narrowest, audience(people.c.show_watch_history))


def _sees_watching(level: ColumnElement[int]) -> ColumnElement[bool]:
    is_hidden = hidden_by(watching_now.c.user_id, watching_now.c.media_id)
    is_unlisted = unlisted(watching_now.c.media_id)
    is_shared = and_(level >= _audience_of_now(), ~is_hidden, ~is_unlisted)
    return (level == int(Closeness.SELF)) | is_shared


def _followers(author: ColumnElement[Any], beside: FromClause) -> Any:
    """Return those viewers who are the author of a row, friends, or followers, beside each row."""
    mine = select(author.label("viewer_id")).where(author == any_(_VIEWERS))
    theirs = select(friends.c.friend_id).where(friends.c.user_id == author, friends.c.friend_id == any_(_VIEWERS))
    followed = select(follows.c.follower_id).where(
        follows.c.followee_id == author, follows.c.is_accepted, follows.c.follower_id == any_(_VIEWERS)
    )
    return union(*(part.correlate(beside) for part in (mine, theirs, followed))).lateral("viewers")


def _items() -> Select[Any]:
    viewers = _followers(stream_events.c.user_id, stream_events)
    level = closeness(viewers.c.viewer_id)
    deciders = (
        select(
            stream_events.c.id.label("event_id"),
            stream_events.c.activity_id,
            stream_events.c.happened_at.label("reported_at"),
            viewers.c.viewer_id,
            level.label("level"),
            (level >= audience(people.c.show_watch_history)).label("sees_watched"),
            (level >= audience(people.c.show_ratings)).label("sees_rated"),
        )
        .select_from(stream_events)
        .join(people, people.c.user_id == stream_events.c.user_id)
        .join(viewers, true())
        .outerjoin(sharing, sharing.c.user_id == people.c.user_id)
        .where(stream_events.c.kind == LiveKind.ACTIVITY.value)
        .where(~is_blocked(viewers.c.viewer_id, people.c.user_id))
    ).subquery()
    return (
        select(deciders, activities, name_of(activities.c.media_id, _NAMES), _NAMES.c.slug, *_PEOPLE)
        .select_from(deciders)
        .join(activities, activities.c.id == deciders.c.activity_id)
        .join(stream_events, stream_events.c.id == deciders.c.event_id)
        .join(people, people.c.user_id == activities.c.user_id)
        .outerjoin(_NAMES, _NAMES.c.media_id == activities.c.media_id)
        .where(is_visible(deciders.c))
    )


def _positions() -> Select[Any]:
    viewers = _followers(stream_events.c.user_id, stream_events)
    return (
        select(
            stream_events.c.id.label("event_id"),
            stream_events.c.happened_at.label("reported_at"),
            viewers.c.viewer_id,
            watching_now,
            _NAMES.c.title,
            _NAMES.c.slug,
            *_PEOPLE,
        )
        .select_from(stream_events)
        .join(watching_now, watching_now.c.session_id == stream_events.c.session_id)
        .join(people, people.c.user_id == stream_events.c.user_id)
        .join(viewers, true())
        .outerjoin(sharing, sharing.c.user_id == people.c.user_id)
        .outerjoin(_NAMES, _NAMES.c.media_id == watching_now.c.media_id)
        .where(
            stream_events.c.kind == LiveKind.WATCHING.value,
            # A stream that is resumed later does not report as watching who has only gone away.
            or_(watching_now.c.state == PlayState.ENDED.value, watching_now.c.at > func.now() - WATCHING_LASTS),
            _sees_watching(closeness(viewers.c.viewer_id)),
            ~is_blocked(viewers.c.viewer_id, people.c.user_id),
        )
    )


def _watching_of_viewers() -> Select[Any]:
    """Return the query of everyone who is watching, beside those viewers who may see it."""
    viewers = _followers(watching_now.c.user_id, watching_now)
    newest = func.row_number().over(
        partition_by=viewers.c.viewer_id, order_by=(watching_now.c.at.desc(), watching_now.c.session_id)
    )
    seen = (
        select(viewers.c.viewer_id, watching_now, _NAMES.c.title, _NAMES.c.slug, *_PEOPLE, newest.label("place"))
        .select_from(watching_now)
        .join(people, people.c.user_id == watching_now.c.user_id)
        .join(viewers, true())
        .outerjoin(sharing, sharing.c.user_id == people.c.user_id)
        .outerjoin(_NAMES, _NAMES.c.media_id == watching_now.c.media_id)
        .where(
            watching_now.c.at > bindparam("since", type_=watching_now.c.at.type),
            watching_now.c.state != PlayState.ENDED.value,
            _sees_watching(closeness(viewers.c.viewer_id)),
            ~is_blocked(viewers.c.viewer_id, people.c.user_id),
        )
    ).subquery()
    return select(seen).where(seen.c.place <= bindparam("most")).order_by(seen.c.viewer_id, seen.c.place)


def _requests() -> Select[Any]:
    return (
        select(
            stream_events.c.id.label("event_id"),
            stream_events.c.happened_at.label("reported_at"),
            stream_events.c.user_id.label("viewer_id"),
            people,
        )
        .select_from(stream_events)
        .join(
            friend_requests,
            and_(
                friend_requests.c.sender_id == stream_events.c.requester_id,
                friend_requests.c.receiver_id == stream_events.c.user_id,
            ),
        )
        .join(people, people.c.user_id == stream_events.c.requester_id)
        .where(stream_events.c.kind == LiveKind.REQUEST.value, stream_events.c.user_id == any_(_VIEWERS))
    )


def _item(row: Any) -> LiveEvent:
    return LiveEvent(row["event_id"], LiveKind.ACTIVITY, row["reported_at"], activity=activity_of(row))


def _watching(row: Any) -> LiveEvent:
    return LiveEvent(row["event_id"], LiveKind.WATCHING, row["reported_at"], watching=watching_of(row))


def _request(row: Any) -> LiveEvent:
    return LiveEvent(row["event_id"], LiveKind.REQUEST, row["reported_at"], requester=person_of(row))


_ITEMS: Final = _items()
_WATCHING: Final = _positions()
_WATCHING_OF_VIEWERS: Final = _watching_of_viewers()
_REQUESTS: Final = _requests()
