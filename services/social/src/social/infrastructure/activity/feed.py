"""The feed in Postgres: it is read from the items of each author, so nothing is copied per viewer.

Each author contributes at most a page, from the index of their items. Who may see what is a condition of the query: a
decision of an author holds for the next page of anyone.
"""

from collections.abc import Mapping, Sequence
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

from chassis.core.lists.pages import Part, Place, Slice
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
_NAMES: Final = titles.alias("names")
"""Conditions read `titles` by themselves."""
_MOST_QUERIES: Final = 20
_MOST_ROWS: Final = 1_000
"""Rows of one query for what follows many items of hidden titles."""
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
        """Read on behind what is not shown, until the part is full or nothing follows.

        A part that is not full after many queries ends where these have ended, and goes on there.
        """
        most = needed = rows_of(part)
        skipped = needed - part.limit - 1
        shown: list[Any] = []
        place = part.after
        for _ in range(_MOST_QUERIES):
            rows = await pages.read(self._connection, {**who, "most": most}, place)
            shown += [row for row in rows if row["is_shown"]]
            if len(shown) >= needed or len(rows) < most:
                place = _place_of(shown[needed - 2]) if len(shown) >= needed else None
                break
            place, most = _place_of(rows[-1]), min(2 * most, _MOST_ROWS)
        return Part([activity_of(row) for row in shown[skipped : needed - 1]], None, place)


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
    return and_(is_permitted(author, item), is_listed(author, item))


def is_permitted(author: Any, item: Any) -> ColumnElement[bool]:
    """Return whether the decisions of an author about all items let a viewer see one."""
    is_rating = item.kind == ActivityKind.RATED.value
    sees = case((is_rating, author.sees_rated), else_=author.sees_watched)
    return or_(author.level == int(Closeness.SELF), and_(item.audience <= author.level, sees))


def is_listed(author: Any, item: Any) -> ColumnElement[bool]:
    """Return whether neither the author nor the catalog hides the title of an item: it costs two look-ups."""
    is_hidden = or_(hidden_by(item.user_id, item.media_id), unlisted(item.media_id))
    return or_(author.level == int(Closeness.SELF), ~is_hidden)


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


def _place_of(row: Any) -> Place:
    return (row["happened_at"], row["id"])


def _newest(who: Subquery, *, is_behind: bool) -> Subquery:
    """Return the newest items of all authors, of whom each contributes as many."""
    query = select(activities).where(activities.c.user_id == who.c.user_id, is_permitted(who.c, activities.c))
    if is_behind:
        place = tuple_(bindparam("happened_at", type_=activities.c.happened_at.type), bindparam("id", type_=BigInteger))
        query = query.where(tuple_(activities.c.happened_at, activities.c.id) < place)
    newest = query.order_by(activities.c.happened_at.desc(), activities.c.id.desc())
    most = bindparam("most", type_=BigInteger)
    items = newest.limit(most).lateral("of_author")
    everyone = select(items, who.c.level).select_from(who).join(items, true())
    return everyone.order_by(items.c.happened_at.desc(), items.c.id.desc()).limit(most).subquery("items")


def _page_of(chosen: Select[Any], *, is_behind: bool) -> Statement:
    """Return the statement of a page: from the beginning, or behind a place.

    Whether a title is hidden is read only of what the page may show, not of everything that authors contribute.
    """
    items = _newest(authors(_VIEWER, chosen), is_behind=is_behind)
    query = (
        select(
            items,
            is_listed(items.c, items.c).label("is_shown"),
            name_of(items.c.media_id, _NAMES),
            _NAMES.c.slug,
            *_PEOPLE,
        )
        .select_from(items)
        .join(people, people.c.user_id == items.c.user_id)
        .outerjoin(_NAMES, _NAMES.c.media_id == items.c.media_id)
        .order_by(items.c.happened_at.desc(), items.c.id.desc())
    )
    return Statement(query)


class _Pages:
    """The statements of one feed, which are built and compiled once."""

    def __init__(self, chosen: Select[Any]) -> None:
        self._first = _page_of(chosen, is_behind=False)
        self._behind = _page_of(chosen, is_behind=True)

    async def read(self, connection: AsyncConnection, values: Mapping[str, Any], place: Place | None) -> Sequence[Any]:
        """Return the rows behind a place, or the first."""
        if place is None:
            return await self._first(connection, values)
        return await self._behind(connection, {**values, "happened_at": place[0], "id": place[1]})


_HOME: Final = _Pages(circle_of(_VIEWER))
_OF_PERSON: Final = _Pages(select(bindparam("author", type_=UuidType).label("user_id")))
