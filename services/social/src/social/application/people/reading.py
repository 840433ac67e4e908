"""Reading people."""

from dataclasses import dataclass
from uuid import UUID

from social.application.unit_of_work import Readers
from social.domain.people.errors import PersonNotFound
from social.domain.people.person import Closeness, Person


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as a viewer sees them."""

    person: Person
    closeness: Closeness


class ReadPeople:
    """Reads people as a viewer sees them."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    async def get(self, viewer: UUID, username: str) -> Profile:
        """Return a person by the name; raise PersonNotFound, also where one has blocked the other.

        Who knows the name of a private profile finds it, in order to request to follow or to befriend.
        """
        async with self._readers.read() as work:
            person = await work.people.by_username(username)
            closeness = None if person is None else await work.relations.closeness(viewer, person.user_id)
        if person is None or closeness is None:
            raise PersonNotFound
        return Profile(person, closeness)
