"""What a file name says."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedName:
    """The parts of a file name; null or empty is not stated."""

    title: str
    year: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()
    """Without a season they are counted from the beginning of the show."""
    quality: str | None = None
    """`8K`, `4K`, `2K`, `FHD`, `HD` or `SD`."""
    video_codec: str | None = None
    is_ten_bit: bool = False
    audio_codecs: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """BCP 47."""
    medium: str | None = None
    """Where the release was taken from, for example `BLURAY` or `WEB-DL`."""
    edition: str | None = None
    aired: str | None = None
    """The day of an episode that is named by it (ISO 8601)."""
    is_extra: bool = False
    """Whether it is a trailer, a sample or other material besides a title."""
    imdb: str | None = None
    tmdb: int | None = None
    tvdb: int | None = None
    confidence: Mapping[str, float] = field(default_factory=dict)
    """From 0 to 1, by field."""

    @property
    def is_episode(self) -> bool:
        """Whether the name is that of episodes of a show."""
        return bool(self.episodes) or self.season is not None or self.aired is not None
