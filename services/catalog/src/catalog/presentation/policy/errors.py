"""Errors of the policy to responses."""

from typing import Final
from uuid import UUID

from catalog.domain.policy import errors
from chassis.http.errors import ErrorSpec, ErrorTable

ID: Final = UUID("7d3cbe0c-4a64-4b0f-9d0a-4ed3ac3a6d01")
RUN: Final = UUID("0c3b0a52-63e7-4d6c-9a0f-51cb0b8b3c11")

POLICY_ERRORS: Final[ErrorTable] = {
    errors.PolicyNotFound: ErrorSpec(404, "POLICY_NOT_FOUND", errors.PolicyNotFound(ID)),
    errors.PolicyActive: ErrorSpec(409, "POLICY_ACTIVE", errors.PolicyActive(2)),
    errors.RunNotFound: ErrorSpec(404, "RUN_NOT_FOUND", errors.RunNotFound(RUN)),
    errors.RunExists: ErrorSpec(409, "RUN_EXISTS", errors.RunExists(RUN, "prepared")),
    errors.RunNotPrepared: ErrorSpec(409, "RUN_NOT_PREPARED", errors.RunNotPrepared(RUN, "running")),
    errors.RunCancelled: ErrorSpec(409, "RUN_CANCELLED", errors.RunCancelled(RUN)),
    errors.RunPromoted: ErrorSpec(409, "ALREADY_PROMOTED", errors.RunPromoted(RUN)),
    errors.RunStale: ErrorSpec(409, "RUN_STALE", errors.RunStale(1, 2)),
    errors.CoverageNotMet: ErrorSpec(409, "COVERAGE_NOT_MET", errors.CoverageNotMet(0.98, 1.0)),
    errors.ErrorsExceeded: ErrorSpec(409, "ERRORS_EXCEEDED", errors.ErrorsExceeded(3, 0)),
    errors.RunNotInterrupted: ErrorSpec(409, "RUN_NOT_INTERRUPTED", errors.RunNotInterrupted(RUN, "prepared")),
    errors.RunNotComparable: ErrorSpec(409, "RUN_NOT_COMPARABLE", errors.RunNotComparable(RUN, "running")),
    errors.NoPreviousPolicy: ErrorSpec(409, "NO_PREVIOUS_POLICY", errors.NoPreviousPolicy()),
}
