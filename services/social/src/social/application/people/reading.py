"""Reading people."""

from dataclasses import dataclass
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.lists.pages import Part, Slice
from social.application.people.search_rate import SearchRate
from social.application.relations.views import Counts
from social.application.unit_of_work import Readers
from social.domain.people.errors import PersonNotFound
from social.domain.people.person import Closeness, Person
from social.domain.relations.states import Direction, FollowState


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as a viewer sees them."""

    person: Person
    closeness: Closeness
    followed: FollowState | None
    """Whether the viewer follows the person, or has requested it."""
    counts: Counts | None
    """Null where the viewer may not see them."""


class ReadPeople:
    """Reads people as a viewer sees them."""

    def __init__(self, readers: Readers, clock: Clock, rate: SearchRate | None = None) -> None:
        self._readers = readers
        self._clock = clock
        self._rate = rate or SearchRate()

    async def get(self, viewer: UUID, username: str) -> Profile:
        """Return a person by the name; raise PersonNotFound, also where one has blocked the other.

        Who knows the name of a private profile finds it, in order to request to follow or to befriend.
        """
        async with self._readers.read() as work:
            person = await work.people.by_username(username)
            closeness = None if person is None else await work.relations.closeness(viewer, person.user_id)
            if person is None or closeness is None:
                raise PersonNotFound
            counts = None
            if closeness.reaches(person.privacy.profile_audience):
                counts = Counts(
                    friends=await work.friendships.count(person.user_id),
                    followers=await work.follows.count(person.user_id, Direction.RECEIVED, FollowState.FOLLOWING),
                    following=await work.follows.count(person.user_id, Direction.SENT, FollowState.FOLLOWING),
                )
            return Profile(person, closeness, await work.follows.state(viewer, person.user_id), counts)

    async def search(self, viewer: UUID, query: str, part: Slice) -> Part[Person]:
        """Return people whose names begin with a text, in the order of the names; raise TooManySearches.

        A private profile is found by its whole name, unless the viewer may see it anyway.
        """
        self._rate.count(viewer, self._clock.now())
        async with self._readers.read() as work:
            return await work.people.search(viewer, query, part)
