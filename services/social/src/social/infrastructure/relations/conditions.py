"""Conditions of what a viewer may see, for the queries of every subject.

A viewer of null is one who has not signed in: a stranger whom no one blocks.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, false, literal, or_
from sqlalchemy import Uuid as UuidType
from sqlalchemy.sql.expression import FromClause

from social.domain.people.person import Closeness
from social.infrastructure.people.tables import people
from social.infrastructure.relations.tables import blocks, follows, friends

Viewer = ColumnElement[Any] | UUID | None


def is_blocked(viewer: Viewer, author: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return whether one of the two has blocked the other."""
    one = _bound(viewer)
    if one is None:
        return false()
    return or_(
        exists().where(blocks.c.blocker_id == author, blocks.c.blocked_id == one),
        exists().where(blocks.c.blocker_id == one, blocks.c.blocked_id == author),
    )


def closeness(viewer: Viewer, person: FromClause = people) -> ColumnElement[int]:
    """Return the number of how close a viewer is to a person, a row of `people`."""
    one = _bound(viewer)
    if one is None:
        return literal(int(Closeness.STRANGER))
    follows_ = exists().where(
        follows.c.follower_id == one, follows.c.followee_id == person.c.user_id, follows.c.is_accepted
    )
    return case(
        (person.c.user_id == one, int(Closeness.SELF)),
        (exists().where(friends.c.user_id == one, friends.c.friend_id == person.c.user_id), int(Closeness.FRIEND)),
        (and_(person.c.allow_followers, follows_), int(Closeness.FOLLOWER)),
        else_=int(Closeness.STRANGER),
    )


def may_see(viewer: Viewer, person: FromClause = people) -> ColumnElement[bool]:
    """Return whether a viewer may see the profile of a person, a row of `people`, and what is shared with it."""
    is_open = or_(person.c.profile_public, closeness(viewer, person) >= int(Closeness.FOLLOWER))
    return and_(is_open, ~is_blocked(viewer, person.c.user_id))


def _bound(viewer: Viewer) -> ColumnElement[Any] | None:
    return literal(viewer, UuidType) if isinstance(viewer, UUID) else viewer
