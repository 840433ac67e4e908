"""Deletion of what must not be kept."""

from chassis.core.clock import Clock
from notifications.application.notices.ports import Secrets


class DeleteSecrets:
    """Deletes the content of notices that have expired, even where no process delivers."""

    def __init__(self, secrets: Secrets, clock: Clock) -> None:
        self._secrets = secrets
        self._clock = clock

    async def __call__(self) -> int:
        """Return how many there were."""
        return await self._secrets.delete_expired(self._clock.now())
