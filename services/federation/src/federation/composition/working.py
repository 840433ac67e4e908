"""Composition of the worker: the handlers of jobs, and what runs them."""

from collections.abc import Mapping

from chassis.core.clock import Clock
from chassis.storage.database import is_infrastructure_failure
from federation.application.imports.importing import CopyAlbum
from federation.application.imports.ports import ImportFolder
from federation.application.jobs import REGISTRY, JobKind
from federation.application.peers.notifying import CheckPeers, CleanUp, NotifyPeer
from federation.application.sharing.browsing import BrowsePeers
from federation.infrastructure.unit_of_work import SqlUnits
from federation.settings import Settings
from jobs.model import Job
from jobs.run import Handler
from jobs.worker.runner import Runner, RunnerSettings
from jobs.worker.wakeup import Wakeup


def build_runner(
    settings: Settings, units: SqlUnits, browse: BrowsePeers, folder: ImportFolder, wakeup: Wakeup, clock: Clock
) -> Runner[Job]:
    """Return what runs the jobs of every kind."""
    calls, wire = browse.calls, browse.wire
    handlers: Mapping[str, Handler[Job]] = {
        JobKind.NOTIFY: NotifyPeer(units, units, calls, wire, clock),
        JobKind.IMPORT: CopyAlbum(units, units, browse, folder, clock, settings.most_import_bytes),
        JobKind.CHECK: CheckPeers(units, units, calls, wire, clock),
        JobKind.CLEAN: CleanUp(units, clock),
    }
    limits = RunnerSettings(concurrency=settings.job_concurrency)
    return Runner(units, REGISTRY, handlers, clock, is_infrastructure_failure, wakeup, limits)
