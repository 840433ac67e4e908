"""Everything the API can ask of ingestion."""

from dataclasses import dataclass

from ingestion.application.bulk import ImportTable
from ingestion.application.following import JobFeed
from ingestion.application.job_service import JobService
from ingestion.application.on_demand import ImportOnDemand
from ingestion.application.scheduling import ScheduleService
from ingestion.application.signals import Backfill
from ingestion.application.sources import Sources
from ingestion.application.syncing import SyncTitle
from ingestion.application.titles import TitleDesk


@dataclass(frozen=True, slots=True)
class Application:
    """The menu of use cases."""

    jobs: JobService
    feed: JobFeed
    on_demand: ImportOnDemand
    sync: SyncTitle
    tables: ImportTable
    backfill: Backfill
    schedules: ScheduleService
    sources: Sources
    titles: TitleDesk
