"""Runs for administrators: start, read, cancel, resume."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from catalog.application.policy.models import Diff, RunState
from catalog.application.policy.ports import PolicyReads, PolicyWork
from catalog.domain.policy.errors import (
    PolicyActive,
    PolicyNotFound,
    RunExists,
    RunNotComparable,
    RunNotFound,
    RunNotInterrupted,
    RunPromoted,
)
from catalog.domain.policy.runs import UNFINISHED, Progress, Run, RunStatus, coverage_of
from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory


class PolicyRuns:
    """Starts the preparation of a policy and controls it. A worker does the work."""

    def __init__(self, units: UnitOfWorkFactory[PolicyWork], reads: PolicyReads, clock: Clock) -> None:
        self._units = units
        self._reads = reads
        self._clock = clock

    async def start(self, policy_id: UUID, batch_size: int, actor: UUID) -> Run:
        """Start to evaluate every title under a policy; raise PolicyNotFound, PolicyActive or RunExists."""
        async with self._units.begin() as work:
            await work.lock()
            policy = await work.policy(policy_id)
            if policy is None:
                raise PolicyNotFound(policy_id)
            active = await work.active()
            if policy.version == active.version:
                raise PolicyActive(policy.version)
            unfinished = await work.unfinished_run(policy.version)
            if unfinished is not None:
                raise RunExists(unfinished.run_id, unfinished.status)
            run = Run(
                run_id=uuid4(),
                policy_id=policy_id,
                version=policy.version,
                base_version=active.version,
                status=RunStatus.RUNNING,
                progress=Progress(total=(await work.coverage(policy.version)).total),
                error_sample=(),
                started_at=self._clock.now(),
                started_by=actor,
                finished_at=None,
                promoted_at=None,
                promoted_by=None,
            )
            await work.add_run(run, batch_size)
        return run

    async def page(self, limit: int, offset: int) -> tuple[Sequence[Run], int]:
        """Return a page of runs, the newest first, and their number."""
        return await self._reads.runs(limit, offset)

    async def state(self, run_id: UUID) -> RunState:
        """Return a run with its coverage of the catalog as it is now; raise RunNotFound."""
        run = await self._run(run_id)
        active = await self._reads.active()
        coverage = 0.0
        if run.status in UNFINISHED:
            counts = await self._reads.coverage(run.version)
            coverage = coverage_of(counts.evaluated, counts.total)
        elif run.status is RunStatus.PROMOTED:
            coverage = coverage_of(run.progress.processed - run.progress.errors, run.progress.total)
        blocking = run.blocking_reasons(active.version, coverage, threshold=1.0, most_errors=0)
        return RunState(run, min(coverage, 1.0), blocking)

    async def cancel(self, run_id: UUID, actor: UUID) -> Run:
        """End a run that is neither promoted nor cancelled; raise RunNotFound or RunPromoted."""
        async with self._units.begin() as work:
            await work.lock()
            run = await work.run(run_id)
            if run is None:
                raise RunNotFound(run_id)
            if run.status is RunStatus.PROMOTED:
                raise RunPromoted(run_id)
            if run.status is not RunStatus.CANCELLED:
                await work.set_status(run_id, RunStatus.CANCELLED, self._clock.now(), actor)
        return await self._run(run_id)

    async def resume(self, run_id: UUID, actor: UUID) -> Run:
        """Continue an interrupted run where it stopped; raise RunNotFound or RunNotInterrupted.

        A run is interrupted after several failures, or when its worker has stopped without a word.
        """
        async with self._units.begin() as work:
            await work.lock()
            run = await work.run(run_id)
            if run is None:
                raise RunNotFound(run_id)
            now = self._clock.now()
            lost = run.status is RunStatus.RUNNING and run.lease_until is not None and run.lease_until <= now
            if run.status is not RunStatus.FAILED and not lost:
                raise RunNotInterrupted(run_id, run.status)
            await work.set_status(run_id, RunStatus.RUNNING, now, actor)
        return await self._run(run_id)

    async def diff(self, run_id: UUID, sample_size: int) -> Diff:
        """Compare a prepared run, or the last promoted one, with the version before; raise RunNotComparable."""
        run = await self._run(run_id)
        comparable = run.status is RunStatus.PREPARED
        if run.status is RunStatus.PROMOTED:
            live = {policy.version for policy in await self._reads.policies() if policy.active or policy.previous}
            comparable = live == {run.version, run.base_version}
        if not comparable:
            raise RunNotComparable(run_id, run.status)
        return await self._reads.diff(run, sample_size)

    async def _run(self, run_id: UUID) -> Run:
        run = await self._reads.run(run_id)
        if run is None:
            raise RunNotFound(run_id)
        return run
