"""Relations as lists show them."""

from dataclasses import dataclass
from datetime import datetime

from social.domain.people.person import Person
from social.domain.relations.states import Direction


@dataclass(frozen=True, slots=True)
class Related:
    """The other user of a relation, and since when it exists."""

    person: Person
    since: datetime


@dataclass(frozen=True, slots=True)
class PendingRequest(Related):
    """A request that waits; it exists since it was sent."""

    direction: Direction


@dataclass(frozen=True, slots=True)
class Counts:
    """How many relations a user has."""

    friends: int
    followers: int
    following: int
