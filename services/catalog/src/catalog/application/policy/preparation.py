"""Background work of the policy: runs, titles without an evaluation, stale evaluations, and figures."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from catalog.application.policy.evaluator import Evaluator
from catalog.application.policy.models import LivePolicy
from catalog.application.policy.ports import EvaluationMetrics, EvaluationWork, PolicyReads
from catalog.domain.policy.facts import TitleFacts
from catalog.domain.policy.runs import MOST_ATTEMPTS, Run
from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory

LEASE: Final = timedelta(seconds=60)
"""How long a worker may be silent before another one continues its run."""
RETRY: Final = timedelta(seconds=5)
BATCH: Final = 500
STALE_BATCH: Final = 5000


class PreparePolicies:
    """Evaluates every title under the version of each running run, batch by batch, each in one transaction.

    A worker that dies loses at most one batch: another one continues after the last title that was committed. Titles
    that change meanwhile are evaluated by the consumers, before or after the run reaches them.
    """

    def __init__(self, units: UnitOfWorkFactory[EvaluationWork], evaluator: Evaluator, clock: Clock) -> None:
        self._units = units
        self._evaluator = evaluator
        self._clock = clock

    async def __call__(self) -> None:
        """Work until no run is left that no other worker holds."""
        lease_id = uuid4()
        while run := await self._claim(lease_id):
            try:
                while await self._batch(run, lease_id):
                    continue
            except Exception:
                async with self._units.begin() as work:
                    await work.fail_run(run.run_id, lease_id, MOST_ATTEMPTS, self._clock.now() + RETRY)
                raise

    async def _claim(self, lease_id: UUID) -> Run | None:
        now = self._clock.now()
        async with self._units.begin() as work:
            return await work.claim_run(lease_id, now, now + LEASE)

    async def _batch(self, run: Run, lease_id: UUID) -> bool:
        """Evaluate the next titles; return whether there may be more."""
        async with self._units.begin() as work:
            policies = await work.live()
            now = self._clock.now()
            place = await work.renew_lease(run.run_id, lease_id, now + LEASE)
            if place is None:
                return False
            titles = await work.lock_titles(place.position, place.batch_size)
            if not titles:
                await work.finish_run(run.run_id, now)
                return False
            target = [policy for policy in policies if policy.version == place.version]
            evaluations, errors = self._evaluator.of(titles, target)
            await work.save_evaluations(evaluations)
            await work.advance_run(run.run_id, titles[-1].media_id, evaluations, errors)
        return True


class KeepEvaluations:
    """Evaluates titles that have no evaluation, deletes those of former versions, and measures the active version.

    A title has none after it was written by a release that did not know the policy.
    """

    def __init__(
        self,
        units: UnitOfWorkFactory[EvaluationWork],
        reads: PolicyReads,
        evaluator: Evaluator,
        metrics: EvaluationMetrics,
    ) -> None:
        self._units = units
        self._reads = reads
        self._evaluator = evaluator
        self._metrics = metrics

    async def __call__(self) -> None:
        """Do all of it once."""
        async with self._units.begin() as work:
            versions = [policy.version for policy in await work.live()]
        for version in versions:
            last: UUID | None = None
            while titles := await self._evaluate(version, last):
                last = titles[-1].media_id
        while await self._delete_stale() == STALE_BATCH:
            continue
        active = await self._reads.active()
        self._metrics.measured(active.version, await self._reads.coverage(active.version))

    async def _evaluate(self, version: int, after: UUID | None) -> Sequence[TitleFacts]:
        async with self._units.begin() as work:
            policies: list[LivePolicy] = [policy for policy in await work.live() if policy.version == version]
            titles = await work.lock_unevaluated(version, after, BATCH) if policies else []
            evaluations, _ = self._evaluator.of(titles, policies)
            await work.save_evaluations(evaluations)
        return titles

    async def _delete_stale(self) -> int:
        async with self._units.begin() as work:
            return await work.delete_stale_evaluations(STALE_BATCH)
