"""Use cases of music."""

from dataclasses import dataclass

from jobs.model import Job
from jobs.schedule_service import ScheduleService
from music.application.folders.managing import ManageFolders
from music.application.library.reading import ReadLibrary
from music.application.scanning.requesting import ScanService


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    folders: ManageFolders
    library: ReadLibrary
    scans: ScanService
    schedules: ScheduleService[Job]
