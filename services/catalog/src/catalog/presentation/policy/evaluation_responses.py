"""Comparisons, dry runs and explanations in responses."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from catalog.application.policy.models import ChangedTitle, Diff, DryRun, DryRunItem, Explanation
from catalog.domain.policy.evaluation import Decision, Status
from catalog.presentation.policy.errors import ID, RUN
from chassis.http.schemas import ResponseModel

_TITLE = ["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"]
_REASONS = [["NEUTRAL_COUNTRY", "NEUTRAL_LANGUAGE"]]
StatusName = Literal["eligible", "ineligible", "pending"]
EligibilityStatus = Annotated[
    StatusName,
    Field(
        description="`eligible`: listed. `ineligible`: hidden. `pending`: hidden, because a fact is missing",
        examples=["ineligible"],
    ),
]


class ChangedItem(ResponseModel):
    """A title that a promotion would list or hide."""

    media_item_id: UUID = Field(description="Id of the title", examples=_TITLE)
    title: str = Field(description="Name of the title", examples=["Fight Club"])
    reason: str = Field(description="Reasons under the new version, comma-separated", examples=["NEUTRAL_COUNTRY"])

    @classmethod
    def of(cls, title: ChangedTitle) -> Self:
        """Return a changed title."""
        return cls(media_item_id=title.media_id, title=title.title, reason=",".join(title.reasons))


class DiffCounts(ResponseModel):
    """How many titles change."""

    regressions: int = Field(description="Titles that are listed now and would be hidden", examples=[120])
    improvements: int = Field(description="Titles that are hidden now and would be listed", examples=[4])
    net_change: int = Field(description="Improvements less regressions", examples=[-116])
    unchanged: int = Field(description="Titles that remain listed", examples=[3096])
    still_ineligible: int = Field(description="Titles that remain hidden", examples=[780])


class DiffReasons(ResponseModel):
    """Why titles change, under the new version; a title counts once per reason."""

    regression_reasons: dict[str, int] = Field(
        description="Titles per reason, of those that would be hidden", examples=[{"NEUTRAL_COUNTRY": 118}]
    )
    improvement_reasons: dict[str, int] = Field(
        description="Titles per reason, of those that would be listed", examples=[{"BREAKOUT_ALLOWED": 4}]
    )


class DiffResponse(ResponseModel):
    """How the listed titles change from the active version to that of a run."""

    run_id: UUID = Field(description="Id of the run", examples=[str(RUN)])
    target_policy_version: str = Field(description="Version of the run", examples=["2"])
    current_policy_version: str = Field(description="Version that it is compared with", examples=["1"])
    counts: DiffCounts = Field(description="How many titles change")
    top_regressions: list[ChangedItem] = Field(description="Titles that would be hidden, the most popular first")
    top_improvements: list[ChangedItem] = Field(description="Titles that would be listed, the most popular first")
    reason_breakdown: DiffReasons = Field(description="Why titles change")

    @classmethod
    def of(cls, diff: Diff) -> Self:
        """Return a comparison."""
        return cls(
            run_id=diff.run_id,
            target_policy_version=str(diff.version),
            current_policy_version=str(diff.base_version),
            counts=DiffCounts(
                regressions=diff.regressions,
                improvements=diff.improvements,
                net_change=diff.improvements - diff.regressions,
                unchanged=diff.unchanged,
                still_ineligible=diff.still_ineligible,
            ),
            top_regressions=[ChangedItem.of(title) for title in diff.top_regressions],
            top_improvements=[ChangedItem.of(title) for title in diff.top_improvements],
            reason_breakdown=DiffReasons(
                regression_reasons=dict(diff.regression_reasons), improvement_reasons=dict(diff.improvement_reasons)
            ),
        )


class ReasonCount(ResponseModel):
    """How many titles have a reason."""

    reason: str = Field(description="The reason", examples=["NEUTRAL_COUNTRY"])
    count: int = Field(description="Number of titles that have it", examples=[118])


class DryRunSummary(ResponseModel):
    """The figures of a dry run."""

    total_evaluated: int = Field(description="Titles that were evaluated", examples=[1000])
    eligible: int = Field(description="Titles that would be listed", examples=[880])
    ineligible: int = Field(description="Titles that would be hidden", examples=[110])
    pending: int = Field(description="Titles of which a fact is missing", examples=[10])
    review: int = Field(default=0, description="Always 0: no title waits for a decision", examples=[0])
    newly_eligible: int = Field(description="Titles that are hidden now and would be listed", examples=[4])
    newly_ineligible: int = Field(description="Titles that are listed now and would be hidden", examples=[120])
    unchanged: int = Field(description="All other titles", examples=[876])
    reason_breakdown: list[ReasonCount] = Field(description="Titles per reason, the most frequent first")
    execution_time_ms: int = Field(description="Duration in milliseconds", examples=[42])
    complete: bool = Field(
        description="False when the time was used up (10 seconds): some titles were not evaluated", examples=[True]
    )
    mode: Literal["sample", "top", "byType", "byCountry"] = Field(description="As requested", examples=["top"])
    limit: int = Field(description="As requested", examples=[1000])

    @classmethod
    def of(cls, run: DryRun) -> Self:
        """Return the figures of a dry run."""
        statuses = Counter(item.evaluation.decision.status for item in run.items)
        reasons = Counter(reason.value for item in run.items for reason in item.evaluation.decision.reasons)
        changed = [item.evaluation.decision.is_eligible for item in run.items if item.is_changed]
        return cls(
            total_evaluated=len(run.items),
            eligible=statuses[Status.ELIGIBLE],
            ineligible=statuses[Status.INELIGIBLE],
            pending=statuses[Status.PENDING],
            newly_eligible=changed.count(True),
            newly_ineligible=changed.count(False),
            unchanged=len(run.items) - len(changed),
            reason_breakdown=[
                ReasonCount(reason=reason, count=count)
                for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
            ],
            execution_time_ms=round(run.seconds * 1000),
            complete=run.complete,
            mode=run.options.mode,
            limit=run.options.limit,
        )


class DryRunEntry(ResponseModel):
    """The evaluation of a title by a dry run."""

    media_item_id: UUID = Field(description="Id of the title", examples=_TITLE)
    title: str = Field(description="Name of the title", examples=["Fight Club"])
    current_status: StatusName | None = Field(
        description="Status under the active policy; null before it is evaluated", examples=["eligible"]
    )
    proposed_status: EligibilityStatus
    reasons: list[str] = Field(description="Why it has the proposed status", examples=_REASONS)
    relevance_score: int = Field(description="Relevance, 0 to 100; 0 without scores", examples=[61])
    breakout_rule_id: str | None = Field(
        description="The rule that admits a blocked title; null without one", examples=["GLOBAL_HIT"]
    )
    status_changed: bool = Field(description="Whether it would be listed or hidden", examples=[True])

    @classmethod
    def of(cls, item: DryRunItem) -> Self:
        """Return the evaluation of a title."""
        decision = item.evaluation.decision
        return cls.model_validate(
            {
                "media_item_id": item.candidate.facts.media_id,
                "title": item.candidate.title,
                "current_status": item.candidate.current,
                "proposed_status": decision.status.value,
                "reasons": [reason.value for reason in decision.reasons],
                "relevance_score": item.evaluation.relevance,
                "breakout_rule_id": decision.rule_id,
                "status_changed": item.is_changed,
            }
        )


class DryRunResponse(ResponseModel):
    """What a configuration would list."""

    summary: DryRunSummary = Field(description="The figures")
    items: list[DryRunEntry] = Field(description="The titles, the most popular first; a sample has no order")

    @classmethod
    def of(cls, run: DryRun) -> Self:
        """Return a dry run."""
        return cls(summary=DryRunSummary.of(run), items=[DryRunEntry.of(item) for item in run.items])


class DryRunDiffResponse(DryRunResponse):
    """What a configuration would change."""

    current_policy_version: str = Field(description="Version that is active", examples=["1"])

    @classmethod
    def of(cls, run: DryRun) -> Self:
        """Return the titles of a dry run whose visibility would change."""
        changed = [DryRunEntry.of(item) for item in run.items if item.is_changed]
        return cls(summary=DryRunSummary.of(run), items=changed, current_policy_version=str(run.active_version))


class ExplainedFacts(ResponseModel):
    """The facts that the policy reads."""

    origin_countries: list[str] = Field(description="Countries of origin; empty when unknown", examples=[["FR"]])
    original_language: str | None = Field(description="Original language; null when unknown", examples=["fr"])
    ratings_present: list[str] = Field(description="Sources that rate the title", examples=[["imdb", "trakt"]])
    votes: dict[str, int] = Field(description="Votes per source; unknown numbers are absent", examples=[{"imdb": 4200}])
    providers: list[str] = Field(description="Services that offer it in some region", examples=[["Netflix"]])
    quality_score_normalized: float | None = Field(
        description="Quality score, 0 to 1; null without scores", examples=[0.71]
    )


class DecisionResponse(ResponseModel):
    """A decision and its reasons."""

    status: EligibilityStatus
    reasons: list[str] = Field(description="Why it has the status", examples=_REASONS)
    breakout_rule_id: str | None = Field(
        description="The rule that admits a blocked title; null without one", examples=["GLOBAL_HIT"]
    )

    @classmethod
    def of(cls, decision: Decision) -> Self:
        """Return a decision."""
        reasons = [reason.value for reason in decision.reasons]
        return cls(status=decision.status.value, reasons=reasons, breakout_rule_id=decision.rule_id)


class ExplanationResponse(ResponseModel):
    """Why a title is listed or hidden."""

    media_item_id: UUID = Field(description="Id of the title", examples=_TITLE)
    title: str | None = Field(description="Name of the title; null before it is imported", examples=["Amélie"])
    policy_id: UUID = Field(description="The policy of this explanation", examples=[str(ID)])
    policy_version: str = Field(description="Its version", examples=["2"])
    listed: bool = Field(description="Whether lists and search show the title now", examples=[False])
    visible: bool = Field(description="Whether its page opens now", examples=[True])
    deleted_at: datetime | None = Field(
        alias="goneAt", description="When its source deleted it, which hides it too; null otherwise", examples=[None]
    )
    catalog: DecisionResponse = Field(description="The decision for lists, search, the calendar and home")
    freshness: DecisionResponse = Field(description="The decision for the lists of new movies")
    relevance_score: int = Field(description="Relevance, 0 to 100; 0 without scores", examples=[61])
    failed_global_checks: list[str] | None = Field(
        description="Global requirements that the title does not meet; null when the policy has none",
        examples=[["minVotesAnyOf"]],
    )
    neutral_check_passed: bool | None = Field(
        description="Whether countries and language alone admit the title; null when it is blocked or pending",
        examples=[True],
    )
    rule_checks: dict[str, dict[str, bool]] = Field(
        description="Whether the title meets each requirement of each breakout rule",
        examples=[{"GLOBAL_HIT": {"minImdbVotes": False}}],
    )
    facts: ExplainedFacts = Field(description="The facts that the policy reads")

    @classmethod
    def of(cls, explanation: Explanation) -> Self:
        """Return an explanation."""
        subject, evaluation = explanation.subject, explanation.evaluation
        facts = subject.facts
        failed = evaluation.failed_checks
        return cls(
            media_item_id=facts.media_id,
            title=subject.title,
            policy_id=explanation.policy.policy_id,
            policy_version=str(explanation.policy.version),
            listed=subject.listed,
            visible=subject.visible,
            deleted_at=subject.deleted_at,
            catalog=DecisionResponse.of(evaluation.decision),
            freshness=DecisionResponse.of(evaluation.fresh),
            relevance_score=evaluation.relevance,
            failed_global_checks=None if failed is None else _names(failed),
            neutral_check_passed=evaluation.neutral_passed,
            rule_checks={
                rule_id: {check.value: holds for check, holds in checks.items()}
                for rule_id, checks in explanation.rule_checks.items()
            },
            facts=ExplainedFacts(
                origin_countries=list(facts.countries),
                original_language=facts.language,
                ratings_present=sorted(facts.ratings),
                votes={str(source): count for source, count in sorted(facts.votes.items())},
                providers=sorted(facts.providers),
                quality_score_normalized=None if facts.scores is None else facts.scores.quality,
            ),
        )


def _names(checks: Sequence[str]) -> list[str]:
    return [str(check) for check in checks]
