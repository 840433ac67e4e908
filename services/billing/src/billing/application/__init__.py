"""Use cases of billing."""

from dataclasses import dataclass

from billing.application.coupons.management import CheckCoupon, ManageCoupons
from billing.application.entitlements.users import Users
from billing.application.plans.reading import PlanQueries
from billing.application.purchases.granting import GrantPurchases
from billing.application.purchases.titles import Titles


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    users: Users
    plans: PlanQueries
    grant_purchases: GrantPurchases
    titles: Titles
    coupons: ManageCoupons
    check_coupon: CheckCoupon
