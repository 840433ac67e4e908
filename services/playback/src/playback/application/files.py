"""The use cases of files: uploads, subtitles."""

from dataclasses import dataclass

from playback.application.subtitles.storing import ManageSubtitles
from playback.application.uploads.sending import SendUpload
from playback.application.uploads.starting import StartUpload


@dataclass(frozen=True, slots=True)
class Files:
    """What editors do with files."""

    start_upload: StartUpload
    send_upload: SendUpload
    subtitles: ManageSubtitles
