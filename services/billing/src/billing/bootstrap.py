"""The composition root."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from billing.application import Application
from billing.application.checkouts.applying import ApplyCheckout
from billing.application.checkouts.buying import BuyTitle
from billing.application.checkouts.opening import CheckoutPages
from billing.application.checkouts.reading import FollowCheckouts
from billing.application.checkouts.returning import ReturnFromPage
from billing.application.checkouts.subscribing import Subscribe
from billing.application.coupons.management import CheckCoupon, ManageCoupons
from billing.application.coupons.redeeming import RedeemCoupon
from billing.application.entitlements.users import Users
from billing.application.jobs import REGISTRY, SCHEDULES, JobKind
from billing.application.ledger.checking import EVERY_SECONDS, CheckLedger
from billing.application.payments.housekeeping import ForgetErased
from billing.application.payments.methods import PaymentMethods
from billing.application.payments.reading import ReadHistory
from billing.application.payments.recording import RecordInvoice, RecordPayment, RecordRefunds
from billing.application.payments.refunding import ExecuteRefund, RequestRefund
from billing.application.plans.administration import ManagePlans, RegrantPlan
from billing.application.plans.reading import PlanQueries
from billing.application.providers.registry import Providers
from billing.application.purchases.granting import GrantPurchases
from billing.application.purchases.titles import Titles
from billing.application.reconciliation.comparing import CompareObject
from billing.application.reconciliation.reconciling import Reconcile
from billing.application.reports.reporting import ReportMonths
from billing.application.subscriptions.advancing import AdvanceSubscriptions
from billing.application.subscriptions.applying import ApplySubscription
from billing.application.subscriptions.changing import ChangeSubscription
from billing.application.subscriptions.collecting import CollectPayment
from billing.application.subscriptions.executing import ExecuteChange
from billing.application.subscriptions.reading import ReadSubscription
from billing.application.syncing import Appliers, SyncObject
from billing.application.webhooks.dispatching import DispatchWebhooks
from billing.application.webhooks.reading import Webhooks
from billing.application.webhooks.receiving import ReceiveWebhook
from billing.application.webhooks.settling import SettleWebhooks
from billing.composition.providers import providers_of
from billing.infrastructure.housekeeping import PruneJobs
from billing.infrastructure.ledger.metrics import LedgerMetrics
from billing.infrastructure.subscriptions.sold import SqlSoldCheckouts
from billing.infrastructure.tables import inbox, outbox
from billing.infrastructure.unit_of_work import SqlUnitOfWork, SqlUnits
from billing.infrastructure.webhooks.measuring import PaymentMeasures
from billing.infrastructure.webhooks.repository import SqlWebhookStore
from billing.presentation.consumers import routes
from billing.settings import Settings
from chassis.core.clock import Clock
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.runtime.periodic import PeriodicTask
from chassis.service_runtime import ServiceRuntime
from chassis.storage.database import is_infrastructure_failure
from jobs.model import Job
from jobs.postgres.measuring import QueueMeasures
from jobs.run import Handler
from jobs.schedules import scheduled_job
from jobs.worker.runner import Runner, RunnerSettings
from jobs.worker.scheduler import Scheduler
from jobs.worker.wakeup import Wakeup

ADVANCE_SECONDS: Final = 15.0
"""How often the worker looks for subscriptions and checkouts whose status changes by time."""

DISPATCH_SECONDS: Final = 0.5
"""How often the worker looks for messages that other processes have received."""


@dataclass(frozen=True, slots=True)
class Container:
    """The service with its use cases."""

    settings: Settings
    runtime: ServiceRuntime
    application: Application
    units: SqlUnits
    runner: Runner[Job]
    scheduler: Scheduler[Job]
    advance: AdvanceSubscriptions
    clock: Clock

    def backgrounds(self) -> list[Background]:
        """Return the background tasks of the worker role."""
        QueueMeasures(self.runtime.transactions, REGISTRY, self.clock).register(self.runtime.metrics_sources)
        PaymentMeasures(self.runtime.transactions, self.clock).register(self.runtime.metrics_sources)
        return [
            *self.runtime.worker(routes(self.application, SqlUnitOfWork)),
            self.runner,
            self.scheduler,
            PeriodicTask(self.advance, name="subscriptions", seconds=ADVANCE_SECONDS),
            PeriodicTask(self.application.follow_checkouts.expire, name="checkouts", seconds=ADVANCE_SECONDS),
            PeriodicTask(self.application.reports.close, name="reports"),
            PeriodicTask(ForgetErased(self.units), name="erasure"),
            PeriodicTask(self.application.check_ledger, name="ledger", seconds=EVERY_SECONDS),
            PeriodicTask(
                DispatchWebhooks(self.units, self.clock),
                name="webhooks",
                seconds=DISPATCH_SECONDS,
                first_seconds=DISPATCH_SECONDS,
            ),
            PeriodicTask(self.application.webhooks.delete_expired, name="webhook-retention"),
            PeriodicTask(self.application.reconcile.delete_expired, name="reconciliation-retention"),
            PeriodicTask(PruneJobs(self.units, self.clock), name="retention"),
        ]


def build(settings: Settings, *, clock: Clock = SystemClock(), providers: Providers | None = None) -> Container:
    """Create the service; open no connection. `providers` replace those that the settings name."""
    runtime = ServiceRuntime("billing", settings, outbox_table=outbox, inbox_table=inbox)
    wakeup = Wakeup()
    units = SqlUnits(runtime.transactions, wakeup.notify)
    registry = providers_of(settings, runtime.transactions, clock) if providers is None else providers
    runtime.close_later(registry.close)
    apply = ApplySubscription(clock)
    users = Users(clock)
    pages = CheckoutPages(units, registry, clock, settings.web_url)
    application = Application(
        users=users,
        plans=PlanQueries(units),
        manage_plans=ManagePlans(units, clock),
        providers=registry,
        subscribe=Subscribe(pages, users, registry, RedeemCoupon(clock), clock),
        buy_title=BuyTitle(pages, users, registry, clock),
        follow_checkouts=FollowCheckouts(units, registry, clock),
        subscription=ReadSubscription(units, registry, settings.web_url),
        change_subscription=ChangeSubscription(units, registry, clock),
        grant_purchases=GrantPurchases(clock),
        titles=Titles(units, units, clock),
        coupons=ManageCoupons(units, units, clock),
        check_coupon=CheckCoupon(units, units, clock),
        apply_checkout=ApplyCheckout(registry, apply, clock),
        apply_subscription=apply,
        history=ReadHistory(units),
        request_refund=RequestRefund(units, clock),
        payment_methods=PaymentMethods(units, registry),
        reports=ReportMonths(units, units, clock),
        check_ledger=CheckLedger(units, clock, LedgerMetrics()),
        seller=settings.seller,
        receive_webhook=ReceiveWebhook(SqlWebhookStore(runtime.reads), registry, clock),
        webhooks=Webhooks(units, units, clock),
        reconcile=Reconcile(units, units, registry, clock),
        return_from_zarinpal=ReturnFromPage(units, SqlSoldCheckouts(runtime.transactions, "zarinpal"), clock),
    )
    record_payment = RecordPayment(clock, application.grant_purchases)
    record_refunds = RecordRefunds(clock, application.grant_purchases)
    appliers = Appliers(
        checkout=application.apply_checkout,
        subscription=apply,
        invoice=RecordInvoice(clock, record_payment),
        payment=record_payment,
        refunds=record_refunds,
    )
    handlers: Mapping[str, Handler[Job]] = {
        JobKind.SYNC: SyncObject(units, registry, appliers, SettleWebhooks(units, units, clock), CompareObject(clock)),
        JobKind.CHANGE: ExecuteChange(units, registry, apply, clock),
        JobKind.COLLECT: CollectPayment(units, registry, apply, clock),
        JobKind.REFUND: ExecuteRefund(units, registry, record_refunds),
        JobKind.REGRANT: RegrantPlan(units, clock),
        JobKind.RECONCILE: application.reconcile,
    }
    runner = Runner(
        units,
        REGISTRY,
        handlers,
        clock,
        is_infrastructure_failure,
        wakeup,
        RunnerSettings(concurrency=settings.job_concurrency),
    )
    advance = AdvanceSubscriptions(units, registry, apply, clock)
    scheduler = Scheduler(units, clock, wakeup.notify, is_infrastructure_failure, scheduled_job, SCHEDULES)
    return Container(settings, runtime, application, units, runner, scheduler, advance, clock)
