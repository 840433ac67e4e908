"""Every router of billing."""

from typing import Final

from billing.presentation.administration import routes as administration
from billing.presentation.checkouts import routes as checkouts
from billing.presentation.coupons import routes as coupons
from billing.presentation.history import admin_routes as admin_history
from billing.presentation.history import routes as history
from billing.presentation.ledger import routes as ledger
from billing.presentation.methods import routes as methods
from billing.presentation.plans import routes as plans
from billing.presentation.purchases import routes as purchases
from billing.presentation.reconciliation import routes as reconciliation
from billing.presentation.refunds import routes as refunds
from billing.presentation.reports import routes as reports
from billing.presentation.subscriptions import routes as subscriptions
from billing.presentation.webhooks import returns
from billing.presentation.webhooks import routes as webhooks

ROUTERS: Final = (
    plans.router,
    checkouts.router,
    subscriptions.router,
    coupons.router,
    purchases.router,
    history.router,
    admin_history.router,
    methods.router,
    refunds.router,
    ledger.router,
    reports.router,
    administration.router,
    webhooks.router,
    returns.router,
    reconciliation.router,
)
