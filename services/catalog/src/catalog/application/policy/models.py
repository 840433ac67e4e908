"""What the use cases of the policy exchange with their ports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from catalog.domain.policy.checks import Check
from catalog.domain.policy.config import PolicyConfig
from catalog.domain.policy.evaluation import Evaluation
from catalog.domain.policy.facts import TitleFacts
from catalog.domain.policy.runs import Policy, Run

Kind = Literal["movie", "show"]
DryRunMode = Literal["sample", "top", "byType", "byCountry"]


@dataclass(frozen=True, slots=True)
class LivePolicy:
    """A version under which changed titles are evaluated: the active one, the previous one, and those with a run."""

    version: int
    active: bool
    config: PolicyConfig


@dataclass(frozen=True, slots=True)
class StoredEvaluation:
    """The evaluation of a title under a version; that of the active version decides what is listed."""

    policy: LivePolicy
    media_id: UUID
    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class Activation:
    """A change of the active version."""

    version: int
    previous_version: int | None
    action: Literal["installed", "promoted", "rolled_back"]
    run_id: UUID | None
    activated_at: datetime
    activated_by: UUID | None
    changed_titles: int
    """How many titles were listed or hidden by it."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many titles are evaluated under a version, per status."""

    total: int
    eligible: int
    ineligible: int
    pending: int

    @property
    def evaluated(self) -> int:
        """Return how many titles are evaluated."""
        return self.eligible + self.ineligible + self.pending


@dataclass(frozen=True, slots=True)
class RunState:
    """A run with what its promotion depends on."""

    run: Run
    coverage: float
    blocking_reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class ChangedTitle:
    """A title whose eligibility differs between two versions, with the reasons of the newer one."""

    media_id: UUID
    title: str
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class Diff:
    """How the listed titles change from one version to another."""

    run_id: UUID
    version: int
    base_version: int
    regressions: int
    improvements: int
    unchanged: int
    still_ineligible: int
    top_regressions: Sequence[ChangedTitle]
    top_improvements: Sequence[ChangedTitle]
    regression_reasons: Mapping[str, int]
    improvement_reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DryRunOptions:
    """Which titles a dry run evaluates."""

    mode: DryRunMode
    limit: int
    kind: Kind | None = None
    country: str | None = None
    sample_percent: float | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A title of a dry run, with its status under the active version: null without an evaluation."""

    facts: TitleFacts
    title: str
    current: str | None


@dataclass(frozen=True, slots=True)
class DryRunItem:
    """The evaluation of one title by a dry run."""

    candidate: Candidate
    evaluation: Evaluation

    @property
    def is_changed(self) -> bool:
        """Return whether the title would be listed now and not before, or the reverse."""
        return self.evaluation.decision.is_eligible is not (self.candidate.current == "eligible")


@dataclass(frozen=True, slots=True)
class DryRun:
    """The result of a dry run; nothing is stored."""

    active_version: int
    options: DryRunOptions
    items: Sequence[DryRunItem]
    seconds: float
    complete: bool
    """False when the time was used up before all titles were evaluated."""


@dataclass(frozen=True, slots=True)
class RunPosition:
    """Where a run continues."""

    version: int
    position: UUID | None
    """The last title that was evaluated."""
    batch_size: int


@dataclass(frozen=True, slots=True)
class ExplainedTitle:
    """A title with its facts and its state."""

    facts: TitleFacts
    title: str | None
    """Null before the title is imported."""
    deleted_at: datetime | None
    listed: bool
    visible: bool
    """Whether its page opens."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a title is listed or hidden: its facts, and what follows from them under a version."""

    policy: Policy
    subject: ExplainedTitle
    evaluation: Evaluation
    rule_checks: Mapping[str, Mapping[Check, bool]] = field(default_factory=dict)
    """Whether the title meets each requirement of each breakout rule."""
