"""The journal of attempts: markers and results of many deliveries share a commit."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias
from uuid import UUID

from chassis.core.backoff import backoff
from chassis.core.unit_of_work import UnitOfWorkFactory
from notifications.application.deliveries.ports import RefusedAddress
from notifications.application.deliveries.queue import Marker, Result
from notifications.application.messages.recording import RecordOccurrences
from notifications.application.unit_of_work import UnitOfWork
from notifications.domain.messages.kinds import KINDS
from notifications.domain.messages.occurrence import Occurrence

logger = logging.getLogger(__name__)

Item: TypeAlias = Marker | Result
_Waiting: TypeAlias = tuple[Item, asyncio.Future[bool]]
MOST_ITEMS: Final = 200
LONGEST_PAUSE: Final = 5.0


class Journal:
    """Commits what attempts hand in, together with what others handed in during the commit before.

    Every item may be committed again without a second effect, so a commit that was not confirmed is repeated.
    """

    def __init__(
        self,
        units: UnitOfWorkFactory[UnitOfWork],
        record: RecordOccurrences,
        is_outage: Callable[[BaseException], bool],
        observe: Callable[[Result], None] = lambda _: None,
        *,
        gather_seconds: float = 0.0,
    ) -> None:
        """Call `observe` with every result that was committed; a commit waits `gather_seconds` for more items."""
        self._units = units
        self._record = record
        self._is_outage = is_outage
        self._observe = observe
        self._gather_seconds = gather_seconds
        self._waiting: list[_Waiting] = []
        self._commits: asyncio.Task[None] | None = None

    async def commit(self, item: Item) -> bool:
        """Return once the item is committed: whether this process still held the delivery."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._commits is None:
            self._commits = asyncio.create_task(self._run(), name="deliveries-journal")
        return await future

    async def _run(self) -> None:
        try:
            while self._waiting:
                if self._gather_seconds:
                    await asyncio.sleep(self._gather_seconds)
                batch, self._waiting = self._waiting[:MOST_ITEMS], self._waiting[MOST_ITEMS:]
                await self._commit_all(batch)
        finally:
            self._commits = None

    async def _commit_all(self, batch: Sequence[_Waiting]) -> None:
        """Commit a batch; one that Postgres refuses is committed item by item, so that no item fails for another."""
        try:
            held = await self._persist([item for item, _ in batch])
        except Exception as failure:
            if len(batch) > 1:
                for one in batch:
                    await self._commit_all([one])
                return
            logger.exception("cannot store the result of a delivery")
            [(_, future)] = batch
            if not future.done():
                future.set_exception(failure)
            return
        for item, future in batch:
            is_held = item.delivery.delivery_id in held
            if is_held and isinstance(item, Result):
                self._observe(item)
            if not future.done():
                future.set_result(is_held)

    async def _persist(self, items: Sequence[Item]) -> set[UUID]:
        """Commit a batch; an outage of the database is waited out."""
        attempt = 0
        while True:
            try:
                return await self._store(items)
            except Exception as failure:
                if not self._is_outage(failure):
                    raise
                logger.warning("cannot store deliveries, database unavailable", extra={"reason": repr(failure)})
                await asyncio.sleep(backoff(attempt, cap=LONGEST_PAUSE))
                attempt += 1

    async def _store(self, items: Sequence[Item]) -> set[UUID]:
        results = [item for item in items if isinstance(item, Result)]
        markers = [item for item in items if isinstance(item, Marker)]
        async with self._units.begin() as work:
            if gone := [item for item in results if item.target_is_gone]:
                await self._disable(work, gone)
            return await work.deliveries.settle(results) | await work.deliveries.mark(markers)

    async def _disable(self, work: UnitOfWork, gone: Sequence[Result]) -> None:
        """Disable targets and addresses and notify their owners, whose rows are locked first, as other writers do."""
        await work.users.recipients([(item.delivery.user_id, None) for item in gone])
        reasons = {item.delivery.target_id: item.code or "gone" for item in gone if item.delivery.target_id}
        at = max(item.at for item in gone)
        occurrences = [
            Occurrence(
                KINDS["target_disabled"],
                key=f"target_disabled:{target.target_id}:{at.isoformat()}",
                user_id=target.user_id,
                occurred_at=at,
                values={"target": target.name, "channel": target.channel, "reason": reasons[target.target_id]},
            )
            for target in await work.deliveries.disable_targets(reasons, at)
        ]
        occurrences += [
            Occurrence(
                KINDS["address_disabled"],
                key=f"address_disabled:{address.contact_version}:{at.isoformat()}",
                user_id=address.user_id,
                occurred_at=at,
                values={"reason": address.reason},
            )
            for address in await work.deliveries.disable_addresses(_addresses(gone), at)
        ]
        await self._record(work, occurrences)


def _addresses(gone: Sequence[Result]) -> list[RefusedAddress]:
    """Return the addresses of accounts among what refuses every message, each once."""
    return list(
        {
            item.delivery.user_id: RefusedAddress(
                item.delivery.user_id, item.delivery.contact_version, item.code or "gone"
            )
            for item in gone
            if item.delivery.contact_version is not None
        }.values()
    )
