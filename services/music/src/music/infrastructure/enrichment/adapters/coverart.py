"""The Cover Art Archive: https://musicbrainz.org/doc/Cover_Art_Archive/API. Covers belong to their owners."""

from typing import Final

from music.application.enrichment.ports import PictureFile
from music.domain.covers.pictures import LARGEST_BYTES
from music.infrastructure.enrichment.adapters.client import DatabaseClient
from music.infrastructure.enrichment.adapters.shapes import mbid_of

HOSTS: Final = ("archive.org", "*.archive.org")
"""Where it redirects to: the files are at the Internet Archive."""
FRONT: Final = "front-1200"
_PAGES: Final = {
    "release": ("Front cover of the release", "/cover-art"),
    "release-group": ("Front cover of the release group", ""),
}


class CoverArt:
    """Front covers: that of the release, or else one of its group."""

    def __init__(self, client: DatabaseClient) -> None:
        self._client = client

    async def picture(self, mbid: str | None, group_mbid: str | None) -> PictureFile | None:
        """Read the cover in 1200 pixels."""
        for kind, text in (("release", mbid), ("release-group", group_mbid)):
            key = mbid_of(text) if text is not None else None
            data = None if key is None else await self._client.file(f"/{kind}/{key}/{FRONT}", LARGEST_BYTES)
            if data is not None:
                label, page = _PAGES[kind]
                return PictureFile(data, label, f"https://musicbrainz.org/{kind}/{key}{page}")
        return None
