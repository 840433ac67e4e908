"""Policies, and the runs that prepare them: which transitions are allowed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from catalog.domain.policy.config import PolicyConfig
from catalog.domain.policy.errors import (
    CoverageNotMet,
    ErrorsExceeded,
    RunCancelled,
    RunNotPrepared,
    RunPromoted,
    RunStale,
)

MOST_ATTEMPTS: Final = 5
"""Batches of a run that may fail one after another before the run is interrupted."""


class RunStatus(StrEnum):
    """The state of a run."""

    RUNNING = "running"
    PREPARED = "prepared"
    FAILED = "failed"
    """Interrupted after several failures; it can be resumed."""
    CANCELLED = "cancelled"
    PROMOTED = "promoted"


UNFINISHED: Final = frozenset({RunStatus.RUNNING, RunStatus.PREPARED, RunStatus.FAILED})
"""Runs whose policy is evaluated for every title that changes."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A version of the policy."""

    policy_id: UUID
    version: int
    active: bool
    description: str | None
    config: PolicyConfig
    created_at: datetime
    created_by: UUID | None
    activated_at: datetime | None
    previous: bool = False
    """Whether it was active before the one that is; a rollback activates it."""


@dataclass(frozen=True, slots=True)
class ItemError:
    """A title that could not be evaluated."""

    media_id: UUID
    message: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    processed: int = 0
    total: int = 0
    eligible: int = 0
    ineligible: int = 0
    pending: int = 0
    errors: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """The evaluation of every title under one version, which becomes active when the run is promoted."""

    run_id: UUID
    policy_id: UUID
    version: int
    base_version: int
    """The version that was active when the run started."""
    status: RunStatus
    progress: Progress
    error_sample: tuple[ItemError, ...]
    started_at: datetime
    started_by: UUID | None
    finished_at: datetime | None
    promoted_at: datetime | None
    promoted_by: UUID | None
    lease_until: datetime | None = None

    def blocking_reasons(
        self, active_version: int, coverage: float, *, threshold: float, most_errors: int
    ) -> list[str]:
        """Return why the run cannot be promoted; empty when it can."""
        return [error.reason for error in self._refusals(active_version, coverage, threshold, most_errors)]

    def require_promotable(self, active_version: int, coverage: float, *, threshold: float, most_errors: int) -> None:
        """Raise the error of the first rule that forbids a promotion."""
        for error in self._refusals(active_version, coverage, threshold, most_errors):
            raise error

    def _refusals(
        self, active_version: int, coverage: float, threshold: float, most_errors: int
    ) -> "list[RunNotPrepared | RunCancelled | RunPromoted | RunStale | CoverageNotMet | ErrorsExceeded]":
        if self.status is RunStatus.PROMOTED:
            return [RunPromoted(self.run_id)]
        if self.status is RunStatus.CANCELLED:
            return [RunCancelled(self.run_id)]
        refusals: list[RunNotPrepared | RunCancelled | RunPromoted | RunStale | CoverageNotMet | ErrorsExceeded] = []
        if self.status is not RunStatus.PREPARED:
            refusals.append(RunNotPrepared(self.run_id, self.status))
        if self.base_version != active_version:
            refusals.append(RunStale(self.base_version, active_version))
        if coverage < threshold:
            refusals.append(CoverageNotMet(coverage, threshold))
        if self.progress.errors > most_errors:
            refusals.append(ErrorsExceeded(self.progress.errors, most_errors))
        return refusals


def coverage_of(evaluated: int, total: int) -> float:
    """Return the share of titles that are evaluated; 1 for an empty catalog."""
    return 1.0 if total == 0 else evaluated / total
