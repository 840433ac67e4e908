"""Composition of the worker: the handlers of jobs, and what runs them."""

from collections.abc import Mapping
from datetime import timedelta

from chassis.core.clock import Clock
from chassis.core.outgoing.intervals import Intervals
from chassis.storage.database import is_infrastructure_failure
from jobs.model import Job
from jobs.run import Handler
from jobs.worker.runner import Runner, RunnerSettings
from jobs.worker.wakeup import Wakeup
from sources.application.jobs import REGISTRY, JobKind
from sources.application.matching.ports import Recognize
from sources.application.media_sources.ports import Adapters
from sources.application.scanning.scan import ScanRules, ScanSource
from sources.application.scanning.upkeep import CleanUp, QueueDueScans, RecheckOutages
from sources.infrastructure.scanning.metrics import PrometheusScanMeters
from sources.infrastructure.unit_of_work import SqlUnits
from sources.settings import Settings


def build_runner(
    settings: Settings, units: SqlUnits, adapters: Adapters, recognize: Recognize, wakeup: Wakeup, clock: Clock
) -> Runner[Job]:
    """Return what runs the jobs of every kind."""
    shortest, longest = timedelta(minutes=settings.shortest_scan_minutes), timedelta(hours=settings.longest_scan_hours)
    intervals = Intervals(shortest, max(shortest, longest))
    rules = ScanRules(intervals, timedelta(hours=settings.listing_hours))
    handlers: Mapping[str, Handler[Job]] = {
        JobKind.SCAN: ScanSource(
            units, adapters, recognize, rules, PrometheusScanMeters(), clock, is_infrastructure_failure
        ),
        JobKind.SCAN_DUE: QueueDueScans(units, clock, intervals.shortest),
        JobKind.RECHECK: RecheckOutages(units, adapters, intervals, clock),
        JobKind.CLEAN: CleanUp(units, clock, timedelta(days=settings.gone_days)),
    }
    limits = RunnerSettings(concurrency=settings.job_concurrency)
    return Runner(units, REGISTRY, handlers, clock, is_infrastructure_failure, wakeup, limits)
