"""Errors of the policy. `reason` is the stable name in a run's `blockingReasons`."""

from uuid import UUID

from catalog.domain.errors import CatalogError


class PolicyNotFound(CatalogError):
    """No policy has the id."""

    def __init__(self, policy_id: UUID) -> None:
        super().__init__(f"no policy has the id {policy_id}")


class PolicyActive(CatalogError):
    """The policy is active already."""

    def __init__(self, version: int) -> None:
        super().__init__(f"policy version {version} is active already")


class RunNotFound(CatalogError):
    """No run has the id."""

    def __init__(self, run_id: UUID) -> None:
        super().__init__(f"no run has the id {run_id}")


class RunExists(CatalogError):
    """The policy has a run that is neither promoted nor cancelled."""

    def __init__(self, run_id: UUID, status: str) -> None:
        super().__init__(f"run {run_id} of the policy is {status}: promote, resume or cancel it")
        self.details = {"runId": str(run_id)}


class PromotionRefused(CatalogError):
    """The run cannot be promoted."""

    reason = "RUN_NOT_SUCCESS"


class RunNotPrepared(PromotionRefused):
    """The run has not evaluated every title yet."""

    def __init__(self, run_id: UUID, status: str) -> None:
        super().__init__(f"run {run_id} is {status}, not prepared")


class RunCancelled(PromotionRefused):
    """The run is cancelled."""

    def __init__(self, run_id: UUID) -> None:
        super().__init__(f"run {run_id} is cancelled")


class RunPromoted(PromotionRefused):
    """The run is promoted already."""

    reason = "ALREADY_PROMOTED"

    def __init__(self, run_id: UUID) -> None:
        super().__init__(f"run {run_id} is promoted already")


class RunStale(PromotionRefused):
    """Another policy was activated after the run had started."""

    reason = "RUN_STALE"

    def __init__(self, base_version: int, active_version: int) -> None:
        super().__init__(
            f"version {base_version} was active when the run started, now it is {active_version}: prepare again"
        )
        self.details = {"baseVersion": base_version, "activeVersion": active_version}


class CoverageNotMet(PromotionRefused):
    """Too few titles are evaluated under the policy."""

    reason = "COVERAGE_NOT_MET"

    def __init__(self, coverage: float, threshold: float) -> None:
        super().__init__(f"the coverage is {coverage:.4f}, at least {threshold:g} is required")
        self.details = {"coverage": coverage, "coverageThreshold": threshold}


class ErrorsExceeded(PromotionRefused):
    """Too many titles could not be evaluated."""

    reason = "ERRORS_EXCEEDED"

    def __init__(self, errors: int, most: int) -> None:
        super().__init__(f"the run has {errors} errors, at most {most} are allowed")
        self.details = {"errors": errors, "maxErrors": most}


class RunNotInterrupted(CatalogError):
    """The run is in progress or has ended, so it cannot be resumed."""

    def __init__(self, run_id: UUID, status: str) -> None:
        super().__init__(f"run {run_id} is {status}, not interrupted")


class RunNotComparable(CatalogError):
    """The evaluations of the run are not complete, or no longer kept."""

    def __init__(self, run_id: UUID, status: str) -> None:
        super().__init__(f"run {run_id} is {status}: only a prepared run and the last promoted one can be compared")


class NoPreviousPolicy(CatalogError):
    """No policy was active before the present one."""

    def __init__(self) -> None:
        super().__init__("no policy was active before the present one")
