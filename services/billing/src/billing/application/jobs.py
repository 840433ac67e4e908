"""The jobs of billing. Each is idempotent: killed at any moment, it is run again."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid4

from billing.domain.payments.errors import ProviderFailed
from billing.domain.payments.facts import ObjectRef
from jobs import retries
from jobs.model import BACKGROUND, INTERACTIVE, Job, new_job
from jobs.registry import JobRegistry, JobSpec
from jobs.retries import FailureRules, Retry, RetryPolicy, Verdict
from jobs.schedules import Schedule

REQUEST: Final = "request"
"""The payload entry that differs in every request: one that joins a running job makes it run once more."""
RECONCILING: Final = 3
"""The priority of what no message was about: messages come first."""
RECONCILIATION: Final = "reconciliation"
"""The payload entry with the reconciliation that a job reports to."""


class JobKind(StrEnum):
    """What a job does. The values are stored."""

    SYNC = "sync-object"
    """Fetches an object from its provider and applies what the provider states."""
    CHANGE = "change-subscription"
    """Does at the provider what a user requested."""
    COLLECT = "collect-payment"
    """Tries again to take the money of an overdue invoice."""
    REFUND = "return-payment"
    """Returns a payment, or a part of it, at its provider."""
    REGRANT = "regrant-plan"
    """Publishes new limits of a plan to all who have it."""
    RECONCILE = "reconcile-providers"
    """Compares billing with its providers."""


_ALONE: Final = frozenset({JobKind.REGRANT, JobKind.RECONCILE})
_OUTAGE: Final = RetryPolicy(tries=80, base=1, cap=600)
"""A provider that is down is tried for half a day; afterwards the reconciliation finds what is left."""


def _classify(failure: Exception, now: datetime) -> Verdict:
    if isinstance(failure, ProviderFailed):
        return Retry(f"provider_{failure.cause}", _OUTAGE)
    return retries.classify(failure, now)


REGISTRY: Final = JobRegistry(
    specs=tuple(JobSpec(kind, 1 if kind in _ALONE else 200) for kind in JobKind),
    priorities=(INTERACTIVE, BACKGROUND, RECONCILING),
    rerun_tokens=frozenset({REQUEST}),
    failures=FailureRules(classify=_classify),
)


def sync_job(
    ref: ObjectRef, now: datetime, *, priority: int = BACKGROUND, reconciliation_id: UUID | None = None
) -> Job:
    """Return the job that fetches an object. When one is running already, it fetches the object once more."""
    payload = {"provider": ref.provider, "object": ref.kind, "reference": ref.reference, REQUEST: str(uuid4())}
    if reconciliation_id is not None:
        payload[RECONCILIATION] = str(reconciliation_id)
    return new_job(JobKind.SYNC, f"{ref.provider}:{ref.kind}:{ref.reference}", now, payload, priority=priority)


def object_of(payload: Mapping[str, Any]) -> ObjectRef:
    """Return the object that a sync job is for."""
    return ObjectRef(payload["provider"], payload["object"], payload["reference"])


def change_job(change_id: UUID, now: datetime) -> Job:
    """Return the job that does a change."""
    return new_job(JobKind.CHANGE, str(change_id), now, {"change": str(change_id)}, priority=INTERACTIVE)


def collect_job(subscription_id: UUID, now: datetime) -> Job:
    """Return the job that tries again to take the money of a subscription's overdue invoice."""
    return new_job(JobKind.COLLECT, str(subscription_id), now, {"subscription": str(subscription_id)})


def refund_job(refund_id: UUID, now: datetime) -> Job:
    """Return the job that returns money."""
    return new_job(JobKind.REFUND, str(refund_id), now, {"refund": str(refund_id)}, priority=INTERACTIVE)


def regrant_job(plan: str, now: datetime) -> Job:
    """Return the job that publishes new limits of a plan."""
    return new_job(JobKind.REGRANT, plan, now, {"plan": plan, REQUEST: str(uuid4())})


def reconciliation_of(payload: Mapping[str, Any]) -> UUID | None:
    """Return the reconciliation that a sync job reports to, or null."""
    written = payload.get(RECONCILIATION)
    return None if written is None else UUID(written)


def reconciliation_job(now: datetime) -> Job:
    """Return the job of a reconciliation, whose id is that of the job. One runs at a time."""
    return new_job(JobKind.RECONCILE, "all", now, {}, priority=RECONCILING)


SCHEDULES: Final = (
    Schedule(
        name="reconciliation",
        kind=JobKind.RECONCILE,
        cron="30 2 * * *",
        description="Compare billing with its providers, and repair what differs",
        priority=RECONCILING,
    ),
)
"""The schedules that a new installation has."""
