"""Bodies of artists, albums, tracks and genres."""

from datetime import datetime
from typing import Final, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from music.application.library.reading import Hits
from music.application.library.views import (
    AlbumView,
    ArtistRef,
    ArtistView,
    GenreView,
    PictureRef,
    TrackText,
    TrackView,
)
from music.domain.analysis.result import SoundSource
from music.presentation.library.gapless_schemas import GaplessResponse
from music.presentation.marks.schemas import MarkedResponse

ID: Final = "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10"


class ArtistRefResponse(ResponseModel):
    """The name of an artist."""

    id: UUID = Field(description="Id of the artist", examples=[ID])
    name: str = Field(description="Its name, as the file states it", examples=["Nina Simone"])

    @classmethod
    def of(cls, artist: ArtistRef) -> Self:
        """Return the body of a name."""
        return cls(id=artist.id, name=artist.name)


class PictureResponse(ResponseModel):
    """A picture. It never changes at its address."""

    url: str = Field(
        description="Path below the address of the API; add `&size=thumb`, `small`, `medium` or `original`",
        examples=[f"/api/v1/music/albums/{ID}/cover?v=5f1d7a84db1d2f7a90b3a4f5c6d7e8f9"],
    )
    color: str = Field(description="Its most frequent color, until it is there", examples=["#8a2f1c"])

    @classmethod
    def of(cls, path: str, picture: PictureRef | None) -> Self | None:
        """Return the body of a picture at a path below `/api/v1/music`, or null without one."""
        return None if picture is None else cls(url=f"/api/v1/music/{path}?v={picture.id}", color=picture.color)


class ArtistResponse(MarkedResponse):
    """An artist."""

    id: UUID = Field(description="Id of the artist", examples=[ID])
    name: str = Field(description="Its name", examples=["Nina Simone"])
    sort_name: str = Field(description="By what it is ordered", examples=["nina simone"])
    mbid: str | None = Field(
        description="Its id at MusicBrainz, or null", examples=["2944824d-4c26-476f-a981-be849081942f"]
    )
    album_count: int = Field(description="Albums of the artist that the user may hear", examples=[12])
    track_count: int = Field(description="Tracks of the artist that the user may hear", examples=[140])
    picture: PictureResponse | None = Field(description="Its picture, or null")

    @classmethod
    def of(cls, artist: ArtistView) -> Self:
        """Return the body of an artist."""
        return cls(
            id=artist.id,
            name=artist.name,
            sort_name=artist.sort_name,
            mbid=artist.mbid,
            album_count=artist.album_count,
            track_count=artist.track_count,
            **cls.values(artist.marks),
            picture=PictureResponse.of(f"artists/{artist.id}/picture", artist.picture),
        )


class GenreResponse(ResponseModel):
    """A genre."""

    id: UUID = Field(description="Id of the genre", examples=[ID])
    name: str = Field(description="Its name", examples=["Jazz"])
    album_count: int = Field(description="Albums with it that the user may hear", examples=[30])
    track_count: int = Field(description="Tracks with it that the user may hear", examples=[410])

    @classmethod
    def of(cls, genre: GenreView) -> Self:
        """Return the body of a genre."""
        return cls(id=genre.id, name=genre.name, album_count=genre.album_count, track_count=genre.track_count)


class AlbumResponse(MarkedResponse):
    """An album."""

    id: UUID = Field(description="Id of the album", examples=[ID])
    name: str = Field(description="Its name", examples=["Pastel Blues"])
    artist: ArtistRefResponse = Field(description="Its artist; `Various Artists` of a compilation without one")
    year: int | None = Field(description="Year of the release, if known", examples=[1965])
    released: str | None = Field(
        description="Day, month or year of the release, if known", examples=["1965-10", "1965"]
    )
    is_compilation: bool = Field(description="Whether its tracks are by several artists", examples=[False])
    mbid: str | None = Field(
        description="Id of the release at MusicBrainz, or null", examples=["7d9cfb63-6b8d-4f0b-9c1c-2f6c3f1f7a11"]
    )
    release_group_mbid: str | None = Field(
        description="Id of its release group at MusicBrainz, which has all editions, or null",
        examples=["3d1d4c1e-9a0b-4a55-8e0f-0b7a4f6f4c22"],
    )
    track_count: int = Field(description="Tracks whose files are there", examples=[9])
    disc_count: int = Field(description="Discs that these are on", examples=[1])
    duration_ms: int = Field(description="Duration of these tracks in milliseconds", examples=[2166000])
    bytes: int = Field(description="Size of their files", examples=[241172480])
    added_at: datetime = Field(description="When the first track was added", examples=["2026-11-30T12:00:00Z"])
    cover: PictureResponse | None = Field(description="Its cover, or null")
    cover_problem: str | None = Field(
        description="Why the picture of its files cannot be shown, or null", examples=["not_a_picture"]
    )

    @classmethod
    def of(cls, album: AlbumView) -> Self:
        """Return the body of an album."""
        return cls(
            id=album.id,
            name=album.name,
            artist=ArtistRefResponse.of(album.artist),
            year=album.year,
            released=album.released,
            is_compilation=album.is_compilation,
            mbid=album.mbid,
            release_group_mbid=album.group_mbid,
            track_count=album.track_count,
            disc_count=album.disc_count,
            duration_ms=album.duration_ms,
            bytes=album.bytes,
            added_at=album.added_at,
            **cls.values(album.marks),
            cover=PictureResponse.of(f"albums/{album.id}/cover", album.cover),
            cover_problem=album.cover_problem,
        )


class GainResponse(ResponseModel):
    """Gain to -18 LUFS by ReplayGain 2.0: what the file states, otherwise what was measured. Null is not known."""

    track: float | None = Field(description="dB to add when the track is played alone", examples=[-7.2])
    track_peak: float | None = Field(description="Highest sample of the track, where 1 is full scale", examples=[0.98])
    album: float | None = Field(description="dB to add when the album is played", examples=[-6.9])
    album_peak: float | None = Field(description="Highest sample of the album", examples=[0.99])
    track_source: SoundSource | None = Field(description="Where the gain of the track is from", examples=["file"])
    album_source: SoundSource | None = Field(description="Where the gain of the album is from", examples=["analysis"])


class TrackResponse(MarkedResponse):
    """A track. Where its file is stays with the server."""

    id: UUID = Field(description="Id of the track; it stays when the file is moved", examples=[ID])
    title: str = Field(description="Its title", examples=["Sinnerman"])
    artists: list[ArtistRefResponse] = Field(description="Its artists in the order of the file; guests are last")
    album_id: UUID = Field(description="Id of its album", examples=[ID])
    album_name: str = Field(description="Name of its album", examples=["Pastel Blues"])
    track_number: int | None = Field(description="Its number on the disc, if known", examples=[9])
    disc_number: int = Field(description="Number of the disc", examples=[1])
    disc_title: str | None = Field(description="Title of the disc, or null", examples=["Live"])
    year: int | None = Field(description="Year that the file states, if any", examples=[1965])
    genres: list[str] = Field(description="Its genres, by name", examples=[["Jazz", "Soul"]])
    duration_ms: int | None = Field(description="Duration in milliseconds, if known", examples=[622000])
    bit_rate: int | None = Field(description="Bits per second, if known", examples=[912000])
    sample_rate: int | None = Field(description="Samples per second, if known", examples=[44100])
    channels: int | None = Field(description="Channels, if known", examples=[2])
    bit_depth: int | None = Field(description="Bits of a sample, where the format has them", examples=[16])
    gapless: GaplessResponse | None = Field(description="What its encoder has added, or null if that is not known")
    suffix: str = Field(description="Extension of the file, which names its format", examples=["flac"])
    bytes: int = Field(description="Size of the file", examples=[70923264])
    bpm: float | None = Field(description="Beats per minute: of the file, or measured", examples=[142])
    bpm_source: SoundSource | None = Field(description="Where the tempo is from", examples=["file"])
    musical_key: str | None = Field(description="Key: of the file, or measured", examples=["Bm"])
    key_source: SoundSource | None = Field(description="Where the key is from", examples=["analysis"])
    camelot: str | None = Field(description="Place of the key on the Camelot wheel, if known", examples=["10A"])
    energy: float | None = Field(description="Energy from 0 to 1, if measured", examples=[0.62])
    danceability: float | None = Field(description="Danceability from 0 to 1, if measured", examples=[0.71])
    outro_ms: int | None = Field(
        description="Where silence begins at the end, in milliseconds, or null", examples=[612400]
    )
    isrc: str | None = Field(description="International Standard Recording Code, if any", examples=["USPR36507089"])
    recording_mbid: str | None = Field(
        description="Id of the recording at MusicBrainz, or null", examples=["2944824d-4c26-476f-a981-be849081942f"]
    )
    gain: GainResponse = Field(description="How much louder it is to be played")
    has_lyrics: bool = Field(description="Whether the file has lyrics", examples=[True])
    tag_problem: str | None = Field(description="Why its tags cannot be read, or null", examples=[None])
    added_at: datetime = Field(description="When it was added", examples=["2026-11-30T12:00:00Z"])
    cover: PictureResponse | None = Field(description="The cover of its album, or null")

    @classmethod
    def of(cls, track: TrackView) -> Self:
        """Return the body of a track."""
        return cls(
            id=track.id,
            title=track.title,
            artists=[ArtistRefResponse.of(artist) for artist in track.artists],
            album_id=track.album_id,
            album_name=track.album_name,
            track_number=track.track_number,
            disc_number=track.disc_number,
            disc_title=track.disc_title,
            year=track.year,
            genres=list(track.genres),
            duration_ms=track.duration_ms,
            bit_rate=track.bit_rate,
            sample_rate=track.sample_rate,
            channels=track.channels,
            bit_depth=track.bit_depth,
            gapless=GaplessResponse.of(track.gapless),
            suffix=track.suffix,
            bytes=track.bytes,
            bpm=track.bpm,
            bpm_source=track.sources.bpm,
            musical_key=track.musical_key,
            key_source=track.sources.key,
            camelot=track.camelot,
            energy=track.energy,
            danceability=track.danceability,
            outro_ms=track.outro_ms,
            isrc=track.isrc,
            recording_mbid=track.recording_mbid,
            gain=GainResponse(
                track=track.track_gain,
                track_peak=track.track_peak,
                album=track.album_gain,
                album_peak=track.album_peak,
                track_source=track.sources.track_gain,
                album_source=track.sources.album_gain,
            ),
            has_lyrics=track.has_lyrics,
            tag_problem=track.tag_problem,
            added_at=track.added_at,
            **cls.values(track.marks),
            cover=PictureResponse.of(f"albums/{track.album_id}/cover", track.cover),
        )


class AlbumWithTracksResponse(AlbumResponse):
    """An album with its tracks."""

    tracks: list[TrackResponse] = Field(description="Its tracks by disc and number")

    @classmethod
    def with_tracks(cls, album: AlbumView, tracks: list[TrackResponse]) -> Self:
        """Return the body of an album and its tracks."""
        return cls(**AlbumResponse.of(album).model_dump(), tracks=tracks)


class TrackTextResponse(ResponseModel):
    """The texts that a file has."""

    lyrics: str | None = Field(description="Lyrics, or null", examples=["O, Sinnerman, where you gonna run to?"])
    comment: str | None = Field(description="Comment, or null", examples=["Ripped from vinyl"])

    @classmethod
    def of(cls, text: TrackText) -> Self:
        """Return the body of texts."""
        return cls(lyrics=text.lyrics, comment=text.comment)


class MusicHitsResponse(ResponseModel):
    """What has all words of a search in its name."""

    artists: list[ArtistResponse] = Field(description="Artists by name")
    albums: list[AlbumResponse] = Field(description="Albums by name")
    tracks: list[TrackResponse] = Field(description="Tracks by title")

    @classmethod
    def of(cls, hits: Hits) -> Self:
        """Return the body of hits."""
        return cls(
            artists=[ArtistResponse.of(artist) for artist in hits.artists],
            albums=[AlbumResponse.of(album) for album in hits.albums],
            tracks=[TrackResponse.of(track) for track in hits.tracks],
        )
