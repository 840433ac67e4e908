"""Use cases of billing."""

from dataclasses import dataclass

from billing.application.checkouts.applying import ApplyCheckout
from billing.application.checkouts.buying import BuyTitle
from billing.application.checkouts.reading import FollowCheckouts
from billing.application.checkouts.returning import ReturnFromPage
from billing.application.checkouts.subscribing import Subscribe
from billing.application.coupons.management import CheckCoupon, ManageCoupons
from billing.application.entitlements.users import Users
from billing.application.ledger.checking import CheckLedger
from billing.application.payments.methods import PaymentMethods
from billing.application.payments.reading import ReadHistory
from billing.application.payments.refunding import RequestRefund
from billing.application.plans.administration import ManagePlans
from billing.application.plans.reading import PlanQueries
from billing.application.providers.registry import Providers
from billing.application.purchases.granting import GrantPurchases
from billing.application.purchases.titles import Titles
from billing.application.reconciliation.reconciling import Reconcile
from billing.application.reports.reporting import ReportMonths
from billing.application.subscriptions.applying import ApplySubscription
from billing.application.subscriptions.changing import ChangeSubscription
from billing.application.subscriptions.reading import ReadSubscription
from billing.application.webhooks.reading import Webhooks
from billing.application.webhooks.receiving import ReceiveWebhook


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    users: Users
    plans: PlanQueries
    grant_purchases: GrantPurchases
    titles: Titles
    coupons: ManageCoupons
    check_coupon: CheckCoupon
    manage_plans: ManagePlans
    providers: Providers
    subscribe: Subscribe
    buy_title: BuyTitle
    follow_checkouts: FollowCheckouts
    subscription: ReadSubscription
    change_subscription: ChangeSubscription
    apply_checkout: ApplyCheckout
    apply_subscription: ApplySubscription
    history: ReadHistory
    request_refund: RequestRefund
    payment_methods: PaymentMethods
    check_ledger: CheckLedger
    reports: ReportMonths
    seller: str
    """Who sells, in lines, for documents."""
    receive_webhook: ReceiveWebhook
    webhooks: Webhooks
    reconcile: Reconcile
    return_from_zarinpal: ReturnFromPage
