"""Plans, and the prices that they are sold at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from billing.domain.money import Money
from billing.domain.plans.entitlements import Entitlements

FREE: Final = "free"
"""Code of the plan of every user who pays nothing."""
Interval = Literal["month", "year"]
INTERVAL_MONTHS: Final[dict[Interval, int]] = {"month": 1, "year": 12}


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan; `version` grows with every change of it."""

    code: str
    names: dict[str, str]
    """By language (`en`, `uk`)."""
    descriptions: dict[str, str]
    rank: int
    """A change to a plan of a higher rank is an upgrade."""
    entitlements: Entitlements
    trial_days: int
    version: int
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None
    """From then on no user can choose it; who has it keeps it."""

    @property
    def is_free(self) -> bool:
        """Whether this is the plan of users who pay nothing."""
        return self.code == FREE


@dataclass(frozen=True, slots=True)
class Price:
    """What one interval of a plan costs. It never changes: a new price replaces it, and subscriptions keep theirs."""

    id: UUID
    plan: str
    interval: Interval
    money: Money
    created_at: datetime
    archived_at: datetime | None = None

    @property
    def monthly(self) -> Money:
        """The price per month, rounded half up."""
        return self.money.share(1, INTERVAL_MONTHS[self.interval])
