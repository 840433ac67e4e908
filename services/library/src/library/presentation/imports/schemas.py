"""Responses and request bodies of imports."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from chassis.http.follow_up.paging import PartParams
from chassis.http.schemas import RequestModel, ResponseModel
from library.application.imports.decisions import Decision
from library.application.imports.rows import StoredRow
from library.domain.imports.applying.matching import CERTAIN, Alternative
from library.domain.imports.limits import LARGEST_EPISODE, LARGEST_SEASON
from library.domain.imports.options import DefaultState, RatingScale
from library.domain.imports.rows import Format
from library.domain.imports.run import ImportRun, ImportState, RowStatus
from library.domain.titles.title import Title
from library.presentation.titles.schemas import MediaSummary

_ID = "0199a2f3-72c1-7e63-b4d5-6f7081929394"


class IgnoredResponse(ResponseModel):
    """Valid rows that an import does not use."""

    file: str = Field(
        description="The file of an archive; empty for any other upload", examples=["collection-movies.json"]
    )
    reason: str = Field(description="Why they are not used", examples=["unused_file"])
    count: int = Field(description="How many they are", examples=[12])


class NoticeResponse(ResponseModel):
    """Something to know about a file before its import is committed."""

    file: str = Field(description="The file of an archive; empty for any other upload", examples=[""])
    code: str = Field(description="Stable code of the cause", examples=["dates_ambiguous"])
    message: str = Field(
        description="The cause in words", examples=["every date can be read in two orders: they are read month first"]
    )


class ImportErrorResponse(ResponseModel):
    """Why an import has failed."""

    code: str = Field(description="Stable code of the cause", examples=["IMPORT_FORMAT_UNKNOWN"])
    message: str = Field(description="The cause in words", examples=["file: no known format has the columns A, B"])


class ProgressResponse(ResponseModel):
    """The progress of the present phase."""

    done: int = Field(description="Rows that were processed", examples=[1500])
    total: int = Field(description="Rows to process; 0 until the file was read", examples=[4200])


class ImportResponse(ResponseModel):
    """An import."""

    id: UUID = Field(description="Id of the import", examples=[_ID])
    name: str = Field(description="Name of the file", examples=["ratings.csv"])
    size: int = Field(description="Bytes of the file", examples=[48213])
    format: Format | None = Field(description="Format of the file; null until it is found", examples=["imdb"])
    state: ImportState = Field(
        description="`receiving`: parts of the file follow. `received`, `parsing`, `matching`: a worker reads it."
        " `ready`: it waits for a decision."
        " `committing`, `committed`, `reverting`, `reverted`, `failed`",
        examples=["ready"],
    )
    progress: ProgressResponse = Field(description="The progress of the present phase")
    counts: dict[str, int] = Field(
        description="Number of rows by status, as of the end of the last phase",
        examples=[{"matched": 4100, "unmatched": 100}],
    )
    ignored: list[IgnoredResponse] = Field(description="Valid rows that are not used")
    notices: list[NoticeResponse] = Field(description="What to know before the import is committed")
    overwrite_ratings: bool = Field(description="Whether ratings replace those set by hand", examples=[False])
    rated_is_watched: bool = Field(description="Whether a rated movie counts as watched", examples=[False])
    rating_scale: RatingScale | None = Field(
        description="Highest rating of a file that does not state its scale, or null for 100", examples=[10]
    )
    time_zone: str = Field(description="Time zone of times without one, and of days", examples=["Europe/Kyiv"])
    default_state: DefaultState | None = Field(
        description="State of titles without a play and a state, or null", examples=["planned"]
    )
    contents: dict[str, int] = Field(
        description="Number of statements in the file by kind, empty until it was read",
        examples=[{"plays": 3900, "ratings": 700, "listItems": 40, "lists": 2}],
    )
    error: ImportErrorResponse | None = Field(description="Why the import has failed, or null")
    created_at: datetime = Field(description="When the file was received", examples=["2026-11-29T10:00:00Z"])
    updated_at: datetime = Field(description="When the import last changed", examples=["2026-11-29T10:00:05Z"])

    @classmethod
    def of(cls, run: ImportRun) -> Self:
        """Return the response of an import."""
        error = ImportErrorResponse(code=run.error_code, message=run.error or "") if run.error_code else None
        return cls(
            id=run.import_id,
            name=run.name,
            size=run.size,
            format=run.format,
            state=run.state,
            progress=ProgressResponse(done=run.done, total=run.total),
            counts=dict(run.counts),
            ignored=[IgnoredResponse(file=rows.file, reason=rows.reason, count=rows.count) for rows in run.ignored],
            notices=[NoticeResponse(file=item.file, code=item.code, message=item.message) for item in run.notices],
            overwrite_ratings=run.options.overwrite_ratings,
            rated_is_watched=run.options.rated_is_watched,
            rating_scale=run.options.rating_scale,
            time_zone=run.options.time_zone,
            default_state=run.options.default_state,
            contents=dict(run.contents),
            error=error,
            created_at=run.created_at,
            updated_at=run.updated_at,
        )


class AlternativeResponse(ResponseModel):
    """A title that a row may mean."""

    media_item_id: UUID = Field(description="Id of the title", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
    confidence: float = Field(description="From 0 to 1", examples=[0.8])
    media_summary: MediaSummary | None = Field(description="The title, or null while it is not imported")

    @classmethod
    def of(cls, alternative: Alternative, titles: Mapping[UUID, Title]) -> Self:
        """Return the response of an alternative."""
        title = MediaSummary.of(titles.get(alternative.media_id))
        return cls(media_item_id=alternative.media_id, confidence=alternative.confidence, media_summary=title)


class RowResponse(ResponseModel):
    """A row of an import."""

    position: int = Field(description="Number of the row in the import, from 1", examples=[17])
    file: str = Field(description="The file of an archive; empty for any other upload", examples=[""])
    line: int = Field(description="Line of the table, or number of the entry, from 1", examples=[18])
    status: RowStatus = Field(
        description="`matched`: will be committed. `ambiguous`: has a title that is not certain. `unmatched`: has none."
        " `importing`: waits for a title that the catalog imports. `rejected`: cannot be read. `duplicate`: was"
        " imported before, or repeats a row. `skipped`, `committed`, `reverted`",
        examples=["matched"],
    )
    title: str = Field(description="The title as the file states it", examples=["The Example"])
    year: int | None = Field(description="The year of the release as the file states it, or null", examples=[1999])
    type: Literal["movie", "show"] | None = Field(description="The type by the file, or null", examples=["movie"])
    season: int | None = Field(description="The season that the row means, or null", examples=[None])
    episode: int | None = Field(description="The episode that the row means, or null", examples=[None])
    confidence: float | None = Field(
        description="How certain the title is, from 0 to 1; null without one", examples=[1.0]
    )
    chosen: bool = Field(description="Whether the user chose the title", examples=[False])
    media_item_id: UUID | None = Field(
        description="Id of the title that the row means, or null", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"]
    )
    media_summary: MediaSummary | None = Field(description="The title that the row means, or null")
    alternatives: list[AlternativeResponse] = Field(description="Titles that the row may mean, the most certain first")
    code: str | None = Field(description="Why the row is not matched or rejected; null for any other", examples=[None])
    field: str | None = Field(description="The field of the file that is invalid, or null", examples=[None])
    message: str | None = Field(description="What is invalid, in words, or null", examples=[None])
    excerpt: str | None = Field(description="The beginning of a rejected row, or null", examples=[None])

    @classmethod
    def of(cls, row: StoredRow, titles: Mapping[UUID, Title]) -> Self:
        """Return the response of a row."""
        return cls(
            position=row.number,
            file=row.position.file,
            line=row.position.number,
            status=row.status,
            title=row.title,
            year=row.year,
            type=row.kind,
            season=row.stated_season if row.season is None else row.season,
            episode=row.stated_episode if row.episode is None else row.episode,
            confidence=row.confidence,
            chosen=row.chosen,
            media_item_id=row.media_id,
            media_summary=MediaSummary.of(titles.get(row.media_id)) if row.media_id else None,
            alternatives=[AlternativeResponse.of(item, titles) for item in row.alternatives],
            code=row.code,
            field=row.column,
            message=row.message,
            excerpt=row.excerpt,
        )


class RowParams(PartParams):
    """Which rows of an import to return."""

    status: RowStatus | None = Field(default=None, description="Rows with this status only", examples=["unmatched"])


class RowPatch(RequestModel):
    """A decision about a row: its title, or to skip it."""

    media_item_id: UUID | None = Field(
        default=None,
        strict=False,
        description="Id of the title that the row means",
        examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"],
    )
    season: int | None = Field(
        default=None,
        ge=0,
        le=LARGEST_SEASON,
        description="Season of the episode, together with `episode`",
        examples=[1],
    )
    episode: int | None = Field(
        default=None, ge=0, le=LARGEST_EPISODE, description="Episode that the row means, with `season`", examples=[3]
    )
    skip: bool = Field(default=False, description="Whether to leave the row out", examples=[False])
    whole_title: bool = Field(
        default=True,
        description="Whether the decision applies to all rows that name the same title; never with `episode`",
        examples=[True],
    )

    @model_validator(mode="after")
    def _decides(self) -> Self:
        if (self.media_item_id is None) is not self.skip:
            raise PydanticCustomError("decision", "must have either mediaItemId or skip: true")
        if (self.season is None) is not (self.episode is None):
            raise PydanticCustomError("episode_missing", "must have season and episode together")
        return self

    def to_decision(self) -> Decision:
        """Return the decision."""
        return Decision(self.media_item_id, self.season, self.episode, self.skip, self.whole_title)


class CommitRequest(RequestModel):
    """Which rows to commit."""

    min_confidence: float = Field(
        default=CERTAIN,
        ge=0,
        le=1,
        description="Commit matched rows, and ambiguous ones from this confidence on",
        examples=[CERTAIN],
    )
