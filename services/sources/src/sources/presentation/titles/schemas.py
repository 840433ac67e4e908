"""Bodies of versions of titles, and of files without a title."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.http.follow_up.paging import DeepPartParams, Order, identifier
from chassis.http.schemas import RequestModel, ResponseModel
from sources.application.matching.ports import FileFilter, FileState, Version
from sources.domain.matching.chosen import ChosenTitle
from sources.domain.matching.match import Match, Method
from sources.domain.matching.title import Title
from sources.domain.quality.picture import codec_of, quality_of

UNMATCHED: Final = Order("unmatched-files", (identifier,))
_ID: Final = "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10"
_MEDIA_ID: Final = "bdf784d0-c2eb-5939-9d13-a7324e63a0e9"
_MOST_NUMBER: Final = 100_000
Episode = Annotated[int, Field(ge=0, le=_MOST_NUMBER)]


class MatchedTitleResponse(ResponseModel):
    """The title of a file, and how it was found."""

    media_id: UUID = Field(description="Id of the title", examples=[_MEDIA_ID])
    method: Method = Field(
        description="By ids that the server states or the name has, by name and year, or as a user has chosen",
        examples=["name"],
    )
    confidence: float = Field(description="How certain it is, from 0 to 1", examples=[0.95])
    season: int | None = Field(description="Season of an episode, if known", examples=[1])
    episodes: list[int] = Field(description="Episodes in the file", examples=[[2]])

    @classmethod
    def of(cls, match: Match) -> Self:
        """Return the body of a match."""
        return cls(
            media_id=match.media_id,
            method=match.method,
            confidence=match.confidence,
            season=match.season,
            episodes=list(match.episodes),
        )


class SourceFileResponse(ResponseModel):
    """A file of a media source, and what its name says."""

    id: UUID = Field(description="Id of the file", examples=[_ID])
    source_id: UUID = Field(description="Id of its media source", examples=[_ID])
    source_name: str = Field(description="What the owner calls the media source", examples=["Living room"])
    path: str = Field(description="Where the file is in the source", examples=["Metropolis (1927)/Metropolis.1927.mkv"])
    name: str = Field(
        description="The path that was read for what the file is: a media server's own, as its `path` may be an id",
        examples=["Metropolis (1927)/Metropolis.1927.mkv"],
    )
    bytes: int = Field(description="Size", examples=[1500000000])
    title: str = Field(description="The title that the name states; empty for none", examples=["Metropolis"])
    year: int | None = Field(description="The year that the name states", examples=[1927])
    season: int | None = Field(description="The season that the name states", examples=[None])
    episodes: list[int] = Field(description="The episodes that the name states", examples=[[]])
    quality: Literal["8K", "4K", "2K", "FHD", "HD", "SD"] | None = Field(
        description="Size of the picture, if known", examples=["FHD"]
    )
    video_codec: str | None = Field(description="Codec of the picture, if known", examples=["H.264"])
    audio_codecs: list[str] = Field(description="Codecs of the sound, if known", examples=[["AAC"]])
    languages: list[str] = Field(description="Languages of the sound (BCP 47), if known", examples=[["de"]])
    medium: str | None = Field(description="Where the release was taken from, if known", examples=["BLURAY"])
    edition: str | None = Field(description="Which cut it is, if known", examples=["Director's Cut"])
    score: float = Field(description="How good it is, from 1 to 5", examples=[4.5])
    match: MatchedTitleResponse | None = Field(description="The title of the file, or null")
    gone_at: datetime | None = Field(
        description="When the file was first missing in its media source; null while it is there", examples=[None]
    )

    @classmethod
    def of(cls, version: Version) -> Self:
        """Return the body of a file."""
        file = version.file.file
        listed, parsed = file.listed, file.parsed
        quality = quality_of(listed, parsed)
        return cls.model_validate(
            {
                "id": version.file.id,
                "source_id": version.source.id,
                "source_name": version.source.name,
                "path": listed.path,
                "name": listed.name,
                "bytes": listed.bytes,
                "title": parsed.title,
                "year": parsed.year,
                "season": parsed.season,
                "episodes": list(parsed.episodes),
                "quality": quality,
                "video_codec": codec_of(listed, parsed),
                "audio_codecs": list(listed.streams.audio_codecs or parsed.audio_codecs),
                "languages": list(listed.streams.languages or parsed.languages),
                "medium": parsed.medium,
                "edition": parsed.edition,
                "score": file.score,
                "match": None if file.match is None else MatchedTitleResponse.of(file.match),
                "gone_at": version.file.gone_at,
            }
        )


class EpisodeCountResponse(ResponseModel):
    """How many versions there are of an episode."""

    season: int | None = Field(description="Season; null for episodes whose season is not known", examples=[1])
    episode: int = Field(description="Number of the episode", examples=[2])
    versions: int = Field(description="Versions that the signed-in user may see", examples=[1])


class TitleVersionsResponse(ResponseModel):
    """The versions of a title that the signed-in user may see."""

    media_id: UUID = Field(description="Id of the title", examples=[_MEDIA_ID])
    available: bool = Field(description="Whether there is a version", examples=[True])
    episodes: list[EpisodeCountResponse] = Field(description="Of a show: the episodes that there are")
    versions: list[SourceFileResponse] = Field(
        description="The best first: by score, then by size of the picture, then by size of the file"
    )

    @classmethod
    def of(cls, media_id: UUID, versions: Sequence[Version]) -> Self:
        """Return the body of versions, which are in their order."""
        counts = Counter(
            (match.season, episode)
            for version in versions
            if (match := version.file.file.match) is not None
            for episode in match.episodes
        )
        ordered = sorted(counts.items(), key=lambda item: (item[0][0] is None, item[0]))
        return cls(
            media_id=media_id,
            available=bool(versions),
            episodes=[
                EpisodeCountResponse(season=season, episode=episode, versions=count)
                for (season, episode), count in ordered
            ],
            versions=[SourceFileResponse.of(version) for version in versions],
        )


class CandidateResponse(ResponseModel):
    """A title that a file may be."""

    media_id: UUID = Field(description="Id of the title", examples=[_MEDIA_ID])
    kind: Literal["movie", "show"] = Field(description="Kind of title", examples=["movie"])
    title: str = Field(description="Its name", examples=["Metropolis"])
    year: int | None = Field(description="When it was first shown, if known", examples=[1927])

    @classmethod
    def of(cls, title: Title) -> Self:
        """Return the body of a title."""
        return cls(media_id=title.media_id, kind=title.kind, title=title.names[0], year=title.year)


class UnmatchedParams(DeepPartParams):
    """Which files without a title to return."""

    source_id: UUID | None = Field(default=None, description="Only files of this media source", examples=[_ID])


class FilesParams(DeepPartParams):
    """Which files of a media source to return."""

    state: FileState | None = Field(
        default=None,
        description="Files with a title, without one, or that have left the media source; without a state, all that are"
        " there",
        examples=["matched"],
    )
    search: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="Part of the path, in small or capital letters",
        examples=["metropolis"],
    )

    def chosen(self) -> FileFilter:
        """Return the filter."""
        return FileFilter(self.state, self.search)


def files_of(source_id: UUID) -> Order:
    """Return the order of the files of a media source, in which no cursor of another one is valid."""
    return Order(f"files-of-source-{source_id}", (identifier,))


class MatchRequest(RequestModel):
    """The title of a file."""

    media_id: UUID = Field(strict=False, description="Id of the title", examples=[_MEDIA_ID])
    season: Episode | None = Field(
        default=None, description="Season of an episode; required for a show, null for a movie", examples=[1]
    )
    episodes: list[Episode] = Field(
        default_factory=list,
        max_length=50,
        description="Episodes in the file; required for a show, empty for a movie",
        examples=[[2]],
    )

    def chosen(self) -> ChosenTitle:
        """Return the title."""
        return ChosenTitle(self.media_id, self.season, tuple(self.episodes))


class FolderMatchRequest(RequestModel):
    """The title of all files of a folder."""

    folder: Annotated[str, StringConstraints(min_length=1, max_length=2048)] = Field(
        description="The folder in the source, with `/` between folders", examples=["Shows/The Prisoner"]
    )
    media_id: UUID = Field(strict=False, description="Id of the title", examples=[_MEDIA_ID])


class FolderMatchResponse(ResponseModel):
    """What became of the files of a folder."""

    matched: int = Field(description="Files that have the title now", examples=[12])
