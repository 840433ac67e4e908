"""The only place where catalog's classes meet."""

from dataclasses import dataclass
from typing import Final

from catalog.application import Application
from catalog.application.housekeeping import PublishSlugs
from catalog.application.lookup import LookupQueries
from catalog.application.ports import Clock
from catalog.application.projections import CatalogProjection
from catalog.application.queries import ListQueries, ScheduleQueries, TitleQueries
from catalog.infrastructure.reading.lists import SqlLists
from catalog.infrastructure.reading.lookup import SqlLookup
from catalog.infrastructure.reading.schedule import SqlSchedule
from catalog.infrastructure.reading.search import SqlSearch
from catalog.infrastructure.reading.titles import SqlTitles
from catalog.infrastructure.tables import inbox, outbox
from catalog.infrastructure.writing.slug_rows import SqlSlugUnits
from catalog.infrastructure.writing.unit_of_work import SqlUnitOfWork
from catalog.presentation.consumers import routes
from catalog.presentation.images import Images
from catalog.settings import Settings
from chassis.messaging.consumer import AnyRoute
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.runtime.periodic import PeriodicTask
from chassis.service_runtime import ServiceRuntime

PUBLISH_SECONDS: Final = 20.0
"""How often slugs without a published version are looked for: one look into a small index."""


@dataclass(frozen=True, slots=True)
class Container:
    """The wired service."""

    runtime: ServiceRuntime
    application: Application
    images: Images
    home_region: str

    def routes(self) -> list[AnyRoute]:
        """Give what each topic does."""
        return routes(self.application.recording, SqlUnitOfWork, self.images, home_region=self.home_region)

    def backgrounds(self) -> list[Background]:
        """Give the tasks of the worker role."""
        return [
            *self.runtime.worker(self.routes()),
            PeriodicTask(self.application.publish_slugs, seconds=PUBLISH_SECONDS),
        ]


def build(settings: Settings, *, clock: Clock | None = None) -> Container:
    """Wire the service, with the system's clock by default; opens nothing yet."""
    runtime = ServiceRuntime("catalog", settings, outbox_table=outbox, inbox_table=inbox)
    transactions = runtime.transactions
    clock = clock or SystemClock()
    lists = SqlLists(transactions, totals_seconds=settings.totals_seconds)
    titles = TitleQueries(
        SqlTitles(transactions, totals_seconds=settings.totals_seconds),
        SqlSearch(transactions),
        clock,
        default_region=settings.default_region,
        fallback_regions=settings.fallback_regions,
    )
    application = Application(
        recording=CatalogProjection(clock),
        publish_slugs=PublishSlugs(SqlSlugUnits(transactions), clock),
        lists=ListQueries(
            lists,
            clock,
            default_region=settings.default_region,
            fallback_regions=settings.fallback_regions,
        ),
        titles=titles,
        lookup=LookupQueries(
            SqlLookup(transactions),
            clock,
            default_region=settings.default_region,
            fallback_regions=settings.fallback_regions,
        ),
        schedule=ScheduleQueries(SqlSchedule(transactions), clock),
    )
    images = Images(settings.image_base_url.rstrip("/"))
    return Container(runtime, application, images, settings.default_region)
