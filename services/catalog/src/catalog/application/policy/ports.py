"""The ports of the policy's use cases."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from catalog.application.commands import ApplyScores, ApplyTitle
from catalog.application.policy.models import (
    Activation,
    Candidate,
    Coverage,
    Diff,
    DryRunOptions,
    ExplainedTitle,
    LivePolicy,
    RunPosition,
    StoredEvaluation,
)
from catalog.domain.policy.facts import TitleFacts
from catalog.domain.policy.runs import ItemError, Policy, Run, RunStatus


class EvaluationMetrics(Protocol):
    """Measures evaluations."""

    def batch(self) -> AbstractContextManager[object]:
        """Return a context that measures the evaluation of one batch."""
        ...

    def failed(self) -> None:
        """Count a title that could not be evaluated."""
        ...

    def measured(self, version: int, coverage: Coverage) -> None:
        """Set the active version and the number of its titles per status."""
        ...


class EvaluationWork(Protocol):
    """The part of a transaction that evaluates titles.

    `live` comes first in a transaction: until its end no policy is prepared, promoted or rolled back, so that every
    title that is written is evaluated under every version that may become active.
    """

    async def live(self) -> Sequence[LivePolicy]:
        """Return the versions under which titles are evaluated; changes of them wait for the end of the transaction."""
        ...

    async def save_facts(self, titles: Sequence[ApplyTitle]) -> Sequence[TitleFacts]:
        """Store the facts of imported titles; return them with the scores."""
        ...

    async def save_scores(self, scores: Sequence[ApplyScores]) -> Sequence[TitleFacts]:
        """Store scores; return the facts of those titles that are imported."""
        ...

    async def save_evaluations(self, evaluations: Sequence[StoredEvaluation]) -> None:
        """Store evaluations; those of the active version decide what is listed from now on."""
        ...

    async def lock_titles(self, after: UUID | None, limit: int) -> Sequence[TitleFacts]:
        """Lock and return the next imported titles by id."""
        ...

    async def lock_unevaluated(self, version: int, after: UUID | None, limit: int) -> Sequence[TitleFacts]:
        """Lock and return the next imported titles by id that are not evaluated under a version."""
        ...

    async def claim_run(self, lease_id: UUID, now: datetime, until: datetime) -> Run | None:
        """Lease the oldest running run that no worker holds, if any."""
        ...

    async def renew_lease(self, run_id: UUID, lease_id: UUID, until: datetime) -> RunPosition | None:
        """Extend a lease and return the position of the run; null when the run was cancelled or the lease lost."""
        ...

    async def advance_run(
        self, run_id: UUID, position: UUID, evaluations: Sequence[StoredEvaluation], errors: Sequence[ItemError]
    ) -> None:
        """Count a batch and store the position after it; failures in a row are forgotten."""
        ...

    async def finish_run(self, run_id: UUID, now: datetime) -> None:
        """Mark a run as prepared."""
        ...

    async def fail_run(self, run_id: UUID, lease_id: UUID, most_attempts: int, retry_at: datetime) -> None:
        """Count a failed batch and release the lease; the run is interrupted after `most_attempts` in a row."""
        ...

    async def delete_stale_evaluations(self, limit: int) -> int:
        """Delete at most `limit` evaluations of versions that are no longer live; return their number."""
        ...


class PolicyWork(Protocol):
    """A transaction that changes policies and runs; transactions that evaluate titles wait for its end."""

    async def lock(self) -> None:
        """Wait for the transactions that evaluate titles, and keep new ones waiting."""
        ...

    async def policy(self, policy_id: UUID) -> Policy | None:
        """Return a policy."""
        ...

    async def active(self) -> Policy:
        """Return the active policy; there always is one."""
        ...

    async def previous(self) -> Policy | None:
        """Return the policy that was active before."""
        ...

    async def add_policy(self, policy: Policy) -> None:
        """Store a new policy."""
        ...

    async def newest_version(self) -> int:
        """Return the highest version."""
        ...

    async def unfinished_run(self, version: int) -> Run | None:
        """Return the run of a version that is neither promoted nor cancelled."""
        ...

    async def run(self, run_id: UUID) -> Run | None:
        """Return a run."""
        ...

    async def add_run(self, run: Run, batch_size: int) -> None:
        """Store a new run."""
        ...

    async def set_status(self, run_id: UUID, status: RunStatus, at: datetime, actor: UUID) -> None:
        """Store the status of a run; a resumed run is free for any worker."""
        ...

    async def coverage(self, version: int) -> Coverage:
        """Return how many titles are evaluated under a version."""
        ...

    async def activate(self, policy: Policy, former: Policy, now: datetime) -> int:
        """Make a policy the active one and apply its evaluations; return how many titles changed."""
        ...

    async def add_activation(self, activation: Activation) -> None:
        """Record a change of the active version."""
        ...


class PolicyReads(Protocol):
    """Reads policies, runs and evaluations."""

    async def policies(self) -> Sequence[Policy]:
        """Return all policies, the newest version first."""
        ...

    async def policy(self, policy_id: UUID) -> Policy | None:
        """Return a policy."""
        ...

    async def active(self) -> Policy:
        """Return the active policy."""
        ...

    async def runs(self, limit: int, offset: int) -> tuple[Sequence[Run], int]:
        """Return a page of runs, the newest first, and their number."""
        ...

    async def run(self, run_id: UUID) -> Run | None:
        """Return a run."""
        ...

    async def activations(self, limit: int, offset: int) -> tuple[Sequence[Activation], int]:
        """Return a page of changes of the active version, the newest first, and their number."""
        ...

    async def coverage(self, version: int) -> Coverage:
        """Return how many titles are evaluated under a version."""
        ...

    async def diff(self, run: Run, sample_size: int) -> Diff:
        """Compare the version of a run with the version that was active before, in the database."""
        ...

    async def candidates(self, options: DryRunOptions) -> Sequence[Candidate]:
        """Return the titles of a dry run."""
        ...

    async def title(self, media_id: UUID) -> ExplainedTitle | None:
        """Return a title with its facts and its state."""
        ...
