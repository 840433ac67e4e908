"""Deletion of expired data."""

from datetime import timedelta
from typing import Final

from auth.application.unit_of_work import UnitOfWork
from auth.domain.devices.authorization import KEPT
from auth.domain.security.throttle import RESET_AFTER
from auth.domain.sessions.session import SessionRules
from chassis.core.unit_of_work import UnitOfWorkFactory

EXPIRED_KEY_RETENTION: Final = timedelta(days=30)
"""How long the list of API keys has those that have expired."""


class DeleteExpired:
    """Deletes what has ended or expired, old attempts, audit entries and dead letters, and sealed tokens in time."""

    def __init__(
        self, units: UnitOfWorkFactory[UnitOfWork], rules: SessionRules, *, audit_retention: timedelta
    ) -> None:
        self._units = units
        self._rules = rules
        self._audit_retention = audit_retention

    async def __call__(self) -> None:
        """Delete in transactions of limited size until nothing is left; any number of replicas may run it."""
        more = True
        while more:
            async with self._units.begin() as work:
                now = await work.now()
                more = await work.sessions.delete_expired(now, now - self._rules.grace)
                more |= await work.api_keys.delete_expired(now - EXPIRED_KEY_RETENTION)
                more |= await work.attempts.delete_old(now - RESET_AFTER)
                more |= await work.sign_in_rates.delete_whole(now)
                more |= await work.audit.delete_old(now - self._audit_retention)
                more |= await work.confirmations.delete_expired(now)
                more |= await work.invitations.delete_expired(now)
                more |= await work.device_sign_ins.delete_expired(now - KEPT)
                more |= await work.federation.delete_expired(now)
                more |= await work.factors.delete_expired(now)
                more |= await work.dead_letters.delete_old(now)
