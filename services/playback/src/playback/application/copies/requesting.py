"""The request for a version from a file of a media source."""

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from playback.application.copies.ports import SourceFiles
from playback.application.uploads.starting import NewUpload, StartUpload
from playback.domain.assets.asset import Encryption
from playback.domain.copies.errors import SourceFileUnsized
from playback.domain.uploads.upload import Purpose, Upload

LONGEST_NAME: Final = 255
"""As of a file that an editor sends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCopy:
    """A file of a media source that an editor wants as the source of a version."""

    asset_id: UUID
    file_id: UUID
    encryption: Encryption
    actor: UUID
    admin: bool
    authorization: str = field(repr=False)
    """The header of the request: sources decides whether its user sees the file."""
    request_key: str | None


class CopyFile:
    """Begins an upload whose file a job copies."""

    def __init__(self, files: SourceFiles, start: StartUpload) -> None:
        self._files = files
        self._start = start

    async def __call__(self, new: NewCopy) -> Upload:
        """Return the upload, also that of an earlier request with the same key.

        Raise SourceFileNotFound, SourceFileUnsized, SourcesUnavailable, and what StartUpload raises.
        """
        link = await self._files.link(new.file_id, new.authorization)
        if not link.size:
            raise SourceFileUnsized
        return await self._start(
            NewUpload(
                asset_id=new.asset_id,
                purpose=Purpose.VIDEO,
                file_name=link.name[-LONGEST_NAME:],
                size=link.size,
                language=None,
                kind=None,
                label=None,
                sha256=None,
                encryption=new.encryption,
                actor=new.actor,
                admin=new.admin,
                request_key=new.request_key,
                link=link,
            )
        )
