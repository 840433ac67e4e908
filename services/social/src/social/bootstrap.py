"""The composition root."""

from dataclasses import dataclass
from typing import Final

from chassis.core.clock import Clock
from chassis.messaging.consumer import AnyRoute
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.runtime.periodic import PeriodicTask
from chassis.service_runtime import ServiceRuntime
from chassis.storage.database import is_infrastructure_failure
from chassis.storage.encryption import read_keyring
from social.application import Application
from social.application.activity.reading import ReadFeed
from social.application.activity.sharing import ManageSharing
from social.application.exports.exporting import ExportSocial
from social.application.live.feed import LiveFeed
from social.application.live.watching import WatchingFeed
from social.application.people.reading import ReadPeople
from social.application.relations.use_cases import relation_use_cases
from social.composition.reviews import review_use_cases
from social.composition.together import together_use_cases
from social.infrastructure.exports.reading import SqlExportReader
from social.infrastructure.live.housekeeping import PruneLive
from social.infrastructure.people.profiles import ProfileSeals
from social.infrastructure.reviews.work import SqlReviewWork
from social.infrastructure.tables import inbox, outbox
from social.infrastructure.together.housekeeping import PruneSessions
from social.infrastructure.unit_of_work import SqlUnitOfWork, SqlUnits
from social.presentation.activity.consumers import lists_published, titles_merged
from social.presentation.consumers import routes
from social.presentation.reviews.consumers import review_routes
from social.settings import Settings

ATTEND_SECONDS: Final = 10.0
"""How often hosts who are away are looked for, at most."""


@dataclass(frozen=True, slots=True)
class Container:
    """The service with its use cases."""

    settings: Settings
    runtime: ServiceRuntime
    application: Application
    units: SqlUnits
    profiles: ProfileSeals
    clock: Clock

    def routes(self) -> list[AnyRoute]:
        """Return the event consumers."""
        return [
            *routes(self.profiles, SqlUnitOfWork, self.clock),
            *review_routes(SqlReviewWork, lists_published(SqlUnitOfWork), titles_merged(SqlUnitOfWork)),
        ]

    def backgrounds(self) -> list[Background]:
        """Return the background tasks of the worker role."""
        prune = PruneLive(self.runtime.engine, self.clock)
        prune_sessions = PruneSessions(self.runtime.engine, self.clock)
        return [
            *self.runtime.worker(self.routes()),
            PeriodicTask(prune, name="live"),
            PeriodicTask(prune_sessions, name="together"),
            PeriodicTask(self.application.together.attend, name="hosts", seconds=ATTEND_SECONDS),
        ]


def build(settings: Settings, *, clock: Clock = SystemClock()) -> Container:
    """Create the service; open no connection."""
    runtime = ServiceRuntime("social", settings, outbox_table=outbox, inbox_table=inbox)
    units = SqlUnits(runtime.transactions)
    profiles = ProfileSeals(read_keyring(settings.notice_key_files))
    application = Application(
        people=ReadPeople(units, clock),
        relations=relation_use_cases(units, units, clock),
        reviews=review_use_cases(runtime.transactions, clock, settings.reports_to_hide),
        sharing=ManageSharing(units, units, clock),
        feed=ReadFeed(units),
        exports=ExportSocial(SqlExportReader(runtime.transactions), clock),
        live=LiveFeed(units, clock, is_infrastructure_failure),
        watching=WatchingFeed(units, clock, is_infrastructure_failure),
        together=together_use_cases(units, clock),
    )
    for streams in (application.live, application.watching, application.together.streams):
        runtime.stopping.add(streams.end)
        runtime.close_later(streams.close)
    return Container(settings, runtime, application, units, profiles, clock)
