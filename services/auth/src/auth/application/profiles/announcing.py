"""Publishing every account again, for services that need what earlier releases did not publish."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from auth.application.unit_of_work import UnitOfWork
from auth.domain.events import ContactChanged, UserChanged
from chassis.core.unit_of_work import UnitOfWorkFactory, in_batches


class AnnounceAccounts:
    """Publishes `user.changed` and `user.contact.changed` of every account, each with a new version.

    Each batch is a commit of its own: requests go on meanwhile and wait for one batch at most.
    """

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork]) -> None:
        self._units = units

    async def __call__(self) -> int:
        """Return the number of accounts."""
        return await in_batches(self._units, _announce)


async def _announce(work: UnitOfWork, after: UUID | None) -> Sequence[UUID]:
    now = await work.now()
    batch = await work.profiles.lock_batch(after)
    newer = [replace(account, version=account.version + 1) for account in batch]
    for account in newer:
        await work.profiles.save(account)
    await work.publish(*(event.of(account, now) for account in newer for event in (UserChanged, ContactChanged)))
    return [account.id for account in batch]
