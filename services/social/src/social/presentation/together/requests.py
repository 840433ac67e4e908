"""Bodies of requests about sessions."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from chassis.http.schemas import RequestModel
from chassis.http.validation.inputs import Id
from social.domain.together.codes import PATTERN
from social.domain.together.commands import Action, Command
from social.domain.together.item import SessionKind, Subject
from social.domain.together.limits import LONGEST_MS, NAME_CHARACTERS
from social.domain.together.members import Role
from social.domain.together.session import Adding
from social.presentation.together.dependencies import ITEM_ID, TITLE_ID, TRACK_ID

KindName = Literal["watching", "listening"]
RoleName = Literal["host", "dj", "listener"]
AddingName = Literal["everyone", "djs"]
ActionName = Literal["play", "pause", "seek", "next"]
Name = Annotated[str, StringConstraints(min_length=1, max_length=NAME_CHARACTERS, pattern=r"\S")]
Milliseconds = Annotated[int, Field(ge=0, le=LONGEST_MS)]
Number = Annotated[int, Field(ge=0, le=100_000)]
ADDING: Final = "Who may add to the queue: `everyone`, or `djs` (and the host)"
NAME: Final = f"Name for the members, at most {NAME_CHARACTERS} characters"
_ITEM: Final[dict[str, object]] = {"mediaItemId": TITLE_ID, "season": 2, "episode": 5, "durationMs": 3_120_000}


class TogetherItemRequest(RequestModel):
    """What is to be played: a title or an episode in a session of watching, a track in one of listening."""

    media_item_id: Id | None = Field(default=None, description="Id of a title", examples=[TITLE_ID])
    season: Number | None = Field(default=None, description="Season of the episode", examples=[2])
    episode: Number | None = Field(default=None, description="Number of the episode", examples=[5])
    track_id: Id | None = Field(default=None, description="Id of a track, without a title", examples=[TRACK_ID])
    duration_ms: Annotated[int, Field(ge=1, le=LONGEST_MS)] | None = Field(
        default=None, description="Duration, if it is known: the position ends there", examples=[3_120_000]
    )

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.media_item_id is None) == (self.track_id is None):
            raise PydanticCustomError("together_item", "must name either mediaItemId or trackId")
        if (self.season is None) != (self.episode is None):
            raise PydanticCustomError("together_item", "must name both season and episode of a show, or neither")
        if self.track_id is not None and self.season is not None:
            raise PydanticCustomError("together_item", "must not name an episode of a track")
        return self

    def to_subject(self) -> Subject:
        """Return what is to be played."""
        return Subject(self.media_item_id, self.season, self.episode, self.track_id, self.duration_ms)


class TogetherSessionRequest(RequestModel):
    """A new session."""

    kind: KindName = Field(description="`watching` or `listening`", examples=["watching"])
    name: Name = Field(description=NAME, examples=["Severance, season 2"])
    adding: AddingName = Field(default="everyone", description=ADDING, examples=["everyone"])
    item: TogetherItemRequest | None = Field(default=None, description="What is played first", examples=[_ITEM])

    def to_kind(self) -> SessionKind:
        """Return the kind."""
        return SessionKind(self.kind)

    def to_adding(self) -> Adding:
        """Return who may add."""
        return Adding(self.adding)


class TogetherSessionPatch(RequestModel):
    """A change of a session: an omitted field stays as it is."""

    name: Name | None = Field(default=None, description=NAME, examples=["Severance, the finale"])
    adding: AddingName | None = Field(default=None, description=ADDING, examples=["djs"])

    def to_adding(self) -> Adding | None:
        """Return who may add."""
        return None if self.adding is None else Adding(self.adding)


class TogetherCodeRequest(RequestModel):
    """The code of a session."""

    code: Annotated[str, StringConstraints(pattern=PATTERN)] = Field(
        description="The code, in any letter case, with or without a dash", examples=["KQTR-WXYZ"]
    )


class TogetherRoleRequest(RequestModel):
    """Another role of a member."""

    role: RoleName = Field(
        description="`listener`, `dj`, or `host`, by which the host hands over and becomes a `dj`", examples=["dj"]
    )

    def to_role(self) -> Role:
        """Return the role."""
        return Role(self.role)


class TogetherCommandRequest(RequestModel):
    """A change of the playback."""

    action: ActionName = Field(
        description="`play`, `pause`, `seek` (also changes the rate), or `next` (the next item of the queue)",
        examples=["play"],
    )
    position_ms: Milliseconds | None = Field(
        default=None, description="Where to go on; without it, where the session is", examples=[61_500]
    )
    rate: Annotated[float, Field(ge=0.25, le=4)] | None = Field(
        default=None, description="Speed, 1 for the usual one; without it, as before", examples=[1.0]
    )

    def to_command(self) -> Command:
        """Return the command."""
        return Command(Action(self.action), self.position_ms, self.rate)


class TogetherPlaceRequest(RequestModel):
    """Where an item of the queue goes."""

    before: Id | None = Field(description="Id of the item that follows; null for the end", examples=[ITEM_ID])


class TogetherClockRequest(RequestModel):
    """The first instant of an exchange of clocks."""

    sent_ms: Annotated[float, Field(ge=-1e15, le=1e15)] = Field(
        description="When the client sends it, in milliseconds of the client's clock", examples=[1_796_071_500_000.25]
    )
