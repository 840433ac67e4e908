"""Delivery without keys."""

from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn

from playback.application.delivery.ports import Viewer
from playback.domain.delivery.errors import DeliveryUnavailable


class NoDelivery:
    """Grants nothing: no keys are configured."""

    def grant(self, prefixes: Sequence[str], viewer: Viewer, expires_at: datetime) -> NoReturn:  # noqa: ARG002 - the port's
        """Raise DeliveryUnavailable."""
        raise DeliveryUnavailable
