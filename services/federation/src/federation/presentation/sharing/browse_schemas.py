"""Bodies of what peers share. Texts are those of other servers."""

from datetime import datetime
from typing import Final, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from federation.application.trust.wire import SharedSince
from federation.domain.peers.peer import Peer
from federation.domain.peers.permissions import Permission, in_order
from federation.domain.sharing.share import (
    AlbumSummary,
    Kind,
    ListSummary,
    SharedAlbum,
    SharedList,
    SharedTitle,
    SharedTrack,
)
from federation.presentation.dependencies import ID, TIME

_MAY: Final = "What this server may do there: `browse`, `stream`, `download` and `activity`"


class FederatedPeerResponse(ResponseModel):
    """An active peer."""

    id: UUID = Field(description="Id of the peer", examples=[ID])
    name: str = Field(description="Its name", examples=["Attic"])
    permissions: list[Permission] = Field(description=_MAY, examples=[["browse", "stream"]])

    @classmethod
    def of(cls, peer: Peer) -> Self:
        """Return the body of a peer."""
        return cls(id=peer.id, name=peer.name, permissions=in_order(peer.received))


class FederatedAlbumResponse(ResponseModel):
    """An album of a peer."""

    id: UUID = Field(description="Id of the album at the peer", examples=[ID])
    name: str = Field(description="Its name", examples=["Pastel Blues"])
    artist: str = Field(description="Name of its artist", examples=["Nina Simone"])
    year: int | None = Field(description="Year of the release, if known", examples=[1965])
    track_count: int = Field(description="Number of its tracks", examples=[9])
    duration_ms: int | None = Field(description="Duration in milliseconds, if known", examples=[2166000])

    @classmethod
    def of(cls, album: AlbumSummary) -> Self:
        """Return the body of an album."""
        return cls(
            id=album.id,
            name=album.name,
            artist=album.artist,
            year=album.year,
            track_count=album.track_count,
            duration_ms=album.duration_ms,
        )


class FederatedTrackResponse(ResponseModel):
    """A track of an album of a peer."""

    id: UUID = Field(description="Id of the track at the peer", examples=[ID])
    title: str = Field(description="Its title", examples=["Sinnerman"])
    artist: str = Field(description="Names of its artists", examples=["Nina Simone"])
    disc: int = Field(description="Number of the disc", examples=[1])
    number: int | None = Field(description="Its number on the disc, if known", examples=[9])
    duration_ms: int | None = Field(description="Duration in milliseconds, if known", examples=[622000])
    suffix: str = Field(description="Extension of the file, which names its format", examples=["flac"])

    @classmethod
    def of(cls, track: SharedTrack) -> Self:
        """Return the body of a track."""
        return cls(
            id=track.id,
            title=track.title,
            artist=track.artist,
            disc=track.disc,
            number=track.number,
            duration_ms=track.duration_ms,
            suffix=track.suffix,
        )


class FederatedAlbumWithTracksResponse(FederatedAlbumResponse):
    """An album of a peer with its tracks."""

    tracks: list[FederatedTrackResponse] = Field(description="Its tracks by disc and number")

    @classmethod
    def with_tracks(cls, album: SharedAlbum) -> Self:
        """Return the body of an album with its tracks."""
        tracks = [FederatedTrackResponse.of(track) for track in album.tracks]
        return cls(**dict(FederatedAlbumResponse.of(album.summary)), tracks=tracks)


class FederatedListResponse(ResponseModel):
    """A list of a peer."""

    id: UUID = Field(description="Id of the list at the peer", examples=[ID])
    name: str = Field(description="Its name", examples=["Noir"])
    description: str | None = Field(description="Its description, or null", examples=["Rain, hats and bad decisions"])
    item_count: int = Field(description="Number of its titles", examples=[12])

    @classmethod
    def of(cls, summary: ListSummary) -> Self:
        """Return the body of a list."""
        return cls(id=summary.id, name=summary.name, description=summary.description, item_count=summary.item_count)


class FederatedTitleResponse(ResponseModel):
    """A title of a peer."""

    media_item_id: UUID = Field(description="Id of the title, the same on every server", examples=[ID])
    kind: str = Field(description="`movie`, `show`, or `unknown`", examples=["movie"])
    title: str | None = Field(description="Its name at the peer, if known", examples=["Fight Club"])
    year: int | None = Field(description="Year of the release, if known", examples=[1999])

    @classmethod
    def of(cls, title: SharedTitle) -> Self:
        """Return the body of a title."""
        return cls(media_item_id=title.media_id, kind=title.kind, title=title.title, year=title.year)


class FederatedListWithTitlesResponse(FederatedListResponse):
    """A list of a peer with its titles."""

    titles: list[FederatedTitleResponse] = Field(description="Its titles in their order, at most 1000")

    @classmethod
    def with_titles(cls, shared: SharedList) -> Self:
        """Return the body of a list with its titles."""
        titles = [FederatedTitleResponse.of(title) for title in shared.titles]
        return cls(**dict(FederatedListResponse.of(shared.summary)), titles=titles)


class FederatedActivityResponse(ResponseModel):
    """An item that a peer has shared."""

    kind: Kind = Field(description="`album` or `list`", examples=["album"])
    item_id: UUID = Field(description="Id of the item at the peer", examples=[ID])
    name: str = Field(description="Its name when it was shared", examples=["Pastel Blues"])
    shared_at: datetime = Field(description="When it was shared", examples=[TIME])

    @classmethod
    def of(cls, item: SharedSince) -> Self:
        """Return the body of an item."""
        return cls(kind=item.kind, item_id=item.item_id, name=item.name, shared_at=item.shared_at)


class CopiedListResponse(ResponseModel):
    """A list of the signed-in user that is a copy of one of a peer."""

    list_id: UUID = Field(description="Id of the new list", examples=[ID])
    name: str = Field(description="Its name", examples=["Noir"])
    copied: int = Field(description="Titles that this server has and that are in it", examples=[11])
    total: int = Field(description="Titles of the list of the peer", examples=[12])
