"""Plans, checkouts, and the subscription of a user with its invoices, payments and purchases."""

from web.presentation.pages.billing import changes, checkouts, history, overview, plans

ROUTERS = (plans.router, checkouts.router, overview.router, changes.router, history.router)
