"""What a link opens without an access token: the audio of a track, a cover, or an album as an archive."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID

from music.domain.covers.pictures import CoverSize
from music.domain.streaming.encodings import BitRate, Encoding, Target


class LinkedContent(StrEnum):
    """What a link opens. The values are parts of links."""

    AUDIO = "audio"
    TRACK_COVER = "track-cover"
    ALBUM_COVER = "album-cover"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Linked:
    """The one thing that a link opens, in the one form that was requested."""

    content: LinkedContent
    id: UUID
    """Of the track or the album."""
    target: Target | None = None
    """What audio is encoded to; null for the file as it is."""
    size: CoverSize = CoverSize.MEDIUM
    """Of a cover."""

    @property
    def form(self) -> str:
        """Return the content and its form as a text that begins no other one."""
        match self.content:
            case LinkedContent.AUDIO if self.target is not None:
                details = [self.target.encoding.value, str(self.target.bit_rate.value)]
            case LinkedContent.TRACK_COVER | LinkedContent.ALBUM_COVER:
                details = [self.size.value]
            case _:
                details = []
        return "/".join(["music", self.content.value, *details, ""])

    @classmethod
    def parse(cls, form: str, id_: UUID) -> Self:
        """Return what a form stands for; raise ValueError for a text that is none, such as that of another service."""
        match form.split("/"):
            case ["music", LinkedContent.AUDIO.value, encoding, rate, ""]:
                return cls(LinkedContent.AUDIO, id_, Target(Encoding(encoding), BitRate(int(rate))))
            case ["music", (LinkedContent.TRACK_COVER.value | LinkedContent.ALBUM_COVER.value) as content, size, ""]:
                return cls(LinkedContent(content), id_, size=CoverSize(size))
            case ["music", (LinkedContent.AUDIO.value | LinkedContent.ARCHIVE.value) as content, ""]:
                return cls(LinkedContent(content), id_)
        raise ValueError("the form of a link must be one that this version makes")
