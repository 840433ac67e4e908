"""The tables of the billing schema."""

from typing import Final

from billing.infrastructure.coupons import tables as coupon_tables
from billing.infrastructure.entitlements import tables as entitlement_tables
from billing.infrastructure.ledger import tables as ledger_tables
from billing.infrastructure.metadata import metadata
from billing.infrastructure.payments import tables as payment_tables
from billing.infrastructure.plans import tables as plan_tables
from billing.infrastructure.purchases import tables as purchase_tables
from billing.infrastructure.reconciliation import tables as reconciliation_tables
from billing.infrastructure.reports import tables as report_tables
from billing.infrastructure.subscriptions import tables as subscription_tables
from billing.infrastructure.webhooks import tables as webhook_tables
from chassis.messaging.inbox import inbox_table
from chassis.messaging.outbox import outbox_table
from jobs.postgres.tables import job_table, lock_table, schedule_table

__all__ = [
    "coupon_tables",
    "entitlement_tables",
    "ledger_tables",
    "metadata",
    "payment_tables",
    "plan_tables",
    "purchase_tables",
    "reconciliation_tables",
    "report_tables",
    "subscription_tables",
    "webhook_tables",
]

outbox: Final = outbox_table(metadata)
inbox: Final = inbox_table(metadata)
jobs: Final = job_table(metadata)
schedules: Final = schedule_table(metadata)
locks: Final = lock_table(metadata)

READ_MODEL: Final = (inbox,)
"""What `replay` empties before it reads the log again. Nothing here is a projection: users who register twice are the
same row."""
