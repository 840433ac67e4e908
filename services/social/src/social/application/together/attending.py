"""Sessions whose host is away, sessions without anyone, and users who go."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from social.application.together.access import exclude_blocked
from social.application.together.meters import TogetherMeters
from social.application.unit_of_work import Readers, UnitOfWork, Units
from social.domain.together.item import Item
from social.domain.together.limits import EMPTY_ENDS, HOST_AWAY, PRESENT
from social.domain.together.members import Role, successor
from social.domain.together.session import Session

UNNAMED: Final = "…"
"""The name of a session whose host had the account deleted: the host has written the former one."""
AT_ONCE: Final = 200
"""Sessions that one run attends to."""


class AttendSessions:
    """Hands over sessions whose host is away, and ends those without anyone."""

    def __init__(self, units: Units, readers: Readers, clock: Clock, meters: TogetherMeters) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock
        self._meters = meters

    async def __call__(self) -> int:
        """Return the number of sessions that were changed."""
        now = self._clock.now()
        async with self._readers.read() as work:
            session_ids = await work.together.left_alone(
                away_since=now - HOST_AWAY, present_since=now - PRESENT, empty_since=now - EMPTY_ENDS, limit=AT_ONCE
            )
        changed = 0
        for session_id in session_ids:
            async with self._units.begin() as work:
                session = await work.together.hold(session_id)
                if session is None or not session.members:
                    continue
                after = attended(session, now)
                if after is session:
                    continue
                await work.together.save(session, await exclude_blocked(work, after, now))
                changed += 1
            if after.ended_at is None:
                self._meters.handed_over("away")
        return changed


def attended(session: Session, now: datetime) -> Session:
    """Return a session after its host has been away for long, or everyone for longer."""
    if all(now - member.seen_at >= EMPTY_ENDS for member in session.members):
        return session.ended(now)
    if now - session.host.seen_at < HOST_AWAY:
        return session
    following = successor(session.members, now, only_present=True)
    return session if following is None else session.with_role(following.user_id, Role.HOST)


async def part(work: UnitOfWork, user_id: UUID, other_id: UUID, now: datetime) -> None:
    """Apply a block of two users, or its end, to the sessions with both of them; both locks are held."""
    for session_id in await work.together.shared(user_id, other_id):
        session = await work.together.hold(session_id)
        if session is not None and session.members:
            # Also where neither is the host: whether the two see each other differs from the next revision on.
            await work.together.save(session, await exclude_blocked(work, session.changed(), now))


async def forget(work: UnitOfWork, user_ids: Collection[UUID], now: datetime) -> None:
    """Remove users whose accounts were deleted from every session; what they have added stays, without their ids."""
    for session_id in await work.together.of_users(user_ids):
        session = await work.together.hold(session_id)
        if session is None:
            continue
        after = session.without(user_ids, now)
        if after.members and session.host.user_id in user_ids:
            after = after.changed(name=UNNAMED)
        queue = tuple(_without_user(item, user_ids) for item in after.queue)
        current = None if after.current is None else _without_user(after.current, user_ids)
        if (queue, current) != (after.queue, after.current):
            after = after.changed(queue=queue, current=current)
        await work.together.save(session, await exclude_blocked(work, after, now))
    await work.together.erase(user_ids)


def _without_user(item: Item, user_ids: Collection[UUID]) -> Item:
    return replace(item, added_by=None) if item.added_by in user_ids else item
