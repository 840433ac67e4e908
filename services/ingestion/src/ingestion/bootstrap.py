"""The only place where ingestion's classes meet."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from fastapi import FastAPI

from chassis.core.clock import Clock
from chassis.http.app import Lifespan
from chassis.messaging.transaction import Transactions
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.runtime.periodic import PeriodicTask
from chassis.service_runtime import ServiceRuntime
from chassis.storage.database import AsyncEngine, create_engine, is_infrastructure_failure
from egress.guard import EgressGuard
from ingestion.application import Application
from ingestion.application.external.following import FollowLists
from ingestion.application.external.ports import ListUnits
from ingestion.application.external.syncing import SyncDueLists, SyncExternalList
from ingestion.application.housekeeping import PruneJobs
from ingestion.application.imports.bulk import ImportTable
from ingestion.application.imports.on_demand import ImportOnDemand, UserLimits
from ingestion.application.imports.requested import FindTitle, RequestTitles
from ingestion.application.imports.sync_title import SyncTitle
from ingestion.application.job_factory import scheduled_job
from ingestion.application.job_feed import JobFeed, StreamLimits
from ingestion.application.job_service import JobService
from ingestion.application.lists.list_sync import SyncLists
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.application.projections import InterestProjection, SlugProjection
from ingestion.application.refresh.change_feed import ReadChanges
from ingestion.application.refresh.offers import RefreshOffers
from ingestion.application.refresh.refresh_titles import RefreshTitles
from ingestion.application.run import Handler, prepared
from ingestion.application.searching.search_provider import SearchLimits, SearchProvider
from ingestion.application.signals.backfill import Backfill
from ingestion.application.signals.collect import CollectSignals
from ingestion.application.sources import ReadStates, Sources
from ingestion.application.titles.episode_sync import SyncEpisodes
from ingestion.application.titles.import_title import ImportTitle
from ingestion.application.titles.queries import TitleQueries
from ingestion.application.titles.season_fetch import SeasonFetcher
from ingestion.domain.job_rules import REGISTRY
from ingestion.domain.jobs import Job, JobKind
from ingestion.domain.schedules import DEFAULTS
from ingestion.infrastructure.measures import ImportMeasures
from ingestion.infrastructure.provider_state import ProviderStates
from ingestion.infrastructure.repositories.erasure import SqlErasure
from ingestion.infrastructure.tables import inbox, outbox
from ingestion.infrastructure.unit_of_work import SqlUnitOfWork, SqlUnitsOfWork
from ingestion.presentation.consumers import routes
from ingestion.providers.calls.state_flusher import StateFlusher
from ingestion.providers.egress import provider_guard
from ingestion.providers.factory import CallSettings, ProviderSet, create_providers
from ingestion.providers.lists.list_spec import ListClients
from ingestion.providers.lists.registry import Sites
from ingestion.providers.lists.settings import create_sites, site_addresses
from ingestion.providers.lists.web_client import WebClient
from ingestion.providers.locale import Locale
from ingestion.providers.measures import ProviderMeasures
from ingestion.providers.registry import missing_sources
from ingestion.providers.reports import SourceReports
from ingestion.settings import Settings
from jobs.ports import Wake
from jobs.postgres.measuring import QueueMeasures
from jobs.schedule_service import ScheduleService
from jobs.worker.runner import Runner, RunnerSettings
from jobs.worker.scheduler import Scheduler
from jobs.worker.wakeup import Wakeup


@dataclass(frozen=True, slots=True)
class Container:
    """The container of the service."""

    settings: Settings
    runtime: ServiceRuntime
    application: Application
    provider_set: ProviderSet
    guard: EgressGuard
    list_sites: Mapping[str, WebClient]
    state_flusher: StateFlusher
    runner: Runner[Job]
    scheduler: Scheduler[Job]
    prune_jobs: PruneJobs
    streams: AsyncEngine
    clock: Clock

    def backgrounds(self) -> list[Background]:
        """Return the tasks of the worker role."""
        interests = InterestProjection(self.clock, self.settings.episode_sync_mode)
        # They stop in the other order: the runner before what its calls need.
        tasks: list[Background] = [
            *self.runtime.worker(
                routes(interests, SlugProjection(), RequestTitles(self.clock), SqlUnitOfWork, SqlErasure)
            ),
            self.state_flusher,
            PeriodicTask(self.prune_jobs),
            self.runner,
        ]
        if self.settings.scheduler_enabled:
            tasks.append(self.scheduler)
        return tasks

    def lifespan(self, backgrounds: list[Background]) -> Lifespan:
        """Return the lifespan that runs `backgrounds`; the providers' connections close last.

        Every process records its calls: the searches of users are calls of the API.
        """
        flushing = [] if self.state_flusher in backgrounds else [self.state_flusher]
        inner = self.runtime.lifespan([*backgrounds, *flushing])

        @asynccontextmanager
        async def live(app: FastAPI) -> AsyncIterator[None]:
            try:
                async with inner(app):
                    try:
                        yield
                    finally:
                        await self.application.feed.close()
            finally:
                await self.streams.dispose()
                await self.provider_set.close()
                for site in self.list_sites.values():
                    await site.aclose()

        return live


def build(settings: Settings, *, clock: Clock = SystemClock()) -> Container:
    """Create every object of the service; open nothing."""
    runtime = ServiceRuntime("ingestion", settings, outbox_table=outbox, inbox_table=inbox)
    states = ProviderStates(runtime.transactions)
    locale = Locale(settings.language, settings.languages, settings.regions, settings.episode_languages)
    calls = CallSettings(
        user_agent=settings.user_agent,
        attempt_seconds=settings.call_seconds,
        max_wait_seconds=settings.budget_patience_seconds,
        connections=settings.worker_concurrency * 4,
    )
    addresses = [*(own.base_url for own in settings.providers.values()), *site_addresses(settings.list_sites)]
    guard = provider_guard(settings, addresses, clock)
    provider_set = create_providers(settings.providers, calls, states, clock, locale, guard)
    reports = SourceReports(states, provider_set, clock)
    ProviderMeasures(reports, clock).register(runtime.metrics_sources)
    ImportMeasures(runtime.transactions).register(runtime.metrics_sources)
    QueueMeasures(runtime.transactions, REGISTRY, clock).register(runtime.metrics_sources)
    units = SqlUnitsOfWork(runtime.transactions)
    wakeup = Wakeup()
    wake = wakeup.notify
    tables = ImportTable(units, clock, wake)
    missing = missing_sources(provider_set.configured)
    list_sites = create_sites(settings.list_sites, settings.user_agent, guard, clock)
    clients = {source: connection.client for source, connection in provider_set.connections.items()}
    sites = Sites(ListClients(clients, list_sites))
    handlers = {
        **_handlers(settings, provider_set, units, wake, tables, reports, clock),
        **_list_handlers(sites, provider_set, units, wake, clock),
    }
    runner = Runner(
        units,
        REGISTRY,
        {kind: prepared(handler, missing[kind]) for kind, handler in handlers.items()},
        clock,
        is_infrastructure_failure,
        wakeup,
        RunnerSettings(concurrency=settings.worker_concurrency, lease=timedelta(seconds=settings.lease_seconds)),
    )
    # A connection of their own: however many streams are open, no request waits for them.
    streams = create_engine(
        settings.database_url.get_secret_value(),
        schema="ingestion",
        application_name="ingestion-streams",
        pool_size=1,
        max_overflow=0,
    )
    feed = JobFeed(
        SqlUnitsOfWork(Transactions(streams)),
        clock,
        is_infrastructure_failure,
        StreamLimits(settings.streams_per_user, settings.streams),
    )
    runtime.stopping.add(feed.end)
    fresh = timedelta(seconds=settings.sync_fresh_seconds)
    application = Application(
        jobs=JobService(units, clock, wake),
        feed=feed,
        on_demand=ImportOnDemand(units, clock, wake, UserLimits(settings.imports_at_once, settings.imports_per_day)),
        sync=SyncTitle(units, clock, wake, fresh),
        tables=tables,
        backfill=Backfill(units, clock),
        schedules=ScheduleService(units, clock, wake, scheduled_job),
        sources=Sources(reports, units, clock),
        titles=TitleQueries(units),
        external_lists=FollowLists(sites, units, clock, wake, fresh),
        search=SearchProvider(provider_set.providers.tmdb, units, clock, SearchLimits(settings.searches_per_minute)),
    )
    scheduler = Scheduler(units, clock, wake, is_infrastructure_failure, scheduled_job, DEFAULTS)
    keeping = StateFlusher(provider_set.limiters, provider_set.abandon, is_infrastructure_failure)
    prune = PruneJobs(units, clock)
    return Container(
        settings,
        runtime,
        application,
        provider_set,
        guard,
        list_sites,
        keeping,
        runner,
        scheduler,
        prune,
        streams,
        clock,
    )


def _handlers(
    settings: Settings,
    provider_set: ProviderSet,
    units: UnitsOfWork,
    wake: Wake,
    tables: ImportTable,
    states: ReadStates,
    clock: Clock,
) -> Mapping[JobKind, Handler]:
    providers = provider_set.providers
    seasons = SeasonFetcher(providers, units, clock, settings.episode_sync_mode, settings.episode_languages)
    importing = ImportTitle(providers, units, clock, seasons, is_infrastructure_failure)
    lists = SyncLists(providers, units, clock, wake, region=settings.region)
    signals = CollectSignals(providers, units, clock, wake)
    refreshing = RefreshTitles(providers, units, clock, wake, states)
    return {
        JobKind.SYNC_MOVIE: importing,
        JobKind.SYNC_SHOW: importing,
        JobKind.EPISODE_SYNC: SyncEpisodes(providers, units, clock, seasons),
        JobKind.FIND_TITLE: FindTitle(providers, units, clock, wake),
        JobKind.BULK_IMPORT: tables,
        JobKind.TRENDING: lists,
        JobKind.NOW_PLAYING: lists,
        JobKind.NOW_PLAYING_FLAGS: lists,
        JobKind.NEW_RELEASES: lists,
        JobKind.NEW_ON_DIGITAL: lists,
        JobKind.TRACKED_SHOWS: refreshing.tracked_shows,
        JobKind.CHANGE_FEED: ReadChanges(providers, units, clock, wake),
        JobKind.PROVIDER_OFFERS: RefreshOffers(providers, units, clock),
        JobKind.RETRY_MISSING: refreshing.retry_missing,
        JobKind.SNAPSHOTS: signals,
        JobKind.STATISTICS: signals.check_due,
    }


def _list_handlers(
    sites: Sites, provider_set: ProviderSet, units: ListUnits, wake: Wake, clock: Clock
) -> Mapping[JobKind, Handler]:
    return {
        JobKind.EXTERNAL_LISTS: SyncDueLists(units, clock, wake),
        JobKind.SYNC_EXTERNAL_LIST: SyncExternalList(sites, provider_set.providers, units, clock, wake),
    }
