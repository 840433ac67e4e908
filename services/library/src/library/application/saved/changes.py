"""Saving titles to lists and removing them: the item and the action are one commit."""

from dataclasses import dataclass
from typing import Final

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.saved.commands import ChangeSaved
from library.application.saved.ports import SavedReader
from library.application.unit_of_work import UnitOfWork
from library.domain.errors import MediaNotFound
from library.domain.saved.action import ActionName
from library.domain.saved.item import SavedItem, SavedListName, saved

_SAVES: Final[dict[SavedListName, ActionName]] = {"for_later": "save_for_later", "considering": "consider"}


@dataclass(frozen=True, slots=True)
class Removal:
    """Whether an item was removed, and the list in which the title still is."""

    removed: bool
    list: SavedListName | None


class SaveItem:
    """Saves a title to a list of a user."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, command: ChangeSaved) -> SavedItem:
        """Return the saved item. A repetition changes nothing.

        Raises MediaNotFound and AccountErased.
        """
        async with self._units.begin() as work:
            await work.users.lock(command.user_id)
            if await work.titles.find(command.media_id) is None:
                raise MediaNotFound(f"no title has the id {command.media_id}")
            now = self._clock.now()
            before = await work.saved.find(command.user_id, command.media_id)
            after = saved(before, command.user_id, command.media_id, command.list, command.reason_key, now)
            if after is not before:
                await work.saved.save(after)
                await work.actions.append(command.action(_SAVES[command.list], now))
            return after


class RemoveSaved:
    """Removes a title from a list of a user."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, command: ChangeSaved) -> Removal:
        """Remove the title from the list if it is there; raise AccountErased."""
        async with self._units.begin() as work:
            await work.users.lock(command.user_id)
            item = await work.saved.find(command.user_id, command.media_id)
            if item is None or item.list != command.list:
                return Removal(removed=False, list=item.list if item else None)
            await work.saved.remove(item)
            await work.actions.append(command.action("unsave", self._clock.now()))
            return Removal(removed=True, list=None)


@dataclass(frozen=True, slots=True)
class SavedUseCases:
    """Every use case about saved items; `items` reads without further rules."""

    save: SaveItem
    remove: RemoveSaved
    items: SavedReader
