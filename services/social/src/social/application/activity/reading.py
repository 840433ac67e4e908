"""Reading the feed."""

from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from social.application.unit_of_work import Readers
from social.domain.activity.activity import Activity
from social.domain.people.errors import PersonNotFound


class ReadFeed:
    """Reads items as a viewer may see them at this moment."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    async def home(self, viewer: UUID, part: Slice) -> Part[Activity]:
        """Return the items of the viewer, of friends and of whom the viewer follows, the newest first."""
        async with self._readers.read() as work:
            return await work.feed.home(viewer, part)

    async def of_person(self, viewer: UUID, username: str, part: Slice) -> Part[Activity]:
        """Return what a viewer may see of one user, the newest first; raise PersonNotFound."""
        async with self._readers.read() as work:
            person = await work.people.by_username(username)
            if person is None or await work.relations.closeness(viewer, person.user_id) is None:
                raise PersonNotFound
            return await work.feed.of_person(viewer, person.user_id, part)
