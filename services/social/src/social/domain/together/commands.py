"""What members change of the position and the queue."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from social.domain.together import errors
from social.domain.together.item import Item
from social.domain.together.limits import QUEUE_ITEMS
from social.domain.together.playback import PlaybackState
from social.domain.together.session import Adding, Session


class Action(StrEnum):
    """What a command does."""

    PLAY = "play"
    PAUSE = "pause"
    SEEK = "seek"
    NEXT = "next"


_STATES = {Action.PLAY: PlaybackState.PLAYING, Action.PAUSE: PlaybackState.PAUSED}


@dataclass(frozen=True, slots=True)
class Command:
    """A change of the playback."""

    action: Action
    position_ms: int | None = None
    """Where to go on; null for where the session is."""
    rate: float | None = None


def commanded(
    session: Session, user_id: UUID, command: Command, now: datetime, versions: Collection[int] | None = None
) -> Session:
    """Return the session after a command.

    Raise RoleRequired, PlaybackChanged unless the playback has one of `versions`, or NothingToPlay.
    """
    session.require(user_id, controls=True)
    if versions is not None and session.playback.version not in versions:
        raise errors.PlaybackChanged
    if session.current is None:
        raise errors.NothingToPlay
    if command.action is Action.NEXT:
        return _next(session, now)
    playback = session.playback.changed(
        now,
        session.current.subject.duration_ms,
        state=_STATES.get(command.action),
        position_ms=command.position_ms,
        rate=command.rate,
    )
    return session.changed(playback=playback)


def added(session: Session, user_id: UUID, item: Item, now: datetime) -> Session:
    """Return the session with an item at the end of the queue; the first one is current at once.

    Raise RoleRequired, ItemOfOtherKind or TogetherLimitReached.
    """
    if session.adding is Adding.DJS:
        session.require(user_id, controls=True)
    if item.subject.kind is not session.kind:
        raise errors.ItemOfOtherKind
    if session.current is None:
        playback = session.playback.from_start(now, PlaybackState.PAUSED)
        return session.changed(current=item, playback=playback)
    if len(session.queue) >= QUEUE_ITEMS:
        raise errors.TogetherLimitReached("items in the queue", QUEUE_ITEMS)
    return session.changed(queue=(*session.queue, item))


def removed(session: Session, user_id: UUID, item_id: UUID) -> Session:
    """Return the session without an item of the queue; raise ItemNotFound, or RoleRequired for one of others."""
    item = _queued(session, item_id)
    if item.added_by != user_id:
        session.require(user_id, controls=True)
    return session.changed(queue=tuple(one for one in session.queue if one.id != item_id))


def moved(session: Session, user_id: UUID, item_id: UUID, before: UUID | None) -> Session:
    """Return the session with an item before another, or at the end; raise RoleRequired or ItemNotFound."""
    session.require(user_id, controls=True)
    item = _queued(session, item_id)
    if before == item_id:
        return session
    rest = [one for one in session.queue if one.id != item_id]
    place = len(rest) if before is None else rest.index(_queued(session, before))
    return session.changed(queue=(*rest[:place], item, *rest[place:]))


def _next(session: Session, now: datetime) -> Session:
    following = session.queue[0] if session.queue else None
    state = PlaybackState.PAUSED if following is None else session.playback.state
    playback = session.playback.from_start(now, state)
    return session.changed(current=following, queue=session.queue[1:], playback=playback)


def _queued(session: Session, item_id: UUID) -> Item:
    item = next((one for one in session.queue if one.id == item_id), None)
    if item is None:
        raise errors.ItemNotFound
    return item
