"""The services whose projections are compared: how each is built, at a fixed time and without periodic tasks."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from sqlalchemy import Table

import catalog.bootstrap
import catalog.infrastructure.tables
import catalog.presentation.consumers
import catalog.settings
import insights.bootstrap
import insights.infrastructure.tables
import insights.presentation.consumers
import insights.settings
import stats.bootstrap
import stats.infrastructure.tables
import stats.presentation.consumers
import stats.settings
from chassis.messaging.consumer import AnyRoute
from chassis.runtime.background import Background
from chassis.runtime.periodic import PeriodicTask
from chassis.service_runtime import ServiceRuntime
from chassis.testing.clock import FixedClock

SESSION_SECONDS: Final = 6


class Container(Protocol):
    """The objects of a service that consumes events."""

    @property
    def runtime(self) -> ServiceRuntime: ...
    def routes(self) -> list[AnyRoute]: ...
    def backgrounds(self) -> list[Background]: ...


@dataclass(frozen=True, slots=True)
class Service:
    """A service: its factory, what it reads, the tables that follow from it, and the columns that do not.

    Ignored columns come from the clock of the database, or count how often a row was published: that depends on how
    events fall into batches.
    """

    build: Callable[..., Any]
    settings: Callable[..., Any]
    topics: Sequence[str]
    read_model: Sequence[Table]
    ignored: frozenset[str]
    settle: Callable[[Any], Awaitable[object]]

    def container(self, database_url: str, bootstrap: str, batch_records: int = 500) -> Container:
        """Return the objects of the service; open no connection."""
        settings = self.settings(
            database_url=database_url,
            kafka_bootstrap=bootstrap,
            consumer_batch_records=batch_records,
            consumer_session_seconds=SESSION_SECONDS,
        )
        container: Container = self.build(settings, clock=FixedClock())
        return container


async def _settle_catalog(container: catalog.bootstrap.Container) -> None:
    await container.application.publish_slugs()


async def _settle_stats(_: stats.bootstrap.Container) -> None:
    return


async def _settle_insights(container: insights.bootstrap.Container) -> None:
    application = container.application
    await application.count_plays()
    await application.refresh_movements()
    await application.refresh_changes()
    await application.roll_up_signals()
    await application.refresh_groups()


SERVICES: Final = {
    "catalog": Service(
        catalog.bootstrap.build,
        catalog.settings.Settings,
        catalog.presentation.consumers.TOPICS,
        catalog.infrastructure.tables.READ_MODEL,
        frozenset({"received_at", "published_version"}),
        _settle_catalog,
    ),
    "stats": Service(
        stats.bootstrap.build,
        stats.settings.Settings,
        stats.presentation.consumers.TOPICS,
        stats.infrastructure.tables.READ_MODEL,
        frozenset({"received_at", "version"}),
        _settle_stats,
    ),
    "insights": Service(
        insights.bootstrap.build,
        insights.settings.Settings,
        insights.presentation.consumers.TOPICS,
        insights.infrastructure.tables.READ_MODEL,
        frozenset({"received_at", "refreshed_at"}),
        _settle_insights,
    ),
}


def lasting(backgrounds: Sequence[Background]) -> list[Background]:
    """Return the relay and the consumer: a periodic task may be due in one run and not in another."""
    return [task for task in backgrounds if not isinstance(task, PeriodicTask)]
