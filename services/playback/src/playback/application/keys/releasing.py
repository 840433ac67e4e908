"""Releasing content keys to those who play what the keys encrypt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from playback.application.keys.ports import KeyWrapping
from playback.application.unit_of_work import UnitOfWork, Units
from playback.domain.errors import PlaybackError
from playback.domain.keys.content_key import ContentKey, Label, WrappedKey
from playback.domain.keys.errors import ContentKeyUnavailable, KeyNotOfSession
from playback.domain.keys.release import (
    KeyRelease,
    Outcome,
    Requester,
    System,
    asset_refusal,
    key_outcomes,
    refusal_error,
    session_refusal,
)
from playback.domain.sessions.session import Session


@dataclass(frozen=True, slots=True)
class KeyRequest:
    """A request for keys of a playback session."""

    session_id: UUID
    requester: Requester
    system: System
    key_ids: Sequence[UUID] | None = None
    """Null for all keys of what the session plays; empty for what a device requests of a licence server first."""


@dataclass(frozen=True, slots=True)
class ReleasedKey:
    """A key that was released."""

    label: Label
    key: ContentKey


@dataclass(frozen=True, slots=True)
class ReleasedKeys:
    """The keys of a request, in the order in which they were requested."""

    session: Session
    keys: tuple[ReleasedKey, ...]


@dataclass(frozen=True, slots=True)
class _Decision:
    """What is decided per key, null for a request without keys; and the keys, or the error instead of them."""

    outcomes: Mapping[UUID | None, Outcome]
    session: Session | None = None
    keys: tuple[ReleasedKey, ...] = ()
    error: PlaybackError | None = field(default=None, kw_only=True)


class ReleaseKeys:
    """Decides about requests for keys, and stores each decision before a key leaves."""

    def __init__(self, units: Units, wrapping: KeyWrapping, clock: Clock) -> None:
        self._units = units
        self._wrapping = wrapping
        self._clock = clock

    async def __call__(self, request: KeyRequest) -> ReleasedKeys:
        """Return the keys of a request: all of them, or none.

        Raise SessionNotFound, SessionEnded, LicensesWithdrawn, KeyNotOfSession or ContentKeyUnavailable.
        """
        now = self._clock.now()
        async with self._units.begin() as work:
            decision = await self._decide(work, request, now)
            await work.key_releases.add(_rows(request, decision, now))
        if decision.error is not None or decision.session is None:
            raise decision.error or ValueError("a refusal states an error")
        return ReleasedKeys(decision.session, decision.keys)

    async def record(self, request: KeyRequest, released: ReleasedKeys, outcome: Outcome) -> None:
        """Store what a licence server has made of released keys."""
        now = self._clock.now()
        outcomes: dict[UUID | None, Outcome] = {key.key.id: outcome for key in released.keys}
        async with self._units.begin() as work:
            await work.key_releases.add(_rows(request, _Decision(outcomes, released.session), now))

    async def _decide(self, work: UnitOfWork, request: KeyRequest, now: datetime) -> _Decision:
        session = await work.sessions.find(request.session_id)
        refusal = session_refusal(session, request.requester, now)
        if session is None or refusal is not None:
            return _refused(request, session, refusal or Outcome.UNKNOWN_SESSION, now)
        asset = await work.assets.find(session.asset_id)
        refusal = asset_refusal(asset, await work.assets.version(session.asset_id, session.version))
        if refusal is not None:
            return _refused(request, session, refusal, now)
        return self._open(request, session, await _stored(work, request, session))

    def _open(self, request: KeyRequest, session: Session, stored: Sequence[WrappedKey]) -> _Decision:
        key_ids = [key.id for key in stored] if request.key_ids is None else list(dict.fromkeys(request.key_ids))
        outcomes: dict[UUID | None, Outcome] = dict(key_outcomes(session, key_ids, stored).items())
        if request.key_ids is None and not stored:
            outcomes = {None: Outcome.UNKNOWN_KEY}
        if set(outcomes.values()) - {Outcome.RELEASED}:
            return _Decision(outcomes, session, error=KeyNotOfSession(session.id))
        keys = {key.id: key for key in stored}
        try:
            released = tuple(self._unwrapped(keys[key_id]) for key_id in key_ids)
        except ContentKeyUnavailable as error:
            unread = dict.fromkeys(outcomes, Outcome.WITHHELD) | {error.key_id: Outcome.UNREADABLE}
            return _Decision(unread, session, error=error)
        return _Decision(outcomes, session, released)

    def _unwrapped(self, key: WrappedKey) -> ReleasedKey:
        return ReleasedKey(key.label, ContentKey(key.id, self._wrapping.unwrap(key)))


async def _stored(work: UnitOfWork, request: KeyRequest, session: Session) -> Sequence[WrappedKey]:
    if request.key_ids is None:
        return await work.content_keys.of_version(session.asset_id, session.version)
    return await work.content_keys.find(request.key_ids) if request.key_ids else ()


def _refused(request: KeyRequest, session: Session | None, refusal: Outcome, now: datetime) -> _Decision:
    key_ids: Sequence[UUID | None] = request.key_ids or (None,)
    outcomes = dict.fromkeys(key_ids, refusal)
    return _Decision(outcomes, session, error=refusal_error(refusal, request.session_id, session, now))


def _rows(request: KeyRequest, decision: _Decision, now: datetime) -> list[KeyRelease]:
    session = decision.session
    return [
        KeyRelease(
            id=uuid4(),
            at=now,
            user_id=request.requester.user_id,
            auth_session_id=request.requester.auth_session_id,
            session_id=request.session_id,
            asset_id=None if session is None else session.asset_id,
            number=None if session is None else session.version,
            key_id=key_id,
            system=request.system,
            outcome=outcome,
        )
        for key_id, outcome in decision.outcomes.items()
    ]
