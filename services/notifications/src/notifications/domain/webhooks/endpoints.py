"""An endpoint: where another system receives events of a user, and how it fares."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from notifications.domain.deliveries.model import Delivered, Outcome
from notifications.domain.deliveries.retries import Pauses
from notifications.domain.webhooks.events import Filters

SECRET_OVERLAP: Final = timedelta(hours=24)
"""How long the secret before a rotation signs too."""
BY_OWNER: Final = "owner"
GONE: Final = "gone"
FAILING: Final = "failing"
_PAUSES: Final = Pauses(timedelta(seconds=1), timedelta(minutes=5))


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """What the owner of an endpoint chooses."""

    url: str
    event_types: tuple[str, ...]
    description: str = ""
    filters: Filters = field(default_factory=dict)
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Health:
    """How an endpoint fares."""

    failures: int = 0
    """Attempts that failed since the last one that succeeded."""
    failing_since: datetime | None = None
    free_at: datetime | None = None
    """When it may be called again; null is at once."""
    disabled_reason: str | None = None
    """`owner`, `gone` or `failing`; null while it is enabled."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint as it is stored."""

    endpoint_id: UUID
    user_id: UUID
    settings: EndpointSettings
    sealed_secret: bytes = field(repr=False)
    created_at: datetime
    updated_at: datetime
    health: Health = Health()
    disabled_at: datetime | None = None
    sealed_previous_secret: bytes | None = field(default=None, repr=False)
    previous_until: datetime | None = None
    """Until when the secret before signs too."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How often an endpoint is called, and when it is given up."""

    interval: timedelta
    """The least time between two calls."""
    failing_days: int
    """After how many days of failures only an endpoint is disabled."""


def after_attempt(health: Health, outcome: Outcome, now: datetime, limits: Limits) -> Health:
    """Return the health of an endpoint after an attempt.

    Failures make all its deliveries wait, so that an endpoint that hangs takes a slot rarely.
    """
    if isinstance(outcome, Delivered):
        return Health(free_at=now + limits.interval)
    since = health.failing_since or now
    failures = health.failures + 1
    pause = max(limits.interval, _PAUSES.before(failures, 1.0))
    changed = replace(health, failures=failures, failing_since=since, free_at=max(now + pause, outcome.retry_at or now))
    if outcome.target_is_gone:
        return replace(changed, disabled_reason=GONE)
    if now - since >= timedelta(days=limits.failing_days):
        return replace(changed, disabled_reason=FAILING)
    return changed
