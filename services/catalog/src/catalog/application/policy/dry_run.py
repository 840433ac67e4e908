"""Dry runs and explanations: evaluations that are shown and not stored."""

import asyncio
from collections.abc import Callable
from typing import Final
from uuid import UUID

from catalog.application.policy.evaluator import Evaluator
from catalog.application.policy.models import DryRun, DryRunItem, DryRunOptions, Explanation
from catalog.application.policy.ports import PolicyReads
from catalog.domain.errors import MediaNotFound
from catalog.domain.policy.checks import rule_checks
from catalog.domain.policy.config import PolicyConfig
from catalog.domain.policy.errors import PolicyNotFound

MOST_SECONDS: Final = 10.0
SLICE: Final = 250
"""Titles between two looks at the time; other requests are served in between."""


class DryRuns:
    """Evaluates titles under a configuration that is not stored."""

    def __init__(
        self,
        reads: PolicyReads,
        evaluator: Evaluator,
        seconds: Callable[[], float],
        *,
        most_seconds: float = MOST_SECONDS,
    ) -> None:
        """`seconds` is a clock that only moves forward."""
        self._reads = reads
        self._evaluator = evaluator
        self._seconds = seconds
        self._most_seconds = most_seconds

    async def run(self, config: PolicyConfig, options: DryRunOptions) -> DryRun:
        """Return the evaluations of the chosen titles, or of the first ones when the time is used up."""
        started = self._seconds()
        normalized = config.normalized()
        active = await self._reads.active()
        candidates = await self._reads.candidates(options)
        items: list[DryRunItem] = []
        for place, candidate in enumerate(candidates):
            if place % SLICE == 0:
                await asyncio.sleep(0)
                if self._seconds() - started > self._most_seconds:
                    break
            items.append(DryRunItem(candidate, self._evaluator.one(candidate.facts, normalized)))
        return DryRun(
            active_version=active.version,
            options=options,
            items=items,
            seconds=self._seconds() - started,
            complete=len(items) == len(candidates),
        )

    async def explain(self, media_id: UUID, policy_id: UUID | None) -> Explanation:
        """Return why a title is listed or hidden under a policy, the active one by default.

        Raise MediaNotFound for an unknown title, and PolicyNotFound.
        """
        policy = await self._reads.active() if policy_id is None else await self._reads.policy(policy_id)
        if policy is None:
            raise PolicyNotFound(policy_id or media_id)
        subject = await self._reads.title(media_id)
        if subject is None:
            raise MediaNotFound("no title has this id")
        return Explanation(
            policy=policy,
            subject=subject,
            evaluation=self._evaluator.one(subject.facts, policy.config),
            rule_checks={rule.id: rule_checks(rule, subject.facts) for rule in policy.config.rules},
        )
