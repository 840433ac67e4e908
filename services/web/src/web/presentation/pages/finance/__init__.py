"""Pages of finance: reports, plans and prices, coupons, payments with refunds, messages of providers."""

from web.presentation.pages.finance import coupons, payments, plans, providers, reports

ROUTERS = (reports.router, plans.router, coupons.router, payments.router, providers.router)
