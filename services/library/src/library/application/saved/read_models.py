"""Read models: saved items with their titles, and the triggers that the user subscribes to."""

from dataclasses import dataclass

from library.domain.saved.item import SavedItem
from library.domain.subscriptions.trigger import TriggerName
from library.domain.titles.title import Title


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A saved item, its title (null while it is not imported), and the user's active triggers of the title."""

    item: SavedItem
    title: Title | None
    triggers: tuple[TriggerName, ...] = ()
