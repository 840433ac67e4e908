"""What the plan of a user allows here, as billing states it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

FREE_PLAN: Final = "free"
"""The plan of users who pay nothing, and of those of whom billing has stated none."""


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What a user may use; a later version replaces it."""

    account_id: UUID
    version: int
    plan: str
    device_limit: int
    valid_until: datetime | None = None
    """Null while it has no end."""

    def is_valid(self, now: datetime) -> bool:
        """Return whether it has not ended: then the user counts as one without a plan, although no event has come."""
        return self.valid_until is None or now < self.valid_until


@dataclass(frozen=True, slots=True)
class DeviceLimits:
    """How many devices a user may register."""

    without_plan: int

    def of(self, entitlement: Entitlement | None, now: datetime) -> int:
        """Return the limit of a user with this entitlement, or without one."""
        if entitlement is None or not entitlement.is_valid(now):
            return self.without_plan
        return entitlement.device_limit


def plan_of(entitlement: Entitlement | None, now: datetime) -> str:
    """Return the plan that the tokens of a user state."""
    return FREE_PLAN if entitlement is None or not entitlement.is_valid(now) else entitlement.plan
