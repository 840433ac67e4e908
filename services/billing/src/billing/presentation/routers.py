"""Every router of billing."""

from typing import Final

from billing.presentation.coupons import routes as coupons
from billing.presentation.plans import routes as plans
from billing.presentation.purchases import routes as purchases

ROUTERS: Final = (plans.router, coupons.router, purchases.router)
