"""The beginning of every change of a relation."""

from uuid import UUID

from social.application.unit_of_work import UnitOfWork
from social.domain.people.errors import PersonNotFound
from social.domain.people.person import Person
from social.domain.relations.errors import OwnAccount


async def hold_pair(work: UnitOfWork, user_id: UUID, other_id: UUID) -> None:
    """Hold the locks of both users; raise OwnAccount or AccountErased."""
    if user_id == other_id:
        raise OwnAccount
    await work.people.ensure(user_id)
    await work.locks.hold(user_id, other_id)


async def reach(work: UnitOfWork, user_id: UUID, other_id: UUID) -> Person:
    """Return the other user, once both locks are held; raise PersonNotFound, also where one has blocked the other."""
    await hold_pair(work, user_id, other_id)
    other = (await work.people.of_ids([other_id])).get(other_id)
    if other is None or await work.relations.is_blocked(user_id, other_id):
        raise PersonNotFound
    return other
