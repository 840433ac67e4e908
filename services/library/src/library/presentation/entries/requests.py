"""Request bodies, and the changes that they mean."""

import unicodedata
from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from chassis.http.schemas import RequestModel
from chassis.http.validation.inputs import Id
from library.domain.entries.change import OMITTED, Change
from library.domain.entries.progress import Progress, ProgressPatch
from library.domain.entries.scales import MOST, RatingScale, to_percent
from library.domain.entries.state import WatchState
from library.domain.entries.tags import LONGEST_TAG, MOST_TAGS, tag_of, tags_of

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
SCALES: Final = (
    "The scale of `rating`: `percent` (0 to 100), `stars10` (0 to 10), `stars5` (0 to 5) or `half_stars` (0 to 5 in"
    " halves). It is stored from 0 to 100"
)
Rating = Annotated[float, Field(description="On `scale`, or null to clear it", examples=[85])]
Tag = Annotated[str, Field(min_length=1, max_length=200, description="A tag", examples=["with ann"])]
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


def _require_on_scale(rating: float, scale: RatingScale) -> None:
    try:
        to_percent(rating, scale)
    except ValueError as error:
        params = {"scale": scale, "minimum": 0, "maximum": MOST[scale]}
        raise PydanticCustomError("rating_scale", str(error), params) from error


class ScaledRating(RequestModel):
    """A rating on one of the scales."""

    scale: RatingScale = Field(default="percent", description=SCALES, examples=["percent"])
    rating: Rating | None = Field(
        default=None, description="The rating on `scale`, by default from 0 to 100; null clears it", examples=[85]
    )

    @field_validator("rating")
    @classmethod
    def _is_on_the_scale(cls, rating: float | None, info: ValidationInfo) -> float | None:
        if rating is not None and "scale" in info.data:
            _require_on_scale(rating, info.data["scale"])
        return rating

    def percent(self) -> int | None:
        """Return the rating from 0 to 100."""
        return None if self.rating is None else to_percent(self.rating, self.scale)


class _EntryFields(ScaledRating):
    progress: LastSeen | LastSeenBySeason | None = Field(
        default=None,
        description="The last episode seen, for shows only, in one of two forms; null clears it, the specials too",
        examples=[{"season": 2, "episode": 5}],
    )
    notes: Notes | None = Field(default=None, description="Private notes; null clears them", examples=["With Ann"])
    tags: list[Tag] | None = Field(
        default=None,
        max_length=MOST_TAGS,
        description="The tags, at most 20 of up to 50 characters, stored in lower case with single spaces, each once;"
        " null clears them",
        examples=[["with ann", "rainy day"]],
    )

    @field_validator("notes")
    @classmethod
    def _has_no_nul(cls, notes: str | None) -> str | None:
        if notes is not None and "\x00" in notes:
            raise PydanticCustomError("unstorable", "must not contain the character NUL")
        return notes

    @field_validator("tags")
    @classmethod
    def _are_tags(cls, tags: list[str] | None) -> list[str] | None:
        for tag in tags or ():
            if any(unicodedata.category(char) in ("Cc", "Cs") for char in tag):
                raise PydanticCustomError("control_characters", "must not contain control characters")
            if not 1 <= len(tag_of(tag)) <= LONGEST_TAG:
                raise PydanticCustomError(
                    "length_of_each",
                    "must each have 1 to {maxLength} characters besides spaces at their ends",
                    {"minLength": 1, "maxLength": LONGEST_TAG},
                )
        return tags

    def all_tags(self) -> tuple[str, ...]:
        """Return the tags in one form."""
        return tags_of(self.tags or ())


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
            raise PydanticCustomError("null", "must not be null: to have no state, delete the entry")
        return state

    def to_change(self) -> Change:
        """Return the change of the fields that were sent."""
        sent = self.model_fields_set
        return Change(
            state=OMITTED if self.state is None else self.state,
            rating=self.percent() if "rating" in sent else OMITTED,
            progress=self._progress() if "progress" in sent else OMITTED,
            notes=self.notes if "notes" in sent else OMITTED,
            tags=self.all_tags() if "tags" in sent else OMITTED,
        )

    def _progress(self) -> ProgressPatch | None:
        return None if self.progress is None else ProgressPatch.of(self.progress.by_season())


class EntryPut(_EntryFields):
    """A whole entry: an omitted field becomes empty."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"state": "completed", "rating": 85}]})

    state: State = Field(description=STATES, examples=["completed"])

    def to_change(self) -> Change:
        """Return the change of every field."""
        return Change(self.state, self.percent(), self._progress(), self.notes, self.all_tags())

    def _progress(self) -> Progress | None:
        seen = {} if self.progress is None else self.progress.by_season()
        return Progress.of({season: episode for season, episode in seen.items() if episode is not None})


class PlaceRatingPut(ScaledRating):
    """The rating of a season or an episode."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"rating": 85}, {"rating": 4.5, "scale": "half_stars"}]})

    rating: Rating = Field(description="The rating on `scale`, by default from 0 to 100", examples=[85])


class BulkChange(RequestModel):
    """One change of the entries for up to 100 titles."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"mediaItemIds": ["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"], "change": {"state": "planned"}},
            ]
        }
    )

    media_item_ids: list[Id] = Field(
        min_length=1,
        max_length=100,
        description="Ids of the titles, at most 100",
        examples=[["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"]],
    )
    change: EntryPatch = Field(
        description="The change, as of `PATCH /user-media/{mediaItemId}`", examples=[{"state": "planned"}]
    )
