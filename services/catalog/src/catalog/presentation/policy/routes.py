"""Routes of policies, runs, dry runs and explanations. All of them require the role `admin`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Path, Query

from catalog.domain.errors import MediaNotFound
from catalog.domain.policy.errors import (
    CoverageNotMet,
    ErrorsExceeded,
    NoPreviousPolicy,
    PolicyActive,
    PolicyNotFound,
    RunCancelled,
    RunExists,
    RunNotComparable,
    RunNotFound,
    RunNotInterrupted,
    RunNotPrepared,
    RunPromoted,
    RunStale,
)
from catalog.domain.policy.validation import problems_of
from catalog.presentation.errors import refuses
from catalog.presentation.policy.config_schemas import PolicyConfiguration
from catalog.presentation.policy.evaluation_responses import (
    DiffResponse,
    DryRunDiffResponse,
    DryRunResponse,
    ExplanationResponse,
)
from catalog.presentation.policy.requests import (
    DiffParams,
    DryRunRequest,
    ExplanationParams,
    PageParams,
    PolicyId,
    PolicyRequest,
    PrepareRequest,
    PromoteRequest,
    RunId,
)
from catalog.presentation.policy.responses import (
    ActivationResponse,
    PolicyCreated,
    PolicyResponse,
    PolicySummary,
    RunResponse,
    RunStarted,
    RunSummary,
)
from catalog.presentation.routes.dependencies import ApplicationDep
from chassis.http.errors import validation_error
from chassis.http.schemas import Page, Success, page_meta
from chassis.http.tokens import AdminPrincipal
from chassis.http.validation.problems import Problem

router = APIRouter(prefix="/admin/catalog-policies", tags=["catalog"])


@router.get("", summary="List policies")
async def list_policies(
    application: ApplicationDep, _: AdminPrincipal, params: Annotated[PageParams, Query()]
) -> Page[PolicySummary]:
    """Return a page of all versions of the policy, the newest first. Exactly one is active."""
    listed = await application.policies.policies()
    shown = [PolicySummary.of(policy) for policy in listed[params.offset : params.offset + params.limit]]
    meta = page_meta(count=len(shown), total=len(listed), limit=params.limit, offset=params.offset)
    return Page(data=shown, meta=meta)


@router.post("", status_code=201, summary="Create a policy")
async def create_policy(
    application: ApplicationDep, principal: AdminPrincipal, body: PolicyRequest
) -> Success[PolicyCreated]:
    """Store a configuration as the newest version. It is inactive until it is prepared and promoted.

    Codes are stored in one letter case, and breakout rules in the order of their priority.
    """
    _require_valid(body, "")
    policy = await application.policies.create(body.config(), body.description, principal.user_id)
    return Success(data=PolicyCreated.of(policy))


@router.get("/runs", summary="List policy runs")
async def list_policy_runs(
    application: ApplicationDep, _: AdminPrincipal, params: Annotated[PageParams, Query()]
) -> Page[RunSummary]:
    """Return a page of runs, the newest first."""
    page, total = await application.policy_runs.page(params.limit, params.offset)
    meta = page_meta(count=len(page), total=total, limit=params.limit, offset=params.offset)
    return Page(data=[RunSummary.of(run) for run in page], meta=meta)


@router.get("/activations", summary="List policy activations")
async def list_policy_activations(
    application: ApplicationDep, _: AdminPrincipal, params: Annotated[PageParams, Query()]
) -> Page[ActivationResponse]:
    """Return who activated which version and when, the newest first: promotions, rollbacks, and the first version."""
    page, total = await application.policies.activations(params.limit, params.offset)
    meta = page_meta(count=len(page), total=total, limit=params.limit, offset=params.offset)
    return Page(data=[ActivationResponse.of(item) for item in page], meta=meta)


@router.post("/rollback", summary="Roll back the policy", responses=refuses(NoPreviousPolicy))
async def roll_back_policy(application: ApplicationDep, principal: AdminPrincipal) -> Success[ActivationResponse]:
    """Activate the version that was active before, at once. A second rollback reverts the first one.

    Titles are evaluated under that version all the time, so that it needs no preparation.
    """
    return Success(data=ActivationResponse.of(await application.policies.roll_back(principal.user_id)))


@router.post("/dry-run", summary="Try a policy")
async def try_policy(application: ApplicationDep, _: AdminPrincipal, body: DryRunRequest) -> Success[DryRunResponse]:
    """Evaluate some titles under a configuration and return the result. Nothing is stored.

    After 10 seconds the titles that were evaluated until then are returned.
    """
    _require_valid(body.policy, "policy.")
    return Success(data=DryRunResponse.of(await application.dry_runs.run(body.policy.config(), body.options.options())))


@router.post("/dry-run/diff", summary="Compare a policy")
async def compare_policy(
    application: ApplicationDep, _: AdminPrincipal, body: DryRunRequest
) -> Success[DryRunDiffResponse]:
    """Evaluate some titles under a configuration and return those that it would list or hide. Nothing is stored."""
    _require_valid(body.policy, "policy.")
    run = await application.dry_runs.run(body.policy.config(), body.options.options())
    return Success(data=DryRunDiffResponse.of(run))


@router.get("/evaluations/{mediaId}", summary="Explain a title", responses=refuses(MediaNotFound, PolicyNotFound))
async def explain_visibility(
    application: ApplicationDep,
    _: AdminPrincipal,
    media_id: Annotated[
        UUID,
        Path(alias="mediaId", description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"]),
    ],
    params: Annotated[ExplanationParams, Query()],
) -> Success[ExplanationResponse]:
    """Return why a policy lists or hides a title: the facts, every check, and the decision. Hidden titles too."""
    return Success(data=ExplanationResponse.of(await application.dry_runs.explain(media_id, params.policy_id)))


@router.get("/runs/{runId}", summary="Get a policy run", responses=refuses(RunNotFound))
async def get_policy_run(application: ApplicationDep, _: AdminPrincipal, run_id: RunId) -> Success[RunResponse]:
    """Return a run with its coverage of the catalog as it is now, and what forbids its promotion."""
    return Success(data=RunResponse.of(await application.policy_runs.state(run_id)))


@router.post(
    "/runs/{runId}/promote",
    summary="Promote a policy run",
    responses=refuses(RunNotFound, RunNotPrepared, RunCancelled, RunPromoted, RunStale, CoverageNotMet, ErrorsExceeded),
)
async def promote_run(
    application: ApplicationDep,
    principal: AdminPrincipal,
    run_id: RunId,
    body: Annotated[PromoteRequest | None, Body()] = None,
) -> Success[ActivationResponse]:
    """Activate the policy of a prepared run: lists change at once, in one transaction."""
    required = body or PromoteRequest()
    activation = await application.policies.promote(
        run_id, required.coverage_threshold, required.max_errors, principal.user_id
    )
    return Success(data=ActivationResponse.of(activation))


@router.post("/runs/{runId}/cancel", summary="Cancel a policy run", responses=refuses(RunNotFound, RunPromoted))
async def cancel_run(application: ApplicationDep, principal: AdminPrincipal, run_id: RunId) -> Success[RunSummary]:
    """End a run that is not promoted. Idempotent. Its evaluations are deleted."""
    return Success(data=RunSummary.of(await application.policy_runs.cancel(run_id, principal.user_id)))


@router.post("/runs/{runId}/resume", summary="Resume a policy run", responses=refuses(RunNotFound, RunNotInterrupted))
async def resume_run(application: ApplicationDep, principal: AdminPrincipal, run_id: RunId) -> Success[RunSummary]:
    """Continue an interrupted run where it stopped: one that failed, or whose worker has not been heard of."""
    return Success(data=RunSummary.of(await application.policy_runs.resume(run_id, principal.user_id)))


@router.get("/runs/{runId}/diff", summary="Compare a policy run", responses=refuses(RunNotFound, RunNotComparable))
async def compare_policy_run(
    application: ApplicationDep, _: AdminPrincipal, run_id: RunId, params: Annotated[DiffParams, Query()]
) -> Success[DiffResponse]:
    """Return which titles a promotion would list or hide, and why: of a prepared run, or of the last promoted one."""
    return Success(data=DiffResponse.of(await application.policy_runs.diff(run_id, params.sample_size)))


@router.get("/{id}", summary="Get a policy", responses=refuses(PolicyNotFound))
async def get_policy(application: ApplicationDep, _: AdminPrincipal, policy_id: PolicyId) -> Success[PolicyResponse]:
    """Return a version of the policy with its configuration."""
    return Success(data=PolicyResponse.of(await application.policies.policy(policy_id)))


@router.post(
    "/{id}/prepare",
    status_code=202,
    summary="Prepare a policy",
    responses=refuses(PolicyNotFound, PolicyActive, RunExists),
)
async def prepare_policy(
    application: ApplicationDep,
    principal: AdminPrincipal,
    policy_id: PolicyId,
    body: Annotated[PrepareRequest | None, Body()] = None,
) -> Success[RunStarted]:
    """Start to evaluate every title under a policy. Lists do not change until the run is promoted.

    Titles that arrive or change until then are evaluated under the policy too.
    """
    size = (body or PrepareRequest()).batch_size
    return Success(data=RunStarted.of(await application.policy_runs.start(policy_id, size, principal.user_id)))


def _require_valid(configuration: PolicyConfiguration, prefix: str) -> None:
    """Raise ApiError for a configuration that breaks a rule of several fields."""
    problems = problems_of(configuration.config())
    if problems:
        raise validation_error(
            *(
                Problem(f"{prefix}{problem.field}", "body", problem.rule, problem.message, problem.params)
                for problem in problems
            )
        )
