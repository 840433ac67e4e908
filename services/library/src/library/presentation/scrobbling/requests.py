"""Request bodies of scrobbles and of keys of webhooks."""

from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, Strict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from chassis.http.schemas import RequestModel
from library.application.scrobbling.commands import CreateScrobbleKey, ResolveScrobble
from library.domain.positions.position import Device
from library.domain.scrobbling.keys import MOST_ACCOUNTS, NAME_CHARS
from library.domain.scrobbling.scrobble import UNKNOWN_DEVICE, ProviderIds, Scrobble, Subject
from library.presentation.entries.requests import MAX_EPISODE, MAX_SEASON
from library.presentation.positions.requests import LONGEST_SECONDS, DeviceFields, EpisodeFields, ReportedAt

MAX_ID: Final = 2_147_483_647

WebhookSource = Literal["jellyfin", "plex", "emby", "kodi"]
ScrobbleAction = Literal["start", "progress", "pause", "stop", "scrobble"]
Account = Annotated[str, StringConstraints(min_length=1, max_length=NAME_CHARS, strip_whitespace=True)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=NAME_CHARS, strip_whitespace=True)]


class ScrobbleKeyRequest(RequestModel):
    """A new key of a webhook."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"source": "plex", "name": "Living Room", "accounts": ["ada"]}]}
    )

    source: WebhookSource = Field(
        description="The media server or player: `jellyfin`, `plex`, `emby` or `kodi`", examples=["plex"]
    )
    name: Text = Field(description="Name of the server for the user", examples=["Living Room"])
    accounts: list[Account] = Field(
        default=[],
        max_length=MOST_ACCOUNTS,
        description="Names or ids of the accounts of the server that count; all count when it is empty. A server of"
        " Plex reports what all its users play",
        examples=[["ada"]],
    )

    def to_command(self, user_id: UUID) -> CreateScrobbleKey:
        """Return the command of the user."""
        return CreateScrobbleKey(user_id, self.source, self.name, tuple(dict.fromkeys(self.accounts)))


class IdsFields(RequestModel):
    """Ids of a title or an episode."""

    imdb: str | None = Field(default=None, pattern=r"^tt[0-9]{5,12}$", description="Id at IMDb", examples=["tt0903747"])
    tmdb: int | None = Field(default=None, ge=1, le=MAX_ID, description="Id at TMDB", examples=[1396])
    tvdb: int | None = Field(default=None, ge=1, le=MAX_ID, description="Id at TheTVDB", examples=[81189])

    def to_ids(self) -> ProviderIds:
        """Return the ids."""
        return ProviderIds(self.imdb, self.tmdb, self.tvdb)


class ScrobbleRequest(EpisodeFields):
    """A report of a player: what it does with which title."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "action": "scrobble",
                    "type": "show",
                    "ids": {"tmdb": 1396},
                    "season": 2,
                    "episode": 1,
                    "at": "2026-11-21T12:00:00Z",
                }
            ]
        }
    )

    action: ScrobbleAction = Field(
        description="`start`, `progress`, `pause` and `stop` move the position; `scrobble` states that the title was"
        " watched",
        examples=["scrobble"],
    )
    type: Literal["movie", "show"] = Field(description="`movie` or `show`", examples=["show"])
    media_item_id: Annotated[UUID, Strict(False)] | None = Field(
        default=None,
        description="Id of the title, if the client knows it",
        examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"],
    )
    ids: IdsFields = Field(default=IdsFields(), description="Ids of the movie or the show")
    episode_ids: IdsFields = Field(default=IdsFields(), description="Ids of the episode")
    title: str = Field(
        default="", max_length=500, description="Name of the movie or the show", examples=["Breaking Bad"]
    )
    year: int | None = Field(
        default=None, ge=1870, le=2200, description="Year of the movie, or of the first season", examples=[2008]
    )
    position_seconds: int | None = Field(
        default=None, ge=0, le=LONGEST_SECONDS, description="The position in seconds", examples=[2880]
    )
    duration_seconds: int | None = Field(
        default=None, ge=1, le=LONGEST_SECONDS, description="Duration of the movie or episode", examples=[2880]
    )
    at: ReportedAt | None = Field(
        default=None,
        description="When it happened; a time in the future, or none, means now",
        examples=["2026-11-21T12:00:00Z"],
    )
    device: DeviceFields | None = Field(default=None, description="The device, or null")
    session_id: str | None = Field(
        default=None, max_length=200, description="Id of the playback at the client", examples=["b1f2-6d5e"]
    )

    @model_validator(mode="after")
    def _names_a_title(self) -> "ScrobbleRequest":
        if self.media_item_id is None and not self.ids.to_ids() and not self.title.strip():
            raise PydanticCustomError("title_missing", "mediaItemId, ids or title must name the title")
        missing = self.season is None or self.episode is None
        if self.type == "show" and missing and not self.episode_ids.to_ids():
            raise PydanticCustomError("episode_missing", "season and episode, or episodeIds, are required for a show")
        if self.type == "movie" and (self.season is not None or self.episode is not None):
            raise PydanticCustomError("episode_of_movie", "season and episode are for shows only")
        return self

    def to_scrobble(self) -> Scrobble:
        """Return the scrobble."""
        device: Device = self.device.to_device() if self.device else UNKNOWN_DEVICE
        subject = Subject(
            kind=self.type,
            name=self.title.strip(),
            year=self.year,
            ids=self.ids.to_ids(),
            episode_ids=self.episode_ids.to_ids(),
            season=self.season,
            episodes=self.episodes,
            media_id=self.media_item_id,
        )
        return Scrobble(
            source="generic",
            action=self.action,
            subject=subject,
            position_seconds=self.position_seconds,
            duration_seconds=self.duration_seconds,
            at=self.at,
            device=device,
            session_id=self.session_id,
            reports_progress=self.action == "progress",
        )


class ResolveRequest(RequestModel):
    """The title of a scrobble that none was found for."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"mediaItemId": "5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"}]})

    media_item_id: Annotated[UUID, Strict(False)] = Field(
        description="Id of the title", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"]
    )
    season: int | None = Field(
        default=None,
        ge=0,
        le=MAX_SEASON,
        description="Number of the season in place of that of the scrobble; only together with `episode`",
        examples=[2],
    )
    episode: int | None = Field(
        default=None, ge=0, le=MAX_EPISODE, description="Number of the episode, in the same way", examples=[1]
    )
    whole_title: bool = Field(
        default=True,
        description="Whether every other scrobble of the same title, stored or later, is of this title too",
        examples=[True],
    )

    @model_validator(mode="after")
    def _is_whole(self) -> "ResolveRequest":
        if (self.season is None) != (self.episode is None):
            raise PydanticCustomError("episode_missing", "season and episode must be given together")
        return self

    def to_command(self, user_id: UUID, scrobble_id: UUID) -> ResolveScrobble:
        """Return the command of the user."""
        return ResolveScrobble(user_id, scrobble_id, self.media_item_id, self.season, self.episode, self.whole_title)
