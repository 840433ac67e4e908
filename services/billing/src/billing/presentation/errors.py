"""HTTP status and error code of each error."""

from functools import partial
from typing import Final

from billing.domain.plans.errors import PlanNotFound
from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorSpec, ErrorTable

ERRORS: Final[ErrorTable] = {
    PlanNotFound: ErrorSpec(404, "PLAN_NOT_FOUND", PlanNotFound("gold")),
}

refuses = partial(refusals, ERRORS)
"""Return the OpenAPI responses of the errors that a route raises."""
