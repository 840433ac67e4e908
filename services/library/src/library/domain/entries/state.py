"""The states of an entry."""

from typing import Final, Literal

WatchState = Literal["planned", "watching", "completed", "dropped", "paused"]

ENDED: Final = frozenset[WatchState]({"completed", "dropped"})
"""States of what is not watched any more."""
AT_REST: Final = frozenset[WatchState]({*ENDED, "paused"})
"""States that specials alone do not change."""
