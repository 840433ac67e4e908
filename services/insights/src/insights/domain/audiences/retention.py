"""Audience retention as playback measures it: the share of users who watched each part of a video."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Video:
    """What of a title is watched: the movie itself, an episode or the trailer."""

    season: int | None = None
    episode: int | None = None
    trailer: bool = False

    @classmethod
    def parse(cls, text: str | None) -> Self:
        """Return the video of a written form: `2x05`, `trailer`, or null for the movie."""
        if text is None or text == "trailer":
            return cls(trailer=text is not None)
        season, _, episode = text.partition("x")
        return cls(int(season), int(episode))

    def __str__(self) -> str:
        """Return the written form; that of the movie is empty."""
        if self.trailer:
            return "trailer"
        return "" if self.season is None else f"{self.season}x{self.episode:02}"


@dataclass(frozen=True, slots=True)
class PartShare:
    """The share of a part with its interval of 95 %; all are null when too few users have watched it."""

    retention: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """A measurement of a version of a video. Without parts nothing is shown any more."""

    asset_id: UUID
    asset_version: int
    version: int
    media_id: UUID
    video: Video
    duration_ms: int
    users: int
    parts: Sequence[PartShare]
    measured_at: datetime


def newest_of_versions(measured: Iterable[Retention]) -> list[Retention]:
    """Return the newest measurement per version of a video, in the order of their keys."""
    newest: dict[tuple[UUID, int], Retention] = {}
    for one in measured:
        key = (one.asset_id, one.asset_version)
        if key not in newest or one.version > newest[key].version:
            newest[key] = one
    return [newest[key] for key in sorted(newest)]
