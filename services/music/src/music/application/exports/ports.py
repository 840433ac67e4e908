"""Port of exports."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from chassis.core.lists.snapshots import Sections
from music.application.folders.access import Listener


class ExportReader(Protocol):
    """Opens what is stored of users."""

    def open(self, listener: Listener) -> AbstractAsyncContextManager[Sections]:
        """Open everything of a user at one moment; of tracks, what the user may hear."""
        ...
