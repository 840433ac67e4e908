"""Responses of scrobbles and of keys of webhooks."""

from datetime import datetime
from typing import Final, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from library.application.scrobbling.read_models import (
    ResolveOutcome,
    ScrobbleOutcome,
    UnmatchedScrobble,
)
from library.domain.scrobbling.keys import ScrobbleKey
from library.presentation.positions.schemas import RESULTS, PlayedResponse

KEY: Final = "mqw_wS0Gm3m4L5d1qLwZ8r2bq0H3lJ4cVt9kYx6nPzEoQaU"
SCROBBLE_PATH: Final = "/api/v1/scrobble"


class ScrobbleResponse(ResponseModel):
    """What a report changed."""

    result: Literal["recorded", "duplicate", "updated", "unchanged", "unmatched", "ignored"] = Field(
        description=f"{RESULTS}. `unmatched`: the title is not certain, and the play waits in the list of unmatched"
        " scrobbles. `ignored`: nothing of it is stored, for `reason`",
        examples=["recorded"],
    )
    reason: str | None = Field(
        description="Why the report was ignored or has no title, null otherwise", examples=[None]
    )
    media_item_id: UUID | None = Field(
        description="Id of the title, or null", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"]
    )
    plays: list[PlayedResponse] = Field(description="The plays that were recorded")

    @classmethod
    def of(cls, outcome: ScrobbleOutcome) -> Self:
        """Return the response of an outcome."""
        plays = [PlayedResponse.of(playable) for playable in outcome.plays]
        return cls(result=outcome.result, reason=outcome.reason, media_item_id=outcome.media_id, plays=plays)


class ScrobbleKeyResponse(ResponseModel):
    """A key of a webhook, without its text."""

    id: UUID = Field(description="Id of the key", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
    source: Literal["jellyfin", "plex", "emby", "kodi", "generic"] = Field(
        description="The media server or player", examples=["plex"]
    )
    name: str = Field(description="Name of the server for the user", examples=["Living Room"])
    accounts: list[str] = Field(
        description="Names or ids of the accounts that count; all count when it is empty", examples=[["ada"]]
    )
    created_at: datetime = Field(description="When the key was created", examples=["2026-11-21T12:00:00Z"])
    last_used_at: datetime | None = Field(
        description="When the server last reported, null if it never did", examples=["2026-11-22T20:15:00Z"]
    )
    last_error: str | None = Field(
        description="Why the last report that failed could not be read or matched, null without one", examples=[None]
    )
    last_error_at: datetime | None = Field(description="When that was", examples=[None])

    @classmethod
    def of(cls, key: ScrobbleKey) -> Self:
        """Return the response of a key."""
        return cls(**_fields(key))


class CreatedScrobbleKeyResponse(ScrobbleKeyResponse):
    """A new key of a webhook with its text, which is shown only now."""

    key: str = Field(description="The secret of the address", examples=[KEY])
    path: str = Field(
        description="Path of the webhook below the address of the API: enter both in the media server",
        examples=[f"{SCROBBLE_PATH}/{KEY}/plex"],
    )

    @classmethod
    def created(cls, key: ScrobbleKey, text: str) -> Self:
        """Return the response of a new key."""
        return cls(**_fields(key), key=text, path=f"{SCROBBLE_PATH}/{text}/{key.source}")


def _fields(key: ScrobbleKey) -> dict[str, object]:
    return {
        "id": key.id,
        "source": key.source,
        "name": key.name,
        "accounts": list(key.accounts),
        "created_at": key.created_at,
        "last_used_at": key.last_used_at,
        "last_error": key.last_error,
        "last_error_at": key.last_error_at,
    }


class UnmatchedResponse(ResponseModel):
    """A play whose title is not certain."""

    id: UUID = Field(description="Id of the scrobble", examples=["0199a2f3-44c8-5a06-b1f2-6d5e4c3b2a19"])
    source: Literal["jellyfin", "plex", "emby", "kodi", "generic"] = Field(
        description="The media server or player", examples=["plex"]
    )
    type: Literal["movie", "show"] = Field(description="`movie` or `show`", examples=["show"])
    title: str = Field(description="Name of the movie or the show at the source", examples=["Breaking Bad"])
    year: int | None = Field(description="Year at the source, null when unknown", examples=[2008])
    season: int | None = Field(description="Number of the season at the source, or null", examples=[2])
    episodes: list[int] = Field(description="Numbers of the episodes at the source", examples=[[1]])
    ids: dict[str, str] = Field(
        description="Ids of the title at the source, by provider", examples=[{"imdb": "tt0903747"}]
    )
    reason: str = Field(description="Why no title was found", examples=["2 titles of the catalog have this name"])
    watched_at: datetime = Field(description="When it was watched", examples=["2026-11-21T12:00:00Z"])

    @classmethod
    def of(cls, unmatched: UnmatchedScrobble) -> Self:
        """Return the response of a scrobble without a title."""
        subject = unmatched.scrobble.subject
        ids = {"imdb": subject.ids.imdb, "tmdb": subject.ids.tmdb, "tvdb": subject.ids.tvdb}
        return cls(
            id=unmatched.id,
            source=unmatched.scrobble.source,
            type=subject.kind,
            title=subject.name,
            year=subject.year,
            season=subject.season,
            episodes=list(subject.episodes),
            ids={name: str(value) for name, value in ids.items() if value is not None},
            reason=unmatched.reason,
            watched_at=unmatched.at,
        )


class ResolveResponse(ResponseModel):
    """What resolving a scrobble changed."""

    resolved: int = Field(description="Number of scrobbles that have their title now", examples=[3])
    plays: list[PlayedResponse] = Field(description="The plays that were recorded; fewer when some were known")

    @classmethod
    def of(cls, outcome: ResolveOutcome) -> Self:
        """Return the response of an outcome."""
        return cls(resolved=outcome.resolved, plays=[PlayedResponse.of(playable) for playable in outcome.plays])
