"""Ports of the paid plans of users."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from notifications.domain.plans.changes import UserPlan


class UserPlans(Protocol):
    """The newest states of the plans of users, within one transaction."""

    async def of(self, user_ids: Collection[UUID]) -> Mapping[UUID, UserPlan]:
        """Return those that are known of users who are locked."""
        ...

    async def save(self, plans: Sequence[UserPlan]) -> None:
        """Add or replace the states of users who are locked."""
        ...
