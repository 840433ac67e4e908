"""Policies, runs and activations in responses."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from catalog.application.policy.models import Activation, RunState
from catalog.domain.policy.runs import Policy, Progress, Run, RunStatus
from catalog.presentation.policy.config_schemas import PolicyConfiguration
from catalog.presentation.policy.errors import ID, RUN
from chassis.http.schemas import ResponseModel

_AT = ["2026-11-21T12:00:00Z"]
_ACTOR = ["3f0b7a52-8f64-4be5-a1a5-6f3c0d0f4a11"]
Status = Annotated[
    Literal["running", "prepared", "failed", "cancelled", "promoted"],
    Field(
        description="`running`: a worker evaluates titles. `prepared`: all are evaluated. `failed`: interrupted after"
        " several failures, resume it. `cancelled`, `promoted`: ended",
        examples=["prepared"],
    ),
]


class _Version(ResponseModel):
    """What every response has of a version of the policy."""

    id: UUID = Field(description="Id of the policy", examples=[str(ID)])
    name: str = Field(description="Name for administrators", examples=["Policy v1"])
    version: str = Field(description="Number of the version, as text", examples=["1"])
    status: Literal["active", "inactive"] = Field(
        description="`active`: it decides what is listed; exactly one policy is", examples=["active"]
    )
    description: str | None = Field(description="What it is for; null without one", examples=["Every title is listed"])

    @staticmethod
    def facts(policy: Policy) -> dict[str, Any]:
        """Return these fields of a policy."""
        return {
            "id": policy.policy_id,
            "name": _name(policy.version),
            "version": str(policy.version),
            "status": "active" if policy.active else "inactive",
            "description": policy.description,
        }


class PolicySummary(_Version):
    """A version of the policy."""

    updated_at: datetime = Field(description="When it was last activated, else created", examples=_AT)

    @classmethod
    def of(cls, policy: Policy) -> Self:
        """Return the summary of a policy."""
        return cls(
            **cls.facts(policy),
            updated_at=policy.activated_at or policy.created_at,
        )


class PolicyResponse(_Version):
    """A version of the policy with its configuration."""

    config: PolicyConfiguration = Field(
        description="Which titles are listed; codes are in one letter case, rules in the order of their priority"
    )
    created_at: datetime = Field(description="When it was created", examples=_AT)
    created_by: UUID | None = Field(description="Who created it; null for the first version", examples=_ACTOR)
    activated_at: datetime | None = Field(
        description="When it was last activated; null before the first time", examples=_AT
    )

    @classmethod
    def of(cls, policy: Policy) -> Self:
        """Return a policy."""
        return cls(
            **cls.facts(policy),
            config=PolicyConfiguration.of(policy.config),
            created_at=policy.created_at,
            created_by=policy.created_by,
            activated_at=policy.activated_at,
        )


class PolicyCreated(ResponseModel):
    """A new version of the policy."""

    id: UUID = Field(description="Id of the policy", examples=[str(ID)])
    version: str = Field(description="Number of the version, as text", examples=["2"])
    message: str = Field(
        description="What to do next, for administrators", examples=["Policy v2 is inactive: prepare and promote it"]
    )

    @classmethod
    def of(cls, policy: Policy) -> Self:
        """Return the response to the creation of a policy."""
        message = f"{_name(policy.version)} is inactive: prepare and promote it"
        return cls(id=policy.policy_id, version=str(policy.version), message=message)


class RunStarted(ResponseModel):
    """A run that has been started."""

    run_id: UUID = Field(description="Follow it at `GET /admin/catalog-policies/runs/{runId}`", examples=[str(RUN)])
    status: Status
    message: str = Field(
        description="What happens now, for administrators", examples=["A worker evaluates 4,000 titles"]
    )

    @classmethod
    def of(cls, run: Run) -> Self:
        """Return the response to the start of a run."""
        message = f"A worker evaluates {run.progress.total:,} titles"
        return cls(run_id=run.run_id, status=run.status.value, message=message)


class ProgressResponse(ResponseModel):
    """How far a run is."""

    processed: int = Field(description="Titles that were evaluated, or could not be", examples=[4000])
    total: int = Field(description="Titles in the catalog when the run started", examples=[4000])
    eligible: int = Field(description="Titles that would be listed", examples=[3100])
    ineligible: int = Field(description="Titles that would be hidden", examples=[850])
    pending: int = Field(description="Titles of which a fact is missing; they would be hidden", examples=[50])
    errors: int = Field(description="Titles that could not be evaluated", examples=[0])

    @classmethod
    def of(cls, progress: Progress) -> Self:
        """Return the progress of a run."""
        return cls(
            processed=progress.processed,
            total=progress.total,
            eligible=progress.eligible,
            ineligible=progress.ineligible,
            pending=progress.pending,
            errors=progress.errors,
        )


class RunSummary(ResponseModel):
    """A run."""

    id: UUID = Field(description="Id of the run", examples=[str(RUN)])
    policy_id: UUID = Field(description="Id of the policy that it prepares", examples=[str(ID)])
    policy_name: str = Field(description="Name of that policy", examples=["Policy v2"])
    status: Status
    progress: ProgressResponse = Field(description="How far the run is")
    started_at: datetime = Field(description="When it was started", examples=_AT)
    finished_at: datetime | None = Field(description="When it was prepared or cancelled; null before", examples=_AT)
    ready_to_promote: bool = Field(description="Whether it is prepared without errors", examples=[True])

    @classmethod
    def of(cls, run: Run) -> Self:
        """Return the summary of a run."""
        return cls(
            id=run.run_id,
            policy_id=run.policy_id,
            policy_name=_name(run.version),
            status=run.status.value,
            progress=ProgressResponse.of(run.progress),
            started_at=run.started_at,
            finished_at=run.finished_at,
            ready_to_promote=run.status is RunStatus.PREPARED and not run.progress.errors,
        )


class ErrorItem(ResponseModel):
    """A title that could not be evaluated."""

    media_item_id: UUID = Field(description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
    message: str = Field(description="The failure, for developers", examples=["ValueError('…')"])


class RunResponse(ResponseModel):
    """A run with what its promotion depends on."""

    id: UUID = Field(description="Id of the run", examples=[str(RUN)])
    target_policy_id: UUID = Field(description="Id of the policy that it prepares", examples=[str(ID)])
    target_policy_version: str = Field(description="Version of that policy", examples=["2"])
    base_policy_version: str = Field(description="Version that was active when the run started", examples=["1"])
    status: Status
    progress: ProgressResponse = Field(description="How far the run is")
    started_at: datetime = Field(description="When it was started", examples=_AT)
    started_by: UUID | None = Field(description="Who started it", examples=_ACTOR)
    finished_at: datetime | None = Field(description="When it was prepared or cancelled; null before", examples=_AT)
    promoted_at: datetime | None = Field(description="When it was promoted; null before", examples=_AT)
    promoted_by: UUID | None = Field(description="Who promoted it; null before", examples=_ACTOR)
    ready_to_promote: bool = Field(description="Whether nothing forbids a promotion with the defaults", examples=[True])
    blocking_reasons: list[
        Literal["RUN_NOT_SUCCESS", "COVERAGE_NOT_MET", "ERRORS_EXCEEDED", "ALREADY_PROMOTED", "RUN_STALE"]
    ] = Field(
        description="What forbids a promotion with the defaults: `RUN_NOT_SUCCESS` not prepared, `COVERAGE_NOT_MET`"
        " some titles are not evaluated, `ERRORS_EXCEEDED`, `ALREADY_PROMOTED`, `RUN_STALE` another one was activated",
        examples=[[]],
    )
    coverage: float = Field(
        description="Share of the titles in the catalog now that are evaluated, 0 to 1; 0 for a cancelled run",
        examples=[1.0],
    )
    error_sample: list[ErrorItem] = Field(description="The last titles that could not be evaluated, at most 10")

    @classmethod
    def of(cls, state: RunState) -> Self:
        """Return a run."""
        run = state.run
        return cls.model_validate(
            {
                "id": run.run_id,
                "target_policy_id": run.policy_id,
                "target_policy_version": str(run.version),
                "base_policy_version": str(run.base_version),
                "status": run.status.value,
                "progress": ProgressResponse.of(run.progress),
                "started_at": run.started_at,
                "started_by": run.started_by,
                "finished_at": run.finished_at,
                "promoted_at": run.promoted_at,
                "promoted_by": run.promoted_by,
                "ready_to_promote": not state.blocking_reasons,
                "blocking_reasons": list(state.blocking_reasons),
                "coverage": state.coverage,
                "error_sample": [
                    ErrorItem(media_item_id=error.media_id, message=error.message) for error in run.error_sample
                ],
            }
        )


class ActivationResponse(ResponseModel):
    """A change of the active version."""

    policy_version: str = Field(description="Version that became active", examples=["2"])
    previous_version: str | None = Field(
        description="Version that was active before; null for the first", examples=["1"]
    )
    action: Literal["installed", "promoted", "rolled_back"] = Field(
        description="`installed`: the first version. `promoted`: by a run. `rolled_back`: to the previous version",
        examples=["promoted"],
    )
    run_id: UUID | None = Field(description="The run that was promoted; null without one", examples=[str(RUN)])
    activated_at: datetime = Field(description="When it became active", examples=_AT)
    activated_by: UUID | None = Field(description="Who activated it; null for the first version", examples=_ACTOR)
    changed_titles: int = Field(description="Titles whose visibility changed", examples=[120])

    @classmethod
    def of(cls, activation: Activation) -> Self:
        """Return a change of the active version."""
        previous = activation.previous_version
        return cls(
            policy_version=str(activation.version),
            previous_version=None if previous is None else str(previous),
            action=activation.action,
            run_id=activation.run_id,
            activated_at=activation.activated_at,
            activated_by=activation.activated_by,
            changed_titles=activation.changed_titles,
        )


def _name(version: int) -> str:
    return f"Policy v{version}"
