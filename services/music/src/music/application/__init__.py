"""Use cases of music."""

from dataclasses import dataclass

from jobs.model import Job
from jobs.schedule_service import ScheduleService
from music.application.analysis.following import AnalysisService
from music.application.analysis.mixing import MixTracks
from music.application.changes.feed import LibraryFeed
from music.application.changes.live import FollowLive
from music.application.covers.serving import ServeCovers
from music.application.enrichment.conflicts import DecideConflicts
from music.application.enrichment.identifying import IdentifyMusic
from music.application.enrichment.requesting import EnrichService
from music.application.explore.exploring import Explore
from music.application.exports.exporting import ExportMusic
from music.application.folders.managing import ManageFolders
from music.application.library.reading import ReadLibrary
from music.application.listening.reading import ReadPlays
from music.application.listening.recording import RecordPlays
from music.application.marks.marking import MarkItems
from music.application.missing.managing import ManageMissing
from music.application.mixes.mixing import MakeMixes
from music.application.mixes.similar import FindSimilarArtists
from music.application.playlists.use_cases import PlaylistUseCases
from music.application.radio.use_cases import Radio
from music.application.scanning.requesting import ScanService
from music.application.streaming.downloading import DownloadAlbums
from music.application.streaming.linking import LinkMusic
from music.application.streaming.permission import StreamPermission
from music.application.streaming.ports import TrackFiles, Transcodes
from music.application.subsonic.use_cases import AppUseCases


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    conflicts: DecideConflicts
    enrichment: EnrichService
    identities: IdentifyMusic
    folders: ManageFolders
    library: ReadLibrary
    marks: MarkItems
    plays: ReadPlays
    record_play: RecordPlays
    explore: Explore
    exports: ExportMusic
    mixes: MakeMixes
    similar_artists: FindSimilarArtists
    files: TrackFiles
    playlists: PlaylistUseCases
    apps: AppUseCases
    transcodes: Transcodes
    downloads: DownloadAlbums
    permission: StreamPermission
    links: LinkMusic
    covers: ServeCovers
    missing: ManageMissing
    changes: LibraryFeed
    live: FollowLive
    scans: ScanService
    analysis: AnalysisService
    track_orders: MixTracks
    schedules: ScheduleService[Job]
    radio: Radio
