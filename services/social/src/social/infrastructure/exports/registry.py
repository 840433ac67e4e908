"""The sections of an export. A table about users is in a section, or in `LEFT_OUT` with the reason."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, select

from social.infrastructure.activity.tables import hidden_titles, sharing
from social.infrastructure.moderation.tables import decisions, reports
from social.infrastructure.people.tables import people
from social.infrastructure.relations.tables import blocks, follows, friend_requests, friends
from social.infrastructure.reviews.tables import comments, contributors, reactions, reviews, revisions
from social.infrastructure.together.tables import together_items, together_members

Query = Callable[[UUID], Select[Any]]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of an export."""

    name: str
    table: Table
    """The table whose rows it has."""
    query: Query


def _rows(name: str, table: Table, user: str = "user_id", *, without: Collection[str] = ()) -> Section:
    """Return a section of the rows that have the user in a column, in the order of the primary key."""

    def query(user_id: UUID) -> Select[Any]:
        columns = _members(table, {user, *without})
        return select(*columns).where(table.c[user] == user_id).order_by(*table.primary_key)

    return Section(name, table, query)


def _revisions(user_id: UUID) -> Select[Any]:
    return (
        select(*_members(revisions, ()))
        .join(reviews, reviews.c.review_id == revisions.c.review_id)
        .where(reviews.c.user_id == user_id)
        .order_by(*revisions.primary_key)
    )


def _members(table: Table, without: Collection[str]) -> list[ColumnElement[Any]]:
    return [column.label(_member(column.name)) for column in table.c if column.name not in without]


def _member(column: str) -> str:
    """Return the name of a column as that of a member: `created_at` is `createdAt`."""
    first, *others = column.split("_")
    return first + "".join(word.capitalize() for word in others)


_DECIDED: Final = ("decision_id", "moderator_id", "why")
SECTIONS: Final = (
    _rows("profile", people, without=("username_key",)),
    _rows("friends", friends),
    _rows("requestsSent", friend_requests, "sender_id"),
    _rows("requestsReceived", friend_requests, "receiver_id"),
    _rows("following", follows, "follower_id"),
    _rows("followers", follows, "followee_id"),
    _rows("blocks", blocks, "blocker_id"),
    _rows("sharing", sharing),
    _rows("hiddenTitles", hidden_titles),
    _rows("reviews", reviews, without=("helpful",)),
    Section("reviewRevisions", revisions, _revisions),
    _rows("comments", comments),
    _rows("reactions", reactions),
    _rows("reports", reports, without=("trusted",)),
    _rows("decisions", decisions, "author_id", without=_DECIDED),
    _rows("standing", contributors),
    _rows("sessionsTogether", together_members),
    _rows("addedToSessions", together_items, "added_by", without=("place",)),
)
LEFT_OUT: Final[Mapping[str, str]] = {
    "activities": "made of entries and plays, which the library exports",
    "changed_ratings": "whose ratings the next average of a title waits for",
    "contribution_counts": "what was written within the hour",
    "entries": "a copy of what the library exports",
    "erased_users": "ids of accounts that were deleted",
    "plays": "a copy of what the library exports",
    "privacy_periods": "a copy of settings of the account, which auth exports",
    "reviewable_lists": "a copy of what the library exports",
    "stream_events": "what was sent to open pages within the day, by ids of what is exported elsewhere",
    "together_attempts": "how many codes were tried within minutes",
    "together_kicks": "ids of sessions that another user has removed the user from",
    "watching_now": "the last positions of the day, which the library exports",
}
"""Tables with a column of a user that are in no section."""
