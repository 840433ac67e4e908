"""Use cases of billing."""

from dataclasses import dataclass

from billing.application.entitlements.users import Users
from billing.application.plans.reading import PlanQueries


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    users: Users
    plans: PlanQueries
