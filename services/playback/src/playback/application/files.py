"""What editors and administrators do with assets and their files."""

from dataclasses import dataclass

from playback.application.assets.changing import ChangeAssets
from playback.application.assets.jobs import AssetJobService
from playback.application.copies.requesting import CopyFile
from playback.application.storage.administration import AdministerStorage
from playback.application.subtitles.storing import ManageSubtitles
from playback.application.uploads.sending import SendUpload
from playback.application.uploads.starting import StartUpload


@dataclass(frozen=True, slots=True)
class Files:
    """The use cases."""

    start_upload: StartUpload
    copy_file: CopyFile
    send_upload: SendUpload
    subtitles: ManageSubtitles
    change_assets: ChangeAssets
    asset_jobs: AssetJobService
    storage: AdministerStorage
