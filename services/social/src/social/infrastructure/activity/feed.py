"""The feed in Postgres: it is read from the items of each author, so nothing is copied per viewer.

Each author contributes at most a page, from the index of their items. Who may see what is a condition of the query: a
decision of an author holds for the next page of anyone.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    false,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.expression import FromClause

from chassis.core.lists.pages import Part, Slice
from chassis.storage.statements import Statement
from social.domain.activity.activity import Activity, ActivityKind
from social.domain.activity.privacy import Sharing
from social.domain.people.person import Audience, Closeness
from social.infrastructure.activity.tables import activities, hidden_titles, sharing, titles
from social.infrastructure.people.repository import person_of
from social.infrastructure.people.tables import people
from social.infrastructure.relations.conditions import Viewer, closeness, is_blocked
from social.infrastructure.relations.tables import follows, friends
from social.infrastructure.reviews.tables import reviewable_lists

_VIEWER: Final[ColumnElement[Any]] = bindparam("viewer", type_=UuidType)
_ONLY_ME: Final = int(Audience.ONLY_ME)
_PEOPLE: Final = [column for column in people.c if column.name != "user_id"]


class SqlFeed:
    """Reads items as a viewer may see them."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def home(self, viewer: UUID, part: Slice) -> Part[Activity]:
        """Read the items of everyone whom the viewer is close to."""
        return await self._page(_HOME, {"viewer": viewer}, part)

    async def of_person(self, viewer: UUID, author: UUID, part: Slice) -> Part[Activity]:
        """Read the items of one author."""
        return await self._page(_OF_PERSON, {"viewer": viewer, "author": author}, part)

    async def _page(self, pages: "_Pages", who: Mapping[str, Any], part: Slice) -> Part[Activity]:
        values = {**who, "most": rows_of(part), "shown": part.limit + 1}
        if part.after is None:
            rows = await pages.first(self._connection, {**values, "offset": part.offset})
        else:
            happened_at, id_ = part.after
            rows = await pages.behind(self._connection, {**values, "happened_at": happened_at, "id": id_})
        items = rows[: part.limit]
        last = (items[-1]["happened_at"], items[-1]["id"]) if len(rows) > part.limit else None
        return Part([activity_of(row) for row in items], None, last)


def circle_of(viewer: Viewer) -> Select[Any]:
    """Return the ids of the viewer, of friends, and of whom the viewer follows."""
    mine = select(friends.c.friend_id.label("user_id")).where(friends.c.user_id == viewer)
    followed = select(follows.c.followee_id.label("user_id")).where(
        follows.c.follower_id == viewer, follows.c.is_accepted
    )
    itself: ColumnElement[Any] = literal(viewer, UuidType) if viewer is None or isinstance(viewer, UUID) else viewer
    everyone = union(select(itself.label("user_id")), mine, followed).subquery()
    return select(everyone.c.user_id)


def authors(viewer: Viewer, chosen: Select[Any]) -> Subquery:
    """Return those of some users of whom the viewer may see something: how close, and which items."""
    among = chosen.subquery()
    level = closeness(viewer).label("level")
    deciders = (
        select(
            people.c.user_id,
            level,
            audience(people.c.show_watch_history).label("watched"),
            audience(people.c.show_ratings).label("rated"),
        )
        .select_from(among)
        .join(people, people.c.user_id == among.c.user_id)
        .outerjoin(sharing, sharing.c.user_id == people.c.user_id)
        .where(~is_blocked(viewer, people.c.user_id))
        # How close the viewer is, is computed once for each author: the offset keeps it out of the other conditions.
        .offset(0)
    ).subquery()
    sees_watched, sees_rated = deciders.c.level >= deciders.c.watched, deciders.c.level >= deciders.c.rated
    return (
        select(
            deciders.c.user_id,
            deciders.c.level,
            sees_watched.label("sees_watched"),
            sees_rated.label("sees_rated"),
        )
        .where(or_(sees_watched, sees_rated))
        .subquery("authors")
    )


def is_visible(author: Any, item: Any = activities.c) -> ColumnElement[bool]:
    """Return whether an item of an author, a row of `authors`, is visible: by what held then, and by what holds now."""
    is_hidden, is_unlisted = hidden_by(item.user_id, item.media_id), unlisted(item.media_id)
    is_rating = item.kind == ActivityKind.RATED.value
    return or_(
        author.level == int(Closeness.SELF),
        and_(
            item.audience <= author.level,
            case((is_rating, author.sees_rated), else_=author.sees_watched),
            ~is_hidden,
            ~is_unlisted,
        ),
    )


def hidden_by(user_id: ColumnElement[Any], media_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return whether a user hides a title.

    A scalar query is read by the index of each row; `exists` within `or` may read the whole table for every page.
    """
    mine = (hidden_titles.c.user_id == user_id, hidden_titles.c.media_id == media_id)
    query = select(literal(1)).where(*mine, hidden_titles.c.shown_at.is_(None)).limit(1)
    return query.scalar_subquery().is_not(None)


def name_of(media_id: ColumnElement[Any], names: FromClause = titles) -> ColumnElement[Any]:
    """Return the name of a title, a row of `titles`, or of a list that is public."""
    of_list = select(reviewable_lists.c.name).where(reviewable_lists.c.list_id == media_id, reviewable_lists.c.public)
    return func.coalesce(names.c.title, of_list.scalar_subquery()).label("title")


def unlisted(media_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return whether no list shows a title."""
    query = select(titles.c.is_listed).where(titles.c.media_id == media_id)
    return func.coalesce(query.scalar_subquery(), true()).is_(false())


def activity_of(row: Any) -> Activity:
    """Return the item of a row."""
    return Activity(
        id=row["id"],
        person=person_of(row),
        kind=ActivityKind(row["kind"]),
        media_id=row["media_id"],
        media_kind=row["media_kind"],
        title=row["title"],
        slug=row["slug"],
        happened_at=row["happened_at"],
        count=row["count"],
        season=row["season"],
        episode=row["episode"],
        rating=row["rating"],
    )


def audience(is_shown: ColumnElement[bool]) -> ColumnElement[int]:
    """Return the number of who sees a part of what a person does, by all decisions that hold now."""
    return func.greatest(
        func.coalesce(sharing.c.activity, int(Sharing().activity)),
        case((people.c.profile_public, 0), else_=int(Audience.FOLLOWERS)),
        case((is_shown, 0), else_=_ONLY_ME),
    )


def rows_of(part: Slice) -> int:
    """Return how many items of each author a part may consist of, and one more, which states whether any follow.

    Behind a place, the offset is only the number of items on the pages before.
    """
    return part.limit + 1 + (part.offset if part.after is None else 0)


def _newest(who: Subquery, *, is_behind: bool) -> Subquery:
    """Return the newest items of all authors, of whom each contributes as many."""
    query = select(activities).where(activities.c.user_id == who.c.user_id, is_visible(who.c))
    if is_behind:
        place = tuple_(bindparam("happened_at", type_=activities.c.happened_at.type), bindparam("id", type_=BigInteger))
        query = query.where(tuple_(activities.c.happened_at, activities.c.id) < place)
    newest = query.order_by(activities.c.happened_at.desc(), activities.c.id.desc())
    most = bindparam("most", type_=BigInteger)
    items = newest.limit(most).lateral("of_author")
    everyone = select(items).select_from(who).join(items, true())
    return everyone.order_by(items.c.happened_at.desc(), items.c.id.desc()).limit(most).subquery("items")


def _page_of(chosen: Select[Any], *, is_behind: bool) -> Statement:
    """Return the statement of a page: from the beginning, or behind a place."""
    items = _newest(authors(_VIEWER, chosen), is_behind=is_behind)
    query = (
        select(items, name_of(items.c.media_id), titles.c.slug, *_PEOPLE)
        .select_from(items)
        .join(people, people.c.user_id == items.c.user_id)
        .outerjoin(titles, titles.c.media_id == items.c.media_id)
        .order_by(items.c.happened_at.desc(), items.c.id.desc())
        .limit(bindparam("shown", type_=BigInteger))
    )
    return Statement(query if is_behind else query.offset(bindparam("offset", type_=BigInteger)))


class _Pages:
    """The statements of one feed, which are built and compiled once."""

    def __init__(self, chosen: Select[Any]) -> None:
        self.first = _page_of(chosen, is_behind=False)
        self.behind = _page_of(chosen, is_behind=True)


_HOME: Final = _Pages(circle_of(_VIEWER))
_OF_PERSON: Final = _Pages(select(bindparam("author", type_=UuidType).label("user_id")))
