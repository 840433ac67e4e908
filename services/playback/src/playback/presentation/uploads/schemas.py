"""Request and response bodies about uploads."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, Literal, Self
from uuid import UUID

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from chassis.core.languages import TAG
from chassis.http.follow_up.paging import PartParams
from chassis.http.schemas import RequestModel, ResponseModel
from chassis.http.validation.inputs import Id
from playback.application.uploads.sending import UploadState
from playback.domain.assets.asset import Encryption, SubtitleKind
from playback.domain.uploads.upload import Purpose, Upload, UploadStatus

MOST_SIGNED: Final = 100
"""Parts of one request."""
_AT: Final = "2026-11-21T12:00:00Z"
_SHA256: Final = "^[0-9a-f]{64}$"
_DIGEST: Final = "^[A-Za-z0-9+/]{43}=$"
_EXAMPLE: Final = "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="
_ID: Final = "6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"

_CASES: Final[Mapping[int, Callable[[str], str]]] = {2: str.upper, 4: str.title}
"""How regions and scripts are written, by their length."""


class UploadRequest(RequestModel):
    """A file that is to be uploaded."""

    asset_id: Id = Field(description="Id of the asset that it is for", examples=[_ID])
    purpose: Literal["video", "subtitles"] = Field(
        description="`video` for the source of a new version, `subtitles` for WebVTT or SRT", examples=["video"]
    )
    file_name: str = Field(
        min_length=1,
        max_length=255,
        pattern=r"^[^\x00-\x1f]+$",
        description="Name of the file, for editors",
        examples=["movie.mkv"],
    )
    size: int = Field(ge=1, le=2**43, description="Size in bytes; the limit depends on the role", examples=[40000000])
    language: str | None = Field(
        default=None,
        pattern=f"^{TAG}$",
        max_length=35,
        description="Language of subtitles (BCP 47); required for them",
        examples=["en"],
    )
    kind: SubtitleKind | None = Field(
        default=None,
        description="Kind of subtitles; `captions` also describe sounds. `subtitles` by default",
        examples=["subtitles"],
    )
    label: str | None = Field(
        default=None,
        min_length=1,
        max_length=60,
        pattern=r"^[^\x00-\x1f]+$",
        description="What players show for subtitles; the language by default",
        examples=["English"],
    )
    sha256: str | None = Field(
        default=None,
        pattern=_SHA256,
        description="SHA-256 of the whole file in hexadecimal, which is compared after the upload",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    encryption: Encryption = Field(
        default="cbcs", description="How the segments of a video are encrypted", examples=["cbcs"]
    )

    @field_validator("language")
    @classmethod
    def _canonical(cls, language: str | None) -> str | None:
        return None if language is None else canonical_tag(language)

    @model_validator(mode="after")
    def _fits_purpose(self) -> Self:
        if self.purpose == "subtitles" and self.language is None:
            raise PydanticCustomError("language_required", "language is required for subtitles")
        if self.purpose == "video" and (self.language, self.kind, self.label) != (None, None, None):
            raise PydanticCustomError("subtitles_only", "language, kind and label are for subtitles only")
        return self


class SourceFileRequest(RequestModel):
    """A file of a media source that becomes the source of a version."""

    asset_id: Id = Field(description="Id of the asset that it is for", examples=[_ID])
    source_file_id: Id = Field(
        description="Id of the file in the media sources of the signed-in user",
        examples=["0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10"],
    )
    encryption: Encryption = Field(
        default="cbcs", description="How the segments of the video are encrypted", examples=["cbcs"]
    )


def canonical_tag(tag: str) -> str:
    """Return a language tag with the usual letters: `uk`, `zh-Hant`, `pt-BR`."""
    language, *rest = tag.split("-")
    parts = [_CASES.get(len(part), str.lower)(part) if part.isalpha() else part for part in rest]
    return "-".join((language.lower(), *parts))


class PartRequest(RequestModel):
    """A part that is about to be sent."""

    number: int = Field(ge=1, le=10_000, description="Number of the part, from 1", examples=[1])
    sha256: str = Field(
        pattern=_DIGEST,
        description="SHA-256 of the part in Base64; the storage rejects other content",
        examples=[_EXAMPLE],
    )


class PartsRequest(RequestModel):
    """Parts that are about to be sent."""

    parts: list[PartRequest] = Field(min_length=1, max_length=MOST_SIGNED, description="Each at most once")

    @field_validator("parts")
    @classmethod
    def _distinct(cls, parts: list[PartRequest]) -> list[PartRequest]:
        if len({part.number for part in parts}) < len(parts):
            raise PydanticCustomError("distinct_numbers", "must name each number once")
        return parts


class SignedPartResponse(ResponseModel):
    """The request by which a client sends a part to the storage itself."""

    number: int = Field(description="Number of the part", examples=[1])
    method: Literal["PUT"] = Field(default="PUT", description="Method of the request", examples=["PUT"])
    url: str = Field(
        description="Address in the storage, valid for an hour",
        examples=["https://storage.example/marquee/uploads/6a1f/source?partNumber=1"],
    )
    headers: Mapping[str, str] = Field(
        description="Headers of the request, unchanged. A browser sets `Content-Length` itself",
        examples=[
            {"Content-Length": "16777216", "x-amz-checksum-sha256": "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="}
        ],
    )
    size: int = Field(description="Size of the part in bytes", examples=[16777216])


class StoredPartResponse(ResponseModel):
    """A part that the storage holds."""

    number: int = Field(description="Number of the part", examples=[1])
    size: int = Field(description="Size in bytes", examples=[16777216])


class UploadResponse(ResponseModel):
    """An upload."""

    id: UUID = Field(description="Id of the upload", examples=["0199a2f3-72c1-7e63-b4d5-6f7081929394"])
    asset_id: UUID = Field(description="Id of the asset that it is for", examples=[_ID])
    purpose: Purpose = Field(description="What it is for", examples=["video"])
    file_name: str = Field(description="Name of the file", examples=["movie.mkv"])
    size: int = Field(description="Size in bytes", examples=[40000000])
    part_size: int = Field(description="Size of every part but the last, in bytes", examples=[16777216])
    parts: int = Field(description="Number of parts", examples=[3])
    language: str | None = Field(description="Language of subtitles", examples=[None])
    kind: str | None = Field(description="Kind of subtitles", examples=[None])
    label: str | None = Field(description="What players show for subtitles", examples=[None])
    encryption: str = Field(description="How the segments of a video are encrypted", examples=["cbcs"])
    status: UploadStatus = Field(
        description="`open` while parts are sent, `copying` while the file of a media source is copied,"
        " `completing` while the file is checked, `completed`, `rejected`,"
        " `aborted`, or `expired` after 24 hours",
        examples=["open"],
    )
    reason_code: str | None = Field(description="Code of why it was rejected, or null", examples=[None])
    reason: str | None = Field(description="Why it was rejected, or null", examples=[None])
    version: int | None = Field(description="Number of the version that a video became", examples=[None])
    created_by: UUID = Field(description="Id of the user", examples=["0199a2f0-7c1e-7b52-9d3a-5d2f6c0e8a41"])
    created_at: datetime = Field(description="When it began (UTC)", examples=[_AT])
    expires_at: datetime = Field(description="When it is aborted unless it is complete (UTC)", examples=[_AT])

    @classmethod
    def of(cls, upload: Upload) -> Self:
        """Return the response of an upload."""
        return cls(
            id=upload.id,
            asset_id=upload.asset_id,
            purpose=upload.purpose,
            file_name=upload.file_name,
            size=upload.size,
            part_size=upload.part_bytes,
            parts=upload.parts,
            language=upload.language,
            kind=upload.kind,
            label=upload.label,
            encryption=upload.encryption,
            status=upload.status,
            reason_code=upload.reason_code,
            reason=upload.reason,
            version=upload.version,
            created_by=upload.created_by,
            created_at=upload.created_at,
            expires_at=upload.expires_at,
        )


class UploadStateResponse(UploadResponse):
    """An upload with what the storage holds of it."""

    stored: list[StoredPartResponse] = Field(
        description="Whole parts that the storage holds, by number, while the upload is open: resume with the others"
    )

    @classmethod
    def of_state(cls, state: UploadState) -> Self:
        """Return the response of an upload with its parts."""
        stored = [StoredPartResponse(number=part.number, size=part.size) for part in state.stored]
        return cls(**UploadResponse.of(state.upload).model_dump(), stored=stored)


class UploadsParams(PartParams):
    """Which uploads to return."""

    status: UploadStatus | None = Field(default=None, description="In this state only", examples=["open"])
    asset_id: UUID | None = Field(default=None, description="For this asset only", examples=[_ID])
