"""The composition root."""

from dataclasses import dataclass

from billing.application import Application
from billing.application.coupons.management import CheckCoupon, ManageCoupons
from billing.application.entitlements.users import Users
from billing.application.plans.reading import PlanQueries
from billing.application.purchases.granting import GrantPurchases
from billing.application.purchases.titles import Titles
from billing.infrastructure.tables import inbox, outbox
from billing.infrastructure.unit_of_work import SqlReaders, SqlUnitOfWork
from billing.presentation.consumers import routes
from billing.settings import Settings
from chassis.core.clock import Clock
from chassis.messaging.transaction import UnitsOfWork
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.service_runtime import ServiceRuntime


@dataclass(frozen=True, slots=True)
class Container:
    """The service with its use cases."""

    runtime: ServiceRuntime
    application: Application

    def backgrounds(self) -> list[Background]:
        """Return the background tasks of the worker role."""
        return self.runtime.worker(routes(self.application, SqlUnitOfWork))


def build(settings: Settings, *, clock: Clock = SystemClock()) -> Container:
    """Create the service; open no connection."""
    runtime = ServiceRuntime("billing", settings, outbox_table=outbox, inbox_table=inbox)
    readers = SqlReaders(runtime.transactions)
    units = UnitsOfWork(runtime.transactions, SqlUnitOfWork)
    application = Application(
        users=Users(clock),
        plans=PlanQueries(readers),
        grant_purchases=GrantPurchases(clock),
        titles=Titles(units, readers, clock),
        coupons=ManageCoupons(units, readers, clock),
        check_coupon=CheckCoupon(units, readers, clock),
    )
    return Container(runtime, application)
