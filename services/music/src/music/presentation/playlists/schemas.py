"""Bodies of playlists."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from music.application.playlists.views import AddedEntries, Collaborator, EntryView, Invitation, PlaylistView
from music.domain.playlists.playlist import Role
from music.presentation.library.schemas import ID, TrackResponse

_TIME = "2026-11-30T12:00:00Z"


class PlaylistResponse(ResponseModel):
    """A playlist as the user sees it: what the user may not hear, or whose file is missing, does not count."""

    id: UUID = Field(description="Id of the playlist", examples=[ID])
    name: str = Field(description="Its name", examples=["Road trip"])
    description: str | None = Field(description="Its description, or null", examples=["Windows down"])
    owner_id: UUID = Field(description="Id of the user who owns it", examples=[ID])
    is_public: bool = Field(description="Whether every user may see it", examples=[False])
    role: Role | None = Field(
        description="Role of the user; null for a user who sees it because it is public", examples=["owner"]
    )
    entry_count: int = Field(description="Its entries", examples=[42])
    duration_ms: int = Field(description="Their duration in milliseconds, as far as it is stated", examples=[9000000])
    revision: int = Field(description="Rises with each change", examples=[3])
    created_at: datetime = Field(description="When it was created", examples=[_TIME])
    updated_at: datetime = Field(description="When it, or its entries, were changed last", examples=[_TIME])

    @classmethod
    def of(cls, view: PlaylistView) -> Self:
        """Return the body of a playlist."""
        playlist = view.playlist
        return cls(
            id=playlist.id,
            name=playlist.name,
            description=playlist.description,
            owner_id=playlist.owner_id,
            is_public=playlist.is_public,
            role=view.role,
            entry_count=view.entry_count,
            duration_ms=view.duration_ms,
            revision=playlist.revision,
            created_at=playlist.created_at,
            updated_at=playlist.updated_at,
        )


class PlaylistEntryResponse(ResponseModel):
    """An entry of a playlist."""

    id: UUID = Field(description="Id of the entry; the same track may be in several", examples=[ID])
    track: TrackResponse = Field(description="Its track")
    added_by: UUID | None = Field(description="Who added it; null when the account was deleted", examples=[ID])
    added_at: datetime = Field(description="When it was added", examples=[_TIME])

    @classmethod
    def of(cls, entry: EntryView) -> Self:
        """Return the body of an entry."""
        track = TrackResponse.of(entry.track)
        return cls(id=entry.id, track=track, added_by=entry.added_by, added_at=entry.added_at)


class AddedEntriesResponse(ResponseModel):
    """What was added."""

    entry_ids: list[UUID] = Field(description="Ids of the new entries, in the order of the request", examples=[[ID]])
    skipped: int = Field(description="Tracks that the playlist had already, with `skip`", examples=[0])

    @classmethod
    def of(cls, added: AddedEntries) -> Self:
        """Return the body of an addition."""
        return cls(entry_ids=added.entry_ids, skipped=added.skipped)


class CollaboratorResponse(ResponseModel):
    """A user who was invited to a playlist."""

    user_id: UUID = Field(description="Id of the user", examples=[ID])
    role: Literal["viewer", "editor"] = Field(description="What the user may do", examples=["editor"])
    status: Literal["pending", "accepted"] = Field(
        description="Whether the user has accepted; before that the invitation permits nothing", examples=["pending"]
    )
    invited_at: datetime = Field(description="When the user was invited", examples=[_TIME])
    accepted_at: datetime | None = Field(description="When the user accepted, or null", examples=[None])

    @classmethod
    def of(cls, collaborator: Collaborator) -> Self:
        """Return the body of a collaborator."""
        return cls(
            user_id=collaborator.user_id,
            role="editor" if collaborator.role is Role.EDITOR else "viewer",
            status="pending" if collaborator.accepted_at is None else "accepted",
            invited_at=collaborator.invited_at,
            accepted_at=collaborator.accepted_at,
        )


class PlaylistInvitationResponse(ResponseModel):
    """An invitation that the user has not accepted yet."""

    playlist_id: UUID = Field(description="Id of the playlist", examples=[ID])
    name: str = Field(description="Name of the playlist", examples=["Road trip"])
    owner_id: UUID = Field(description="Who invites", examples=[ID])
    role: Literal["viewer", "editor"] = Field(description="What the user may do then", examples=["editor"])
    invited_at: datetime = Field(description="When the user was invited", examples=[_TIME])

    @classmethod
    def of(cls, invitation: Invitation) -> Self:
        """Return the body of an invitation."""
        return cls(
            playlist_id=invitation.playlist_id,
            name=invitation.name,
            owner_id=invitation.owner_id,
            role="editor" if invitation.role is Role.EDITOR else "viewer",
            invited_at=invitation.invited_at,
        )
