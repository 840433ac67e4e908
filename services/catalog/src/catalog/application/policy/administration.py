"""Policies and their activations: create, read, promote and roll back."""

import logging
from collections.abc import Sequence
from uuid import UUID, uuid4

from catalog.application.policy.models import Activation
from catalog.application.policy.ports import PolicyReads, PolicyWork
from catalog.domain.policy.config import PolicyConfig
from catalog.domain.policy.errors import NoPreviousPolicy, PolicyNotFound, RunNotFound
from catalog.domain.policy.runs import Policy, RunStatus, coverage_of
from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory

logger = logging.getLogger(__name__)


class PolicyAdministration:
    """Creates, reads and activates versions of the policy. One version is active at any time."""

    def __init__(self, units: UnitOfWorkFactory[PolicyWork], reads: PolicyReads, clock: Clock) -> None:
        self._units = units
        self._reads = reads
        self._clock = clock

    async def create(self, config: PolicyConfig, description: str | None, actor: UUID) -> Policy:
        """Store a configuration as the newest version, which is not active."""
        async with self._units.begin() as work:
            await work.lock()
            policy = Policy(
                policy_id=uuid4(),
                version=await work.newest_version() + 1,
                active=False,
                description=description,
                config=config.normalized(),
                created_at=self._clock.now(),
                created_by=actor,
                activated_at=None,
            )
            await work.add_policy(policy)
        logger.info("policy created", extra={"policy_version": policy.version, "actor": str(actor)})
        return policy

    async def policies(self) -> Sequence[Policy]:
        """Return all policies, the newest version first."""
        return await self._reads.policies()

    async def policy(self, policy_id: UUID) -> Policy:
        """Return a policy; raise PolicyNotFound."""
        policy = await self._reads.policy(policy_id)
        if policy is None:
            raise PolicyNotFound(policy_id)
        return policy

    async def activations(self, limit: int, offset: int) -> tuple[Sequence[Activation], int]:
        """Return a page of changes of the active version, the newest first, and their number."""
        return await self._reads.activations(limit, offset)

    async def promote(self, run_id: UUID, threshold: float, most_errors: int, actor: UUID) -> Activation:
        """Activate the policy of a prepared run, in one transaction. Raise RunNotFound or the rule that forbids it."""
        async with self._units.begin() as work:
            await work.lock()
            run = await work.run(run_id)
            if run is None:
                raise RunNotFound(run_id)
            former = await work.active()
            counts = await work.coverage(run.version)
            coverage = coverage_of(counts.evaluated, counts.total)
            run.require_promotable(former.version, coverage, threshold=threshold, most_errors=most_errors)
            policy = await work.policy(run.policy_id)
            if policy is None:
                raise PolicyNotFound(run.policy_id)
            await work.set_status(run_id, RunStatus.PROMOTED, self._clock.now(), actor)
            return await self._activate(work, policy, former, actor, run_id)

    async def roll_back(self, actor: UUID) -> Activation:
        """Activate the previous policy, in one transaction; raise NoPreviousPolicy.

        Changed titles are evaluated under the previous version too, so that it needs no preparation.
        """
        async with self._units.begin() as work:
            await work.lock()
            policy = await work.previous()
            if policy is None:
                raise NoPreviousPolicy
            return await self._activate(work, policy, await work.active(), actor, None)

    async def _activate(
        self, work: PolicyWork, policy: Policy, former: Policy, actor: UUID, run_id: UUID | None
    ) -> Activation:
        now = self._clock.now()
        activation = Activation(
            version=policy.version,
            previous_version=former.version,
            action="rolled_back" if run_id is None else "promoted",
            run_id=run_id,
            activated_at=now,
            activated_by=actor,
            changed_titles=await work.activate(policy, former, now),
        )
        await work.add_activation(activation)
        logger.info(
            "policy activated",
            extra={
                "policy_version": policy.version,
                "previous_version": former.version,
                "action": activation.action,
                "changed_titles": activation.changed_titles,
                "actor": str(actor),
            },
        )
        return activation
