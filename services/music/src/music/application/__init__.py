"""Use cases of music."""

from dataclasses import dataclass

from jobs.model import Job
from jobs.schedule_service import ScheduleService
from music.application.folders.managing import ManageFolders
from music.application.library.reading import ReadLibrary
from music.application.playlists.use_cases import PlaylistUseCases
from music.application.scanning.requesting import ScanService
from music.application.streaming.ports import TrackFiles


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    folders: ManageFolders
    library: ReadLibrary
    files: TrackFiles
    playlists: PlaylistUseCases
    scans: ScanService
    schedules: ScheduleService[Job]
