"""The watchlist: the built-in list of what a user plans. It is a view of the user's journal."""

from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.plays.journal import append, retract
from library.application.unit_of_work import UnitOfWork
from library.domain.entries.change import Change
from library.domain.entries.entry import Entry
from library.domain.errors import MediaNotFound
from library.domain.lists.limits import ITEMS_PER_LIST
from library.domain.lists.rules.document import Condition, SmartRules
from library.domain.plays.items import Mark

WATCHLIST: Final = SmartRules(Condition("state", "in", ("planned",)), limit=ITEMS_PER_LIST)


class ChangeWatchlist:
    """Plans titles, and undoes it."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def add(self, user_id: UUID, media_id: UUID) -> None:
        """Plan a title; one that is planned already changes nothing. Raise AccountErased and MediaNotFound."""
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            title = await work.titles.find(media_id)
            if title is None:
                raise MediaNotFound(f"no title has the id {media_id}")
            now = self._clock.now()
            stored = await work.entries.find(user_id, media_id)
            entry = stored or Entry(user_id, media_id, title.kind, title.tmdb_id)
            await append(work, user_id, marks=Change(state="planned").marks(entry, now), now=now)

    async def remove(self, user_id: UUID, media_id: UUID) -> None:
        """Undo that a title is planned: plays and other marks of the user stay and decide on its state.

        A title that is not planned changes nothing. Raise AccountErased.
        """
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            entry = await work.entries.find(user_id, media_id)
            if entry is None or entry.state != "planned":
                return
            items = (await work.journal.items(user_id, [media_id])).get(media_id, [])
            planned = [
                item for item in items if isinstance(item, Mark) and (item.kind, item.value) == ("state", "planned")
            ]
            await retract(work, user_id, planned, self._clock.now())
