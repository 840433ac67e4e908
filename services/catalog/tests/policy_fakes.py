"""The ports of the policy's evaluation in memory."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from catalog.application.commands import ApplyScores, ApplyTitle
from catalog.application.policy.models import Coverage, LivePolicy, RunPosition, StoredEvaluation
from catalog.domain.policy.config import EligibilityMode, PolicyConfig
from catalog.domain.policy.evaluation import Evaluation
from catalog.domain.policy.facts import Scores, TitleFacts
from catalog.domain.policy.runs import ItemError, Progress, Run, RunStatus

EVERYTHING = LivePolicy(1, active=True, config=PolicyConfig(mode=EligibilityMode.OPEN))


class NoMetrics:
    """Counts the titles that could not be evaluated."""

    def __init__(self) -> None:
        self.failures = 0

    def batch(self) -> AbstractContextManager[object]:
        """Measure nothing."""
        return nullcontext()

    def failed(self) -> None:
        """Count a title."""
        self.failures += 1

    def measured(self, version: int, coverage: Coverage) -> None:
        """Ignore the figures."""


@dataclass
class EvaluationState:
    """Facts, evaluations and at most one run."""

    live: list[LivePolicy] = field(default_factory=lambda: [EVERYTHING])
    facts: dict[UUID, TitleFacts] = field(default_factory=dict)
    scores: dict[UUID, Scores] = field(default_factory=dict)
    evaluations: dict[tuple[int, UUID], Evaluation] = field(default_factory=dict)
    run: Run | None = None
    batch_size: int = 2
    position: UUID | None = None
    lease_id: UUID | None = None
    attempts: int = 0


class InMemoryEvaluations:
    """The part of a unit of work that evaluates titles."""

    def __init__(self, state: EvaluationState) -> None:
        self.state = state

    async def live(self) -> Sequence[LivePolicy]:
        """Return the versions under which titles are evaluated."""
        return list(self.state.live)

    async def save_facts(self, titles: Sequence[ApplyTitle]) -> Sequence[TitleFacts]:
        """Store the facts of titles; return them with the scores."""
        self.state.facts |= {title.media_id: title.policy_facts for title in titles}
        return [self._with_scores(title.media_id) for title in titles]

    async def save_scores(self, scores: Sequence[ApplyScores]) -> Sequence[TitleFacts]:
        """Store scores; return the facts of those titles that are imported."""
        for score in scores:
            self.state.scores[score.media_id] = Scores.of_percent(score.quality, score.popularity, score.freshness)
        return [self._with_scores(score.media_id) for score in scores if score.media_id in self.state.facts]

    async def save_evaluations(self, evaluations: Sequence[StoredEvaluation]) -> None:
        """Store evaluations."""
        self.state.evaluations |= {(item.policy.version, item.media_id): item.evaluation for item in evaluations}

    async def lock_titles(self, after: UUID | None, limit: int) -> Sequence[TitleFacts]:
        """Return the next titles by id."""
        ids = sorted(media_id for media_id in self.state.facts if after is None or media_id > after)
        return [self._with_scores(media_id) for media_id in ids[:limit]]

    async def lock_unevaluated(self, version: int, after: UUID | None, limit: int) -> Sequence[TitleFacts]:
        """Return the next titles by id that are not evaluated."""
        titles = await self.lock_titles(after, len(self.state.facts))
        return [facts for facts in titles if (version, facts.media_id) not in self.state.evaluations][:limit]

    async def claim_run(self, lease_id: UUID, now: datetime, until: datetime) -> Run | None:
        """Lease the run."""
        run = self.state.run
        if run is None or run.status is not RunStatus.RUNNING or (run.lease_until and run.lease_until > now):
            return None
        self.state.lease_id = lease_id
        self.state.run = replace(run, lease_until=until)
        return self.state.run

    async def renew_lease(self, run_id: UUID, lease_id: UUID, until: datetime) -> RunPosition | None:
        """Extend the lease."""
        run = self.state.run
        if run is None or run.status is not RunStatus.RUNNING or self.state.lease_id != lease_id:
            return None
        self.state.run = replace(run, lease_until=until)
        return RunPosition(run.version, self.state.position, self.state.batch_size)

    async def advance_run(
        self, run_id: UUID, position: UUID, evaluations: Sequence[StoredEvaluation], errors: Sequence[ItemError]
    ) -> None:
        """Count a batch."""
        run = self._run()
        done = run.progress
        progress = Progress(
            processed=done.processed + len(evaluations) + len(errors),
            total=done.total,
            errors=done.errors + len(errors),
        )
        self.state.position, self.state.attempts = position, 0
        self.state.run = replace(run, progress=progress, error_sample=(*run.error_sample, *errors)[-10:])

    async def finish_run(self, run_id: UUID, now: datetime) -> None:
        """Mark the run as prepared."""
        self.state.run = replace(self._run(), status=RunStatus.PREPARED, finished_at=now, lease_until=None)

    async def fail_run(self, run_id: UUID, lease_id: UUID, most_attempts: int, retry_at: datetime) -> None:
        """Count a failed batch."""
        self.state.attempts += 1
        status = RunStatus.FAILED if self.state.attempts >= most_attempts else RunStatus.RUNNING
        self.state.run = replace(self._run(), status=status, lease_until=retry_at)

    async def delete_stale_evaluations(self, limit: int) -> int:
        """Delete evaluations of versions that are no longer live."""
        versions = {policy.version for policy in self.state.live}
        stale = [key for key in self.state.evaluations if key[0] not in versions][:limit]
        for key in stale:
            del self.state.evaluations[key]
        return len(stale)

    def _with_scores(self, media_id: UUID) -> TitleFacts:
        return replace(self.state.facts[media_id], scores=self.state.scores.get(media_id))

    def _run(self) -> Run:
        assert self.state.run is not None
        return self.state.run
