"""Every kind of source, one line each."""

from typing import Final

from sources.infrastructure.kinds.emby.spec import SPEC as EMBY
from sources.infrastructure.kinds.folder.spec import SPEC as FOLDER
from sources.infrastructure.kinds.jellyfin.spec import SPEC as JELLYFIN
from sources.infrastructure.kinds.plex.spec import SPEC as PLEX
from sources.infrastructure.kinds.s3.spec import SPEC as S3
from sources.infrastructure.kinds.spec import SourceSpec
from sources.infrastructure.kinds.subsonic.spec import SPEC as SUBSONIC
from sources.infrastructure.kinds.webdav.spec import SPEC as WEBDAV

SPECS: Final[tuple[SourceSpec, ...]] = (
    FOLDER,
    S3,
    WEBDAV,
    JELLYFIN,
    EMBY,
    PLEX,
    SUBSONIC,
)
