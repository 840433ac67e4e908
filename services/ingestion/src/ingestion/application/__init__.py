"""Use cases of the ingestion service."""

from dataclasses import dataclass

from ingestion.application.external.following import FollowLists
from ingestion.application.imports.bulk import ImportTable
from ingestion.application.imports.on_demand import ImportOnDemand
from ingestion.application.imports.sync_title import SyncTitle
from ingestion.application.job_feed import JobFeed
from ingestion.application.job_service import JobService
from ingestion.application.searching.search_provider import SearchProvider
from ingestion.application.signals.backfill import Backfill
from ingestion.application.sources import Sources
from ingestion.application.titles.queries import TitleQueries
from ingestion.domain.jobs import Job
from jobs.schedule_service import ScheduleService


@dataclass(frozen=True, slots=True)
class Application:
    """The use cases that the API calls."""

    jobs: JobService
    feed: JobFeed
    on_demand: ImportOnDemand
    sync: SyncTitle
    tables: ImportTable
    backfill: Backfill
    schedules: ScheduleService[Job]
    sources: Sources
    titles: TitleQueries
    external_lists: FollowLists
    search: SearchProvider
