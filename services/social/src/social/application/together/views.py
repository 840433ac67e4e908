"""A session as one of its members sees it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from social.application.together.ports import TitleName
from social.application.unit_of_work import UnitOfWork
from social.domain.people.person import Person
from social.domain.together.item import Item, SessionKind
from social.domain.together.members import Role
from social.domain.together.playback import Playback
from social.domain.together.session import Adding, Session


@dataclass(frozen=True, slots=True)
class MemberView:
    """Another member, or the viewer."""

    person: Person
    role: Role
    joined_at: datetime
    is_present: bool


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item with its name, if the catalog lists the title."""

    item: Item
    title: TitleName | None
    added_by: Person | None
    """Null when that account was deleted, or one of the two has blocked the other."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a session is."""

    id: UUID
    kind: SessionKind
    name: str
    adding: Adding
    role: Role
    """The viewer's own."""
    code: str | None
    """Only the host has it; null once it has expired."""
    code_expires_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PlaybackView:
    """Where the session is."""

    playback: Playback
    current: ItemView | None


@dataclass(frozen=True, slots=True)
class SessionView:
    """All parts of a session."""

    revision: int
    facts: Facts
    members: tuple[MemberView, ...]
    playback: PlaybackView
    queue: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What sessions refer to."""

    people: Mapping[UUID, Person]
    titles: Mapping[UUID, TitleName]
    blocked: Collection[tuple[UUID, UUID]]


async def names_of(work: UnitOfWork, sessions: Collection[Session]) -> Names:
    """Read what sessions refer to."""
    items = [item for session in sessions for item in (session.current, *session.queue) if item is not None]
    users = {member.user_id for session in sessions for member in session.members}
    users |= {item.added_by for item in items if item.added_by is not None}
    media_ids = {item.subject.media_id for item in items if item.subject.media_id is not None}
    people = await work.people.of_ids(users)
    return Names(people, await work.together.titles(media_ids), await work.together.blocked_among(users))


def view_of(session: Session, viewer: UUID, names: Names, now: datetime) -> SessionView | None:
    """Return a session as a user sees it, or null for one who is no member, or has a block with the host."""
    me = session.member(viewer)
    if me is None or (viewer, session.host.user_id) in names.blocked:
        return None
    has_code = me.role is Role.HOST and session.code_expires_at > now
    facts = Facts(
        id=session.id,
        kind=session.kind,
        name=session.name,
        adding=session.adding,
        role=me.role,
        code=session.code if has_code else None,
        code_expires_at=session.code_expires_at if has_code else None,
        created_at=session.created_at,
    )
    members = tuple(
        MemberView(_person(one.user_id, names, one.joined_at), one.role, one.joined_at, one.is_present(now))
        for one in session.members
        if (viewer, one.user_id) not in names.blocked
    )
    current = None if session.current is None else _item(session.current, viewer, names)
    queue = tuple(_item(item, viewer, names) for item in session.queue)
    return SessionView(session.revision, facts, members, PlaybackView(session.playback, current), queue)


def _item(item: Item, viewer: UUID, names: Names) -> ItemView:
    title = None if item.subject.media_id is None else names.titles.get(item.subject.media_id)
    added_by = item.added_by
    if added_by is None or (viewer, added_by) in names.blocked:
        return ItemView(item, title, None)
    return ItemView(item, title, _person(added_by, names, item.added_at))


def _person(user_id: UUID, names: Names, since: datetime) -> Person:
    return names.people.get(user_id) or Person(user_id, 0, since)
