"""Use cases of sources."""

from dataclasses import dataclass

from jobs.model import Job
from jobs.schedule_service import ScheduleService
from sources.application.content.ending import EndSessions
from sources.application.content.opening import OpenFiles
from sources.application.matching.choosing import ChooseMatches
from sources.application.matching.reading import ReadMatches
from sources.application.matching.recognition import RecognizeFiles
from sources.application.matching.updating import UpdateTitles
from sources.application.media_sources.adding import AddSource
from sources.application.media_sources.changing import ChangeSources
from sources.application.media_sources.reading import ReadSources
from sources.application.scanning.requesting import ScanService


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    read_sources: ReadSources
    add_source: AddSource
    change_sources: ChangeSources
    recognize: RecognizeFiles
    read_matches: ReadMatches
    choose_matches: ChooseMatches
    update_titles: UpdateTitles
    scans: ScanService
    open_files: OpenFiles
    end_sessions: EndSessions
    schedules: ScheduleService[Job]
