"""Response bodies of sessions."""

from datetime import datetime
from typing import Final, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from playback.application.sessions.requests import StartedSession
from playback.domain.assets.subject import Subject
from playback.domain.sessions.session import HEARTBEAT, EndReason, PlayState, Session

_SESSION: Final = "0b6f6f43-9a1e-4f0a-8a55-2f1c7f0c9d10"
_SUBJECT: Final = "bdf784d0-c2eb-5939-9d13-a7324e63a0e9:2x05"
_TITLE: Final = "bdf784d0-c2eb-5939-9d13-a7324e63a0e9"
_MEDIA: Final = "/media/v1.token/vod/6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11/1/"
LICENSE_PATH: Final = "/api/v1/playback/licenses/clearkey"
HEARTBEAT_SECONDS: Final = int(HEARTBEAT.total_seconds())


class ManifestsResponse(ResponseModel):
    """Playlists of the same segments."""

    hls: str = Field(description="HLS master playlist", examples=[f"{_MEDIA}master.m3u8"])
    dash: str | None = Field(
        description="DASH manifest; null for a video in AES-128, which only HLS knows",
        examples=[f"{_MEDIA}manifest.mpd"],
    )


class SubtitleResponse(ResponseModel):
    """A subtitle file."""

    language: str = Field(description="Language (BCP 47)", examples=["uk"])
    label: str = Field(description="Name for the user", examples=["Українська"])
    kind: Literal["subtitles", "captions", "forced"] = Field(description="What it has", examples=["subtitles"])
    url: str = Field(description="Address of the WebVTT file", examples=[f"{_MEDIA}uk.vtt"])


class NextEpisodeResponse(ResponseModel):
    """The episode that follows."""

    subject: str = Field(description="What is played next", examples=[_TITLE + ":2x06"])
    season: int = Field(description="Number of the season", examples=[2])
    episode: int = Field(description="Number of the episode", examples=[6])

    @classmethod
    def of(cls, subject: Subject | None) -> Self | None:
        """Return the response of an episode, or null without one."""
        if subject is None or subject.season is None or subject.episode is None:
            return None
        return cls(subject=str(subject), season=subject.season, episode=subject.episode)


class StartedResponse(ResponseModel):
    """A playback session that has begun. Its addresses are for this user alone."""

    session_id: UUID = Field(description="Id of the playback session", examples=[_SESSION])
    subject: str = Field(description="What is played", examples=[_SUBJECT])
    media_item_id: UUID = Field(description="Id of the title", examples=[_TITLE])
    asset_id: UUID = Field(description="Id of the asset", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
    version: int = Field(description="The version of the asset that is played", examples=[1])
    duration_ms: int | None = Field(description="Duration in milliseconds", examples=[2_880_000])
    manifests: ManifestsResponse = Field(description="Playlists; a player needs one of them")
    license_url: str | None = Field(
        description="Where a player requests ClearKey licences; null if it is not encrypted, or in AES-128",
        examples=[f"{LICENSE_PATH}?session={_SESSION}"],
    )
    heartbeat_seconds: int = Field(description="How often a player sends heartbeats", examples=[HEARTBEAT_SECONDS])
    subtitles: list[SubtitleResponse] = Field(description="Subtitle files by language, besides those in the manifests")
    thumbnails: str = Field(description="WebVTT file of the preview pictures", examples=[f"{_MEDIA}thumbnails.vtt"])
    poster: str = Field(description="A picture of the video (JPEG)", examples=[f"{_MEDIA}poster-1.jpg"])
    chapters: str | None = Field(
        description="WebVTT file of the chapters, or null without any", examples=[f"{_MEDIA}chapters.vtt"]
    )
    resume_position_ms: int = Field(
        description="Where to begin: where the user stopped; 0 for a video that was watched to its end",
        examples=[610_000],
    )
    next_episode: NextEpisodeResponse | None = Field(description="The next episode that can be played, or null")
    expires_at: datetime = Field(
        description="When the addresses end (UTC); then another session is needed", examples=["2026-11-21T18:00:00Z"]
    )

    @classmethod
    def of(cls, started: StartedSession) -> Self:
        """Return the response of a session."""
        session, playable, grant = started.session, started.playable, started.grant
        prefix = session.prefix
        encryption = playable.version.encryption
        license_url = f"{LICENSE_PATH}?session={session.id}" if encryption == "cbcs" else None
        has_chapters = bool(playable.version.media.get("chapters"))
        return cls(
            session_id=session.id,
            subject=str(session.subject),
            media_item_id=session.subject.media_id,
            asset_id=session.asset_id,
            version=session.version,
            duration_ms=session.duration_ms,
            manifests=ManifestsResponse(
                hls=grant.url_of(f"{prefix}master.m3u8"),
                dash=None if encryption == "aes-128" else grant.url_of(f"{prefix}manifest.mpd"),
            ),
            license_url=license_url,
            heartbeat_seconds=HEARTBEAT_SECONDS,
            subtitles=[
                SubtitleResponse(
                    language=subtitle.language,
                    label=subtitle.label,
                    kind=subtitle.kind,
                    url=grant.url_of(subtitle.file),
                )
                for subtitle in playable.subtitles
            ],
            thumbnails=grant.url_of(f"{prefix}thumbnails.vtt"),
            poster=grant.url_of(f"{prefix}poster-1.jpg"),
            chapters=grant.url_of(f"{prefix}chapters.vtt") if has_chapters else None,
            resume_position_ms=session.position_ms,
            next_episode=NextEpisodeResponse.of(playable.next_episode),
            expires_at=session.expires_at,
        )


class HeartbeatResponse(ResponseModel):
    """Whether the session goes on."""

    ended: bool = Field(description="Whether the session has ended: the player stops", examples=[False])
    reason: EndReason | None = Field(description="Why it has ended, or null", examples=[None])
    ended_at: datetime | None = Field(description="When it ended (UTC), or null", examples=[None])

    @classmethod
    def of(cls, session: Session) -> Self:
        """Return the response of a session."""
        return cls(ended=session.ended_at is not None, reason=session.end_reason, ended_at=session.ended_at)


class SessionResponse(ResponseModel):
    """An active playback session."""

    id: UUID = Field(description="Id of the playback session", examples=[_SESSION])
    subject: str = Field(description="What is played", examples=[_SUBJECT])
    media_item_id: UUID = Field(description="Id of the title", examples=[_TITLE])
    device_id: UUID | None = Field(description="The registered device, or null", examples=[None])
    device_name: str | None = Field(description="Name of the device, or null", examples=["Living Room"])
    started_at: datetime = Field(description="When it began (UTC)", examples=["2026-11-21T12:00:00Z"])
    last_seen_at: datetime = Field(
        description="When the last heartbeat arrived (UTC)", examples=["2026-11-21T12:10:00Z"]
    )
    position_ms: int = Field(description="The last position in milliseconds", examples=[610_000])
    state: PlayState = Field(description="What the player does", examples=["playing"])

    @classmethod
    def of(cls, session: Session) -> Self:
        """Return the response of a session."""
        return cls(
            id=session.id,
            subject=str(session.subject),
            media_item_id=session.subject.media_id,
            device_id=session.device_id,
            device_name=session.device_name,
            started_at=session.started_at,
            last_seen_at=session.last_seen_at,
            position_ms=session.position_ms,
            state=session.state,
        )


class AdminSessionResponse(SessionResponse):
    """An active playback session of any user."""

    user_id: UUID = Field(description="Id of the user", examples=["0199a2f0-7c1e-7b52-9d3a-5d2f6c0e8a41"])
    asset_id: UUID = Field(description="Id of the asset", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
    country: str | None = Field(description="Country of the address (ISO 3166-1 alpha-2), or null", examples=["UA"])

    @classmethod
    def of(cls, session: Session) -> Self:
        """Return the response of a session."""
        shown = SessionResponse.of(session)
        return cls(**dict(shown), user_id=session.user_id, asset_id=session.asset_id, country=session.country)
