"""The albums of this server, from music."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from pydantic import ValidationError

from chassis.core.clock import Clock
from chassis.http.client import CallFailed, HttpClient
from chassis.http.schemas import ResponseModel
from federation.application.sharing.ports import ContentStream
from federation.domain.sharing.errors import ContentUnavailable, SharedItemNotFound
from federation.domain.sharing.share import AlbumSummary, SharedAlbum, SharedTrack
from federation.infrastructure.sharing.tokens import ContentTokens

BASE: Final = "/internal/federation/albums"
_MOST_BYTES: Final = 4_194_304


class _Named(ResponseModel):
    name: str


class _Album(ResponseModel):
    id: UUID
    name: str
    artist: _Named
    year: int | None
    track_count: int
    duration_ms: int

    def summary(self) -> AlbumSummary:
        """Return the album as lists show it."""
        return AlbumSummary(self.id, self.name, self.artist.name, self.year, self.track_count, self.duration_ms)


class _Track(ResponseModel):
    id: UUID
    title: str
    artists: list[_Named]
    disc_number: int
    track_number: int | None
    duration_ms: int | None
    suffix: str

    def track(self) -> SharedTrack:
        """Return the track."""
        artist = ", ".join(artist.name for artist in self.artists)
        return SharedTrack(
            self.id, self.title, artist, self.disc_number, self.track_number, self.duration_ms, self.suffix
        )


class _AlbumWithTracks(_Album):
    tracks: list[_Track]


class _Albums(ResponseModel):
    data: list[_Album]


class _OneAlbum(ResponseModel):
    data: _AlbumWithTracks


class MusicAlbums:
    """Calls music with tokens of this service."""

    def __init__(self, http: HttpClient, tokens: ContentTokens, clock: Clock) -> None:
        self._http = http
        self._tokens = tokens
        self._clock = clock

    async def summaries(self, album_ids: Sequence[UUID], peer_id: UUID) -> Sequence[AlbumSummary]:
        """Return albums by their ids."""
        status, body = await self._get(f"{BASE}?ids={','.join(map(str, album_ids))}", peer_id)
        if status != 200:
            raise ContentUnavailable
        try:
            return [album.summary() for album in _Albums.model_validate_json(body).data]
        except ValidationError as invalid:
            raise ContentUnavailable from invalid

    async def album(self, album_id: UUID, peer_id: UUID) -> SharedAlbum | None:
        """Return an album with its tracks."""
        status, body = await self._get(f"{BASE}/{album_id}", peer_id)
        if status == 404:
            return None
        try:
            album = _OneAlbum.model_validate_json(body).data
        except ValidationError as invalid:
            raise ContentUnavailable from invalid
        return SharedAlbum(album.summary(), [track.track() for track in album.tracks])

    @asynccontextmanager
    async def track(
        self, album_id: UUID, track_id: UUID, peer_id: UUID, headers: Mapping[str, str]
    ) -> AsyncIterator[ContentStream]:
        """Open the file of a track."""
        own = {"authorization": self._tokens.authorization(peer_id, self._clock.now()), "accept-encoding": "identity"}
        opening = self._http.stream(f"{BASE}/{album_id}/tracks/{track_id}/file", {**headers, **own})
        try:
            opened = await opening.__aenter__()
        except (TimeoutError, CallFailed) as failure:
            raise ContentUnavailable from failure
        try:
            if opened.status == 404:
                raise SharedItemNotFound(track_id)
            if opened.status not in (200, 206, 304, 416):
                raise ContentUnavailable
            lowered = {name.lower(): value for name, value in opened.headers.items()}
            yield ContentStream(opened.status, lowered, opened.chunks())
        finally:
            await opening.__aexit__(None, None, None)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    async def _get(self, target: str, peer_id: UUID) -> tuple[int, bytes]:
        authorization = self._tokens.authorization(peer_id, self._clock.now())
        try:
            response = await self._http.get(target, {"authorization": authorization}, max_bytes=_MOST_BYTES)
        except (TimeoutError, CallFailed) as failure:
            raise ContentUnavailable from failure
        return response.status, response.body
