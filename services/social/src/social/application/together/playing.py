"""The playback and the queue of a session."""

from collections.abc import Callable, Collection
from uuid import UUID

from chassis.core.clock import Clock
from social.application.together.access import changing
from social.application.together.meters import TogetherMeters
from social.application.unit_of_work import Units
from social.domain.together.commands import Command, added, commanded, moved, removed
from social.domain.together.errors import PlaybackChanged
from social.domain.together.item import Item, Subject


class PlayTogether:
    """Applies commands of members. `report` wakes the streams of this process."""

    def __init__(
        self,
        units: Units,
        clock: Clock,
        new_id: Callable[[], UUID],
        meters: TogetherMeters,
        report: Callable[[], None],
    ) -> None:
        self._units = units
        self._clock = clock
        self._new_id = new_id
        self._meters = meters
        self._report = report

    async def command(
        self, user_id: UUID, session_id: UUID, command: Command, versions: Collection[int] | None
    ) -> None:
        """Apply a command, if the playback has one of `versions`.

        Raise AccountErased, SessionNotFound, RoleRequired, PlaybackChanged or NothingToPlay.
        """
        try:
            async with changing(self._units, user_id, session_id, self._clock.now()) as held:
                # The instant is taken behind the lock: of two commands the later one counts.
                held.session = commanded(held.session, user_id, command, self._clock.now(), versions)
        except PlaybackChanged:
            self._meters.commanded(command.action.value, "stale")
            raise
        self._meters.commanded(command.action.value, "applied")
        self._report()

    async def add(self, user_id: UUID, session_id: UUID, subject: Subject) -> None:
        """Add to the end of the queue.

        Raise AccountErased, SessionNotFound, RoleRequired, ItemOfOtherKind or TogetherLimitReached.
        """
        now = self._clock.now()
        item = Item(self._new_id(), subject, user_id, now)
        async with changing(self._units, user_id, session_id, now) as held:
            held.session = added(held.session, user_id, item, now)
        self._report()

    async def remove(self, user_id: UUID, session_id: UUID, item_id: UUID) -> None:
        """Remove an item of the queue; raise AccountErased, SessionNotFound, RoleRequired or ItemNotFound."""
        async with changing(self._units, user_id, session_id, self._clock.now()) as held:
            held.session = removed(held.session, user_id, item_id)
        self._report()

    async def move(self, user_id: UUID, session_id: UUID, item_id: UUID, before: UUID | None) -> None:
        """Move an item before another, or to the end.

        Raise AccountErased, SessionNotFound, RoleRequired or ItemNotFound.
        """
        async with changing(self._units, user_id, session_id, self._clock.now()) as held:
            held.session = moved(held.session, user_id, item_id, before)
        self._report()
