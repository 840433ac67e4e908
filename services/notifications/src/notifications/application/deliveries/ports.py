"""Ports of the use cases about deliveries."""

from collections.abc import Sequence
from typing import Protocol

from notifications.domain.deliveries.model import Delivery


class Deliveries(Protocol):
    """Deliveries within one transaction."""

    async def add(self, deliveries: Sequence[Delivery]) -> None:
        """Store deliveries.

        One with an id that exists already stays as it is.
        """
        ...
