"""What a user chooses for an import."""

from dataclasses import dataclass
from typing import Final, Literal
from zoneinfo import ZoneInfo

RatingScale = Literal[5, 10, 100]
UTC: Final = "UTC"
DefaultState = Literal["planned", "watching", "completed", "paused", "dropped"]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """The choices of a user for one import."""

    overwrite_ratings: bool = False
    """Whether ratings of the file replace those that the user set by hand."""
    rated_is_watched: bool = False
    """Whether a movie that the file only rates counts as watched, on the day of the rating."""
    rating_scale: RatingScale | None = None
    """The highest rating of a file that does not state its scale; null: 100."""
    time_zone: str = UTC
    """The zone of times that have none, and of the days on which plays were."""
    default_state: DefaultState | None = None
    """The state of titles for which the file states neither a play nor a state; null: none."""

    @property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.time_zone)


NO_CHOICE: Final = ImportOptions()
