"""Sessions and who takes part in them."""

import secrets
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from chassis.core.clock import Clock
from social.application.together.access import changing, exclude_blocked, is_excluded
from social.application.together.meters import TogetherMeters
from social.application.unit_of_work import UnitOfWork, Units
from social.domain.together import errors
from social.domain.together.codes import code_of, new_code
from social.domain.together.item import Item, SessionKind, Subject
from social.domain.together.limits import ATTEMPT_WINDOW, ATTEMPTS, SESSIONS_PER_USER
from social.domain.together.members import Role
from social.domain.together.session import Adding, Session


class ManageSessions:
    """Begins, joins, changes and ends sessions. `report` wakes the streams of this process."""

    def __init__(
        self,
        units: Units,
        clock: Clock,
        new_id: Callable[[], UUID],
        meters: TogetherMeters,
        report: Callable[[], None],
        choose: Callable[[str], str] = secrets.choice,
    ) -> None:
        self._units = units
        self._clock = clock
        self._new_id = new_id
        self._meters = meters
        self._report = report
        self._choose = choose

    async def begin(self, user_id: UUID, kind: SessionKind, name: str, adding: Adding, first: Subject | None) -> UUID:
        """Begin a session; raise AccountErased, ItemOfOtherKind or TogetherLimitReached."""
        now = self._clock.now()
        if first is not None and first.kind is not kind:
            raise errors.ItemOfOtherKind
        async with self._units.begin() as work:
            await work.people.ensure(user_id)
            await work.locks.hold(user_id)
            await _ensure_room(work, user_id)
            code = await self._code(work)
            session = Session.begun(self._new_id(), kind, name, user_id, code, now, adding=adding)
            if first is not None:
                session = session.changed(current=Item(self._new_id(), first, user_id, now))
            await work.together.add(session)
        self._meters.began(kind.value)
        return session.id

    async def join(self, user_id: UUID, text: str) -> UUID:
        """Join the session with a code; raise AccountErased, CodeNotFound, TooManyCodes or TogetherLimitReached."""
        now = self._clock.now()
        async with self._units.begin() as work:
            await work.people.ensure(user_id)
            attempts, since = await work.together.attempt(user_id, now)
        if attempts > ATTEMPTS:
            raise errors.TooManyCodes(ATTEMPTS, max(1, int((since + ATTEMPT_WINDOW - now).total_seconds())))
        async with self._units.begin() as work:
            session_id = await self._join(work, user_id, code_of(text), now)
        self._report()
        return session_id

    async def leave(self, user_id: UUID, session_id: UUID) -> None:
        """Leave a session, which another member hosts from now on; raise AccountErased or SessionNotFound."""
        now = self._clock.now()
        async with changing(self._units, user_id, session_id, now) as held:
            left = held.session.without([user_id], now)
            held.session = await exclude_blocked(held.work, left, now)
        self._report()

    async def end(self, user_id: UUID, session_id: UUID) -> None:
        """End a session; raise AccountErased, SessionNotFound or RoleRequired."""
        now = self._clock.now()
        async with changing(self._units, user_id, session_id, now) as held:
            held.session.require(user_id)
            held.session = held.session.ended(now)
        self._report()

    async def change(self, user_id: UUID, session_id: UUID, name: str | None, adding: Adding | None) -> None:
        """Change what is not null; raise AccountErased, SessionNotFound or RoleRequired."""
        async with changing(self._units, user_id, session_id, self._clock.now()) as held:
            held.session.require(user_id)
            held.session = held.session.changed(
                name=held.session.name if name is None else name, adding=adding or held.session.adding
            )
        self._report()

    async def replace_code(self, user_id: UUID, session_id: UUID) -> None:
        """Replace the code; raise AccountErased, SessionNotFound or RoleRequired."""
        now = self._clock.now()
        async with changing(self._units, user_id, session_id, now) as held:
            held.session.require(user_id)
            held.session = held.session.with_code(await self._code(held.work), now)
        self._report()

    async def set_role(self, user_id: UUID, session_id: UUID, other_id: UUID, role: Role) -> None:
        """Change the role of a member; the role of the host is handed over.

        Raise AccountErased, SessionNotFound, RoleRequired or MemberNotFound.
        """
        now = self._clock.now()
        async with changing(self._units, user_id, session_id, now) as held:
            held.session.require(user_id)
            held.session = held.session.with_role(other_id, role)
            if role is Role.HOST:
                held.session = await exclude_blocked(held.work, held.session, now)
        if role is Role.HOST and other_id != user_id:
            self._meters.handed_over("chosen")
        self._report()

    async def kick(self, user_id: UUID, session_id: UUID, other_id: UUID) -> None:
        """Remove a member, who cannot come back with the same code.

        Raise AccountErased, SessionNotFound, RoleRequired or MemberNotFound.
        """
        now = self._clock.now()
        async with changing(self._units, user_id, session_id, now) as held:
            held.session.require(user_id)
            held.session = held.session.with_kicked(other_id, now)
        self._report()

    async def _join(self, work: UnitOfWork, user_id: UUID, code: str, now: datetime) -> UUID:
        await work.people.ensure(user_id)
        place = await work.together.by_code(code, now)
        if place is None:
            raise errors.CodeNotFound
        session_id, host_id = place
        # A block of one of the two waits, or is there already.
        await work.locks.hold(user_id, host_id)
        session = await work.together.hold(session_id)
        if session is None or session.ended_at is not None or session.code != code:
            raise errors.CodeNotFound
        if await is_excluded(work, user_id, session):
            raise errors.CodeNotFound
        if session.member(user_id) is None:
            joined = session.joined(user_id, now)
            await _ensure_room(work, user_id)
            await work.together.save(session, joined)
        await work.together.succeed(user_id)
        return session_id

    async def _code(self, work: UnitOfWork) -> str:
        while await work.together.has_code(code := new_code(self._choose)):
            continue
        return code


async def _ensure_room(work: UnitOfWork, user_id: UUID) -> None:
    if len(await work.together.of_user(user_id, SESSIONS_PER_USER)) >= SESSIONS_PER_USER:
        raise errors.TogetherLimitReached("sessions at a time", SESSIONS_PER_USER)
