"""Response bodies about subtitles."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from playback.domain.assets.asset import Subtitle


class SubtitleResponse(ResponseModel):
    """A subtitle file of an asset."""

    id: UUID = Field(description="Id of the subtitles", examples=["0199a2f3-72c1-7e63-b4d5-6f7081929394"])
    language: str = Field(description="Language (BCP 47)", examples=["en"])
    label: str = Field(description="What players show", examples=["English"])
    kind: str = Field(description="`subtitles`, `captions` or `forced`", examples=["subtitles"])
    bytes: int = Field(description="Size of the WebVTT file in bytes", examples=[48213])
    created_at: datetime = Field(description="When it was added (UTC)", examples=["2026-11-21T12:00:00Z"])

    @classmethod
    def of(cls, subtitle: Subtitle) -> Self:
        """Return the response of subtitles."""
        return cls(
            id=subtitle.id,
            language=subtitle.language,
            label=subtitle.label,
            kind=subtitle.kind,
            bytes=subtitle.bytes,
            created_at=subtitle.created_at,
        )
