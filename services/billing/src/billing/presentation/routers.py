"""Every router of billing."""

from typing import Final

from billing.presentation.plans import routes as plans

ROUTERS: Final = (plans.router,)
