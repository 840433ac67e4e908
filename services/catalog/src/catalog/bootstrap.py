"""The composition root: the only place where the layers of catalog meet."""

import time
from dataclasses import dataclass
from typing import Final

from catalog.application import Application
from catalog.application.change_keys import KEYS
from catalog.application.curation.collections import CuratedCollections
from catalog.application.curation.schedule import ApplyDueChanges, Schedule
from catalog.application.curation.sections import SectionArrangements
from catalog.application.discovery.collections import CollectionQueries
from catalog.application.discovery.offers import OfferQueries
from catalog.application.discovery.people import PeopleQueries
from catalog.application.discovery.service_counts import CountServices
from catalog.application.discovery.services import AnnounceServices, MyServices
from catalog.application.discovery.similar import SimilarQueries
from catalog.application.editing.audit import AuditTrail
from catalog.application.editing.editing import TitleEditing
from catalog.application.editing.retention import EditionRetention
from catalog.application.home.queries import HomeQueries
from catalog.application.housekeeping import PublishSlugs
from catalog.application.lookup import LookupQueries
from catalog.application.policy.administration import PolicyAdministration
from catalog.application.policy.dry_run import DryRuns
from catalog.application.policy.evaluator import Evaluator
from catalog.application.policy.preparation import KeepEvaluations, PreparePolicies
from catalog.application.policy.runs import PolicyRuns
from catalog.application.projections import CatalogProjection
from catalog.application.queries import ListQueries, TitleQueries
from catalog.application.schedule.feeds import CalendarFeeds
from catalog.application.schedule.queries import ScheduleQueries
from catalog.application.schedule.read_models import Audience, Calendar, Period
from catalog.domain.regions import Regions
from catalog.infrastructure.curation.reads import CachedArrangements, SqlCurationReads
from catalog.infrastructure.curation.unit_of_work import curation_work_in
from catalog.infrastructure.discovery.collections import SqlCollections
from catalog.infrastructure.discovery.offers import SqlOffers
from catalog.infrastructure.discovery.people import SqlPeople
from catalog.infrastructure.discovery.service_counts import SqlServiceCounter, SqlServiceCountsWork
from catalog.infrastructure.discovery.services import SqlServices, SqlServicesWork
from catalog.infrastructure.discovery.similar import SqlCandidates
from catalog.infrastructure.editing.reads import SqlEditingReads
from catalog.infrastructure.editing.unit_of_work import editing_work_in
from catalog.infrastructure.erasure import SqlErasure
from catalog.infrastructure.home.titles import SqlHomeTitles
from catalog.infrastructure.policy.evaluation_work import evaluation_work_in
from catalog.infrastructure.policy.metrics import PolicyMetrics
from catalog.infrastructure.policy.policy_work import policy_work_in
from catalog.infrastructure.policy.reads import SqlPolicyReads
from catalog.infrastructure.reading.caches.shared_cache import SharedCache
from catalog.infrastructure.reading.caches.title_cache import TitleCache
from catalog.infrastructure.reading.caches.title_epoch import TitleEpoch
from catalog.infrastructure.reading.caches.trending import TrendingTitles
from catalog.infrastructure.reading.lists import SqlLists
from catalog.infrastructure.reading.lookup import SqlLookup
from catalog.infrastructure.reading.titles import SqlTitles
from catalog.infrastructure.schedule.calendar import SqlSchedule
from catalog.infrastructure.schedule.feeds import SqlFeeds, SqlFeedWork, new_token
from catalog.infrastructure.tables import inbox, outbox
from catalog.infrastructure.writing.title_writes import TitleWrites
from catalog.infrastructure.writing.unit_of_work import work_in
from catalog.presentation.consumers import routes
from catalog.presentation.editing.documents import OverriddenDocuments
from catalog.settings import Settings
from chassis.core.clock import Clock
from chassis.http.images import Images
from chassis.messaging.consumer import AnyRoute
from chassis.messaging.transaction import AnnouncedUnitsOfWork, UnitsOfWork
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.runtime.periodic import PeriodicTask
from chassis.service_runtime import ServiceRuntime

COUNT_SECONDS: Final = 10.0
"""Period of the question whether services must be counted again, which reads a row."""
MOST_HOMES: Final = 64
"""How many home pages are kept for everybody, each for a moment: by region, time zone, and whether it is localized."""
MOST_CALENDARS: Final = 32
MOST_ENTRIES: Final = 500
"""How many entries a calendar that is kept has at most: about 300 KB."""
DUE_SECONDS: Final = 10.0
"""Period of the search for scheduled changes that are due, which reads a small index."""
PUBLISH_SECONDS: Final = 1.0
"""Period of the publication of titles that appear in another way, which reads a table that is mostly empty."""
PUBLISH_LAG: Final = 500
"""With more events to apply, as in a replay, titles appear in ways that soon change again, and publication waits."""
RUN_SECONDS: Final = 2.0
"""Period of the search for policy runs, which are few."""
FORGET_SECONDS: Final = 600.0
"""Period in which marks of transactions are deleted; half of it is the shortest time for which they are kept."""
KEEP_SECONDS: Final = 300.0
"""Period of the search for titles without an evaluation, and of the counts per status."""


@dataclass(frozen=True, slots=True)
class Container:
    """The assembled service."""

    runtime: ServiceRuntime
    application: Application
    images: Images
    home_region: str
    title_writes: TitleWrites

    def routes(self) -> list[AnyRoute]:
        """Return the consumer of each topic."""
        return routes(
            self.application.projection,
            work_in,
            SqlErasure,
            self.images,
            home_region=self.home_region,
        )

    def backgrounds(self) -> list[Background]:
        """Return the tasks of the worker role."""
        return [
            *self.runtime.worker(self.routes()),
            PeriodicTask(self._publish_slugs, name="publish-slugs", seconds=PUBLISH_SECONDS),
            PeriodicTask(self.application.prepare_policies, name="policy-runs", seconds=RUN_SECONDS),
            PeriodicTask(self.application.keep_evaluations, name="policy-evaluations", seconds=KEEP_SECONDS),
            PeriodicTask(self.application.count_services, name="service-counts", seconds=COUNT_SECONDS),
            PeriodicTask(self.title_writes.forget, name="title-writes", seconds=FORGET_SECONDS),
            PeriodicTask(self.application.apply_due_changes, name="scheduled-changes", seconds=DUE_SECONDS),
        ]

    async def _publish_slugs(self) -> None:
        lag = self.runtime.lag()
        if lag is not None and lag <= PUBLISH_LAG:
            await self.application.publish_slugs()


def build(settings: Settings, *, clock: Clock = SystemClock()) -> Container:
    """Return the assembled service; no connection is opened yet."""
    runtime = ServiceRuntime("catalog", settings, outbox_table=outbox, inbox_table=inbox)
    transactions = runtime.transactions
    regions = Regions(settings.default_region, settings.fallback_regions)
    reads = runtime.reads
    trending = TrendingTitles(reads, seconds=settings.totals_seconds)
    cache = TitleCache(reads, trending)
    epoch = TitleEpoch(reads)
    totals_seconds = settings.totals_seconds
    titles = TitleQueries(SqlTitles(reads, trending, epoch, totals_seconds=totals_seconds), clock, regions)
    services_units = UnitsOfWork(transactions, SqlServicesWork)
    my_services = MyServices(SqlServices(reads), services_units, clock, regions)
    lists = ListQueries(SqlLists(reads, cache, epoch, totals_seconds=totals_seconds), my_services, clock, regions)
    lookup = LookupQueries(SqlLookup(reads, cache, epoch), clock, regions)
    calendars: SharedCache[tuple[Period, Audience], Calendar] = SharedCache(
        totals_seconds, keep=0, entries=MOST_CALENDARS, keeps=lambda calendar: calendar.size <= MOST_ENTRIES
    )
    schedule = ScheduleQueries(SqlSchedule(reads), clock, regions, calendars)
    images = Images(settings.image_base_url.rstrip("/"))
    documents = OverriddenDocuments(images)
    editing_units, editing_reads = (
        AnnouncedUnitsOfWork(transactions, editing_work_in, KEYS.everything),
        SqlEditingReads(reads),
    )
    metrics = PolicyMetrics()
    evaluator = Evaluator(metrics)
    policy_reads = SqlPolicyReads(reads)
    policy_units = AnnouncedUnitsOfWork(transactions, policy_work_in, KEYS.everything)
    evaluation_units = UnitsOfWork(transactions, evaluation_work_in)
    title_editing = TitleEditing(editing_units, editing_reads, documents, clock)
    curation_units, curation_reads = (
        AnnouncedUnitsOfWork(transactions, curation_work_in, KEYS.everything),
        SqlCurationReads(reads),
    )
    arrangements = CachedArrangements(curation_reads, seconds=totals_seconds)
    curated = CuratedCollections(curation_units, curation_reads, lookup, clock)
    application = Application(
        projection=CatalogProjection(clock, EditionRetention(documents), evaluator),
        publish_slugs=PublishSlugs(UnitsOfWork(transactions, work_in), clock),
        lists=lists,
        titles=titles,
        lookup=lookup,
        schedule=schedule,
        my_services=my_services,
        announce_services=AnnounceServices(services_units),
        offers=OfferQueries(SqlOffers(reads), lookup),
        count_services=CountServices(
            SqlServiceCounter(reads), UnitsOfWork(transactions, SqlServiceCountsWork), clock, time.monotonic
        ),
        people=PeopleQueries(SqlPeople(reads, epoch), lookup),
        collections=CollectionQueries(SqlCollections(reads, epoch), lookup),
        similar=SimilarQueries(
            SqlCandidates(reads),
            SharedCache(settings.counts_seconds, keeps=bool),
            titles,
            lookup,
        ),
        feeds=CalendarFeeds(UnitsOfWork(transactions, SqlFeedWork), SqlFeeds(reads), clock, new_token),
        home=HomeQueries(
            SqlHomeTitles(reads),
            arrangements,
            curation_reads,
            lists,
            schedule,
            lookup,
            clock,
            regions,
            SharedCache(totals_seconds, keep=0, entries=MOST_HOMES),
            stored_arrangements=curation_reads,
        ),
        title_editing=title_editing,
        audit=AuditTrail(editing_reads),
        policies=PolicyAdministration(policy_units, policy_reads, clock),
        policy_runs=PolicyRuns(policy_units, policy_reads, clock),
        dry_runs=DryRuns(policy_reads, evaluator, time.monotonic),
        prepare_policies=PreparePolicies(evaluation_units, evaluator, clock),
        keep_evaluations=KeepEvaluations(evaluation_units, policy_reads, evaluator, metrics),
        curated=curated,
        sections=SectionArrangements(curation_units, curation_reads, clock),
        change_schedule=Schedule(curation_units, curation_reads, clock),
        apply_due_changes=ApplyDueChanges(curation_units, title_editing, curated, clock),
    )
    return Container(runtime, application, images, settings.default_region, TitleWrites(runtime.engine))
