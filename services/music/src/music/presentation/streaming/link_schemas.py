"""Bodies of links."""

from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import RequestModel, ResponseModel
from music.application.streaming.linking import MusicLink
from music.domain.covers.pictures import CoverSize
from music.domain.library.formats import media_type
from music.domain.streaming.encodings import BitRate, Encoding, target_of
from music.domain.streaming.links import Linked, LinkedContent
from programs.pictures.rules import ENCODED_TYPE

PATH = "/api/v1/music/links"


class LinkedOfTrack(StrEnum):
    """What a link to a track opens."""

    AUDIO = "audio"
    COVER = "cover"


class LinkedOfAlbum(StrEnum):
    """What a link to an album opens."""

    ARCHIVE = "archive"
    COVER = "cover"


class TrackLinkRequest(RequestModel):
    """What a link to a track opens."""

    content: LinkedOfTrack = Field(
        default=LinkedOfTrack.AUDIO, strict=False, description="`audio`, or `cover` for its picture", examples=["audio"]
    )
    format: Encoding = Field(
        default=Encoding.RAW,
        strict=False,
        description="Of audio: `raw` for the file as it is, or what it is encoded to",
        examples=["mp3"],
    )
    bit_rate: BitRate | None = Field(
        default=None,
        strict=False,
        description="kbit/s of encoded audio; by default 128 of `opus` and 192 of `mp3`",
        examples=[192],
    )
    size: CoverSize = Field(
        default=CoverSize.MEDIUM, strict=False, description="Of a cover, as of the route of covers", examples=["medium"]
    )

    def linked(self, track_id: UUID) -> Linked:
        """Return what the link opens."""
        if self.content is LinkedOfTrack.COVER:
            return Linked(LinkedContent.TRACK_COVER, track_id, size=self.size)
        return Linked(LinkedContent.AUDIO, track_id, target_of(self.format, self.bit_rate))


class AlbumLinkRequest(RequestModel):
    """What a link to an album opens."""

    content: LinkedOfAlbum = Field(
        default=LinkedOfAlbum.ARCHIVE,
        strict=False,
        description="`archive` for its files as a ZIP archive, or `cover` for its picture",
        examples=["archive"],
    )
    size: CoverSize = Field(
        default=CoverSize.MEDIUM, strict=False, description="Of a cover, as of the route of covers", examples=["medium"]
    )

    def linked(self, album_id: UUID) -> Linked:
        """Return what the link opens."""
        if self.content is LinkedOfAlbum.COVER:
            return Linked(LinkedContent.ALBUM_COVER, album_id, size=self.size)
        return Linked(LinkedContent.ARCHIVE, album_id)


class MusicLinkResponse(ResponseModel):
    """A link for a player that sends no access token."""

    path: str = Field(
        description="Path at this API; a client that has it can read what it opens until it expires",
        examples=[f"{PATH}/mqm_AQVtYWluAAAAAGcE"],
    )
    expires_at: datetime = Field(description="When it expires (UTC)", examples=["2026-11-30T13:00:00Z"])
    media_type: str = Field(description="Of what it opens, which some devices require", examples=["audio/mpeg"])

    @classmethod
    def of(cls, link: MusicLink, linked: Linked) -> Self:
        """Return the body of a link."""
        match linked.content:
            case LinkedContent.AUDIO:
                type_ = media_type(f"a.{link.suffix}")
            case LinkedContent.ARCHIVE:
                type_ = "application/zip"
            case _:
                type_ = ENCODED_TYPE
        return cls(path=f"{PATH}/{link.token}", expires_at=link.expires_at, media_type=type_)
