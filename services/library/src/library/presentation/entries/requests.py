"""Request bodies, and the changes that they mean."""

from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field, StringConstraints, field_validator

from chassis.http.schemas import RequestModel
from library.domain.entries.change import OMITTED, Change
from library.domain.entries.progress import Progress, ProgressPatch
from library.domain.entries.state import WatchState

MAX_SEASON: Final = 10_000
MAX_EPISODE: Final = 100_000

State = Literal["planned", "watching", "completed", "dropped", "paused"]
STATES: Final = (
    "`planned`: to be watched. `watching`: started. `completed`: seen to the end. `dropped`: abandoned."
    " `paused`: to be continued later"
)
Episode = Annotated[
    int, Field(ge=0, le=MAX_EPISODE, description="Number of the last episode seen in its season", examples=[5])
]
SeasonKey = Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,3})$")]
Rating = Annotated[int, Field(ge=0, le=100, description="From 0 to 100, or null to clear it", examples=[85])]
Notes = Annotated[
    str,
    Field(
        max_length=2000,
        description="Private notes, at most 2000 characters, or null to clear them",
        examples=["With Ann"],
    ),
]


class LastSeen(RequestModel):
    """The last episode seen of one season; season 0 holds the specials. Other seasons stay."""

    season: Annotated[
        int, Field(ge=0, le=MAX_SEASON, description="Number of the season; 0 holds the specials", examples=[2])
    ]
    episode: Episode

    def by_season(self) -> dict[int, int | None]:
        """Return the episode by season."""
        return {self.season: self.episode}


class LastSeenBySeason(RequestModel):
    """The last episode seen per season, season 0 holds the specials; null removes a season, other seasons stay."""

    seasons: Annotated[
        dict[SeasonKey, Episode | None],
        Field(
            min_length=1,
            max_length=1000,
            description="By number of the season, the last episode seen in it, or null to remove the season",
            examples=[{"1": 7, "2": 3}],
        ),
    ]

    def by_season(self) -> dict[int, int | None]:
        """Return the episode by season."""
        return {int(season): episode for season, episode in self.seasons.items()}


class _EntryFields(RequestModel):
    rating: Rating | None = Field(default=None, description="The rating from 0 to 100; null clears it", examples=[85])
    progress: LastSeen | LastSeenBySeason | None = Field(
        default=None,
        description="The last episode seen, for shows only, in one of two forms; null clears it, the specials too",
        examples=[{"season": 2, "episode": 5}],
    )
    notes: Notes | None = Field(default=None, description="Private notes; null clears them", examples=["With Ann"])

    @field_validator("notes")
    @classmethod
    def _has_no_nul(cls, notes: str | None) -> str | None:
        if notes is not None and "\x00" in notes:
            raise ValueError("must not contain the character NUL")
        return notes


class EntryPatch(_EntryFields):
    """A change of an entry: an omitted field stays as it is, null clears it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"state": "watching", "progress": {"season": 2, "episode": 5}}, {"rating": 85}]}
    )

    state: State | None = Field(
        default=None,
        description=f"{STATES}. Required for a first entry without progress, which means `watching`. Never null",
        examples=["watching"],
    )

    @field_validator("state")
    @classmethod
    def _is_not_null(cls, state: WatchState | None) -> WatchState | None:
        if state is None:
            raise ValueError("must not be null: to have no state, delete the entry")
        return state

    def to_change(self) -> Change:
        """Return the change of the fields that were sent."""
        sent = self.model_fields_set
        return Change(
            state=OMITTED if self.state is None else self.state,
            rating=self.rating if "rating" in sent else OMITTED,
            progress=self._progress() if "progress" in sent else OMITTED,
            notes=self.notes if "notes" in sent else OMITTED,
        )

    def _progress(self) -> ProgressPatch | None:
        return None if self.progress is None else ProgressPatch.of(self.progress.by_season())


class EntryPut(_EntryFields):
    """A whole entry: an omitted field becomes empty."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"state": "completed", "rating": 85}]})

    state: State = Field(description=STATES, examples=["completed"])

    def to_change(self) -> Change:
        """Return the change of every field."""
        return Change(state=self.state, rating=self.rating, progress=self._progress(), notes=self.notes)

    def _progress(self) -> Progress | None:
        seen = {} if self.progress is None else self.progress.by_season()
        return Progress.of({season: episode for season, episode in seen.items() if episode is not None})
