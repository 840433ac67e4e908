"""Every endpoint of Stripe that is simulated."""

from typing import Final

from provider_simulator.stripe.checkout import portal, sessions
from provider_simulator.stripe.endpoint import Endpoints
from provider_simulator.stripe.invoicing import endpoints as invoices
from provider_simulator.stripe.payments import disputes, refunds
from provider_simulator.stripe.payments import endpoints as payments
from provider_simulator.stripe.resources import catalog, coupons, customers, events, payment_methods, test_clocks
from provider_simulator.stripe.subscriptions import endpoints as subscriptions
from provider_simulator.stripe.subscriptions import previews, schedule_endpoints

ENDPOINTS: Final[Endpoints] = {
    **catalog.ENDPOINTS,
    **customers.ENDPOINTS,
    **payment_methods.ENDPOINTS,
    **coupons.ENDPOINTS,
    **sessions.ENDPOINTS,
    **portal.ENDPOINTS,
    **subscriptions.ENDPOINTS,
    **schedule_endpoints.ENDPOINTS,
    **invoices.ENDPOINTS,
    **previews.ENDPOINTS,
    **payments.ENDPOINTS,
    **refunds.ENDPOINTS,
    **disputes.ENDPOINTS,
    **events.ENDPOINTS,
    **test_clocks.ENDPOINTS,
}
"""By method and template."""
