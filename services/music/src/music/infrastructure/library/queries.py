"""Queries of artists, albums, tracks and genres, and what their rows are."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, RowMapping, Select, Uuid, and_, any_, bindparam, case, exists, func, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from music.application.library.views import AlbumView, ArtistRef, ArtistView, GenreView, TrackView
from music.domain.enrichment.fields import Source
from music.domain.library.tags import Gapless
from music.infrastructure.analysis.sounding import SOUND, sound_of, with_analysis
from music.infrastructure.covers.queries import artist_picture_column, cover_of, picture_of, with_cover
from music.infrastructure.enrichment.tables import records
from music.infrastructure.library.tables import (
    albums,
    artist_folders,
    artists,
    genre_folders,
    genres,
    track_artists,
    track_genres,
    tracks,
)

_QUERIES: Final = 256
"""Different sets of folders whose queries are kept: building one takes longer than reading what a page shows."""
_IDS: Final = bindparam("ids", type_=ARRAY(Uuid))
_TRACK: Final = (
    "id",
    "album_id",
    "title",
    "track_number",
    "disc_number",
    "disc_title",
    "year",
    "duration_ms",
    "bit_rate",
    "sample_rate",
    "channels",
    "bit_depth",
    "bytes",
    "isrc",
    "recording_mbid",
    "tag_problem",
    "added_at",
)


def artist_mbid() -> ColumnElement[Any]:
    """Return the id of an artist at MusicBrainz, in a query that is joined to the records of artists."""
    return _mbid(artists.c.mbid)


def _mbid(of_tags: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return what an editor chose, perhaps none, what the tags state, or what a search has brought."""
    return case((records.c.mbid_source == Source.EDITOR, records.c.mbid), else_=func.coalesce(of_tags, records.c.mbid))


def artists_query(folders: Sequence[UUID], *, only_of_albums: bool = False) -> Select[Any]:
    """Return the query of artists with something in the folders."""
    return _artists_query(tuple(folders), only_of_albums=only_of_albums)


@lru_cache(maxsize=_QUERIES)
def _artists_query(folders: tuple[UUID, ...], *, only_of_albums: bool) -> Select[Any]:
    counts = (
        select(
            artist_folders.c.artist_id,
            func.sum(artist_folders.c.album_count).label("album_count"),
            func.sum(artist_folders.c.track_count).label("track_count"),
        )
        .where(artist_folders.c.folder_id.in_(folders))
        .group_by(artist_folders.c.artist_id)
        .subquery()
    )
    query = (
        select(
            artists,
            counts.c.album_count,
            counts.c.track_count,
            artist_mbid().label("any_mbid"),
            artist_picture_column(folders),
        )
        .join(counts, counts.c.artist_id == artists.c.id)
        .outerjoin(records, records.c.entity_id == artists.c.id)
    )
    return query.where(counts.c.album_count > 0) if only_of_albums else query


@lru_cache(maxsize=_QUERIES)
def artists_by_id(folders: tuple[UUID, ...]) -> Select[Any]:
    """Return the query of artists by the parameter `ids`."""
    return _artists_query(folders, only_of_albums=False).where(artists.c.id == any_(_IDS))


def artist_of(row: RowMapping) -> ArtistView:
    """Return the artist of a row."""
    return ArtistView(
        id=row["id"],
        name=row["name"],
        sort_name=row["sort_name"],
        mbid=row["any_mbid"],
        album_count=int(row["album_count"]),
        track_count=int(row["track_count"]),
        picture=picture_of(row),
    )


def albums_query(folders: Sequence[UUID]) -> Select[Any]:
    """Return the query of albums with tracks in the folders."""
    return _albums_query(tuple(folders))


@lru_cache(maxsize=_QUERIES)
def _albums_query(folders: tuple[UUID, ...]) -> Select[Any]:
    of_album = artists.c.id == albums.c.artist_id
    described = select(albums, _mbid(albums.c.mbid).label("any_mbid"), records.c.group_mbid)
    query = described.join(artists, of_album).outerjoin(records, records.c.entity_id == albums.c.id)
    return with_cover(query.where(albums.c.folder_id.in_(folders), albums.c.track_count > 0))


@lru_cache(maxsize=_QUERIES)
def albums_by_id(folders: tuple[UUID, ...]) -> Select[Any]:
    """Return the query of albums by the parameter `ids`."""
    return _albums_query(folders).where(albums.c.id == any_(_IDS))


def album_of(row: RowMapping) -> AlbumView:
    """Return the album of a row."""
    return AlbumView(
        id=row["id"],
        folder_id=row["folder_id"],
        name=row["name"],
        artist=ArtistRef(row["artist_id"], row["artist_name"]),
        year=row["year"],
        released=row["released"],
        is_compilation=row["is_compilation"],
        mbid=row["any_mbid"],
        group_mbid=row["group_mbid"],
        track_count=row["track_count"],
        disc_count=row["disc_count"],
        duration_ms=row["duration_ms"],
        bytes=row["bytes"],
        added_at=row["added_at"],
        cover=cover_of(row),
        cover_problem=row["cover_problem"],
    )


def tracks_query(*chosen: ColumnElement[bool]) -> Select[Any]:
    """Return the query of tracks whose files are there, with their artists and genres."""
    return _tracks_query().where(*chosen)


@lru_cache(maxsize=1)
def _tracks_query() -> Select[Any]:
    credited = (
        select(
            func.jsonb_agg(
                aggregate_order_by(
                    func.jsonb_build_array(track_artists.c.artist_id, track_artists.c.name),
                    track_artists.c.position,
                ),
                type_=JSONB,
            )
        )
        .where(track_artists.c.track_id == tracks.c.id)
        .scalar_subquery()
        .label("artists")
    )
    names = (
        select(func.array_agg(aggregate_order_by(genres.c.name, genres.c.key)))
        .join(track_genres, track_genres.c.genre_id == genres.c.id)
        .where(track_genres.c.track_id == tracks.c.id)
        .scalar_subquery()
        .label("genres")
    )
    query = (
        select(
            *(tracks.c[name] for name in _TRACK),
            *SOUND,
            tracks.c.delay_samples,
            tracks.c.padding_samples,
            func.lower(func.substring(tracks.c.path, r"\.([^./]*)$")).label("suffix"),
            tracks.c.lyrics.is_not(None).label("has_lyrics"),
            albums.c.name.label("album_name"),
            credited,
            names,
        )
        .join(albums, albums.c.id == tracks.c.album_id)
        .where(tracks.c.missing_at.is_(None))
    )
    return with_cover(with_analysis(query))


@lru_cache(maxsize=_QUERIES)
def tracks_by_id(folders: tuple[UUID, ...]) -> Select[Any]:
    """Return the query of tracks by the parameter `ids`."""
    return tracks_query(tracks.c.folder_id.in_(folders), tracks.c.id == any_(_IDS))


@lru_cache(maxsize=1)
def tracks_of_album() -> Select[Any]:
    """Return the query of the tracks of the parameter `album`, by disc and number."""
    query = tracks_query(tracks.c.album_id == bindparam("album", type_=Uuid))
    return query.order_by(tracks.c.disc_number, tracks.c.track_number.nulls_last(), tracks.c.path)


def track_of(row: RowMapping) -> TrackView:
    """Return the track of a row."""
    return TrackView(
        **{name: row[name] for name in (*_TRACK, "has_lyrics", "album_name")},
        **sound_of(row),
        gapless=None if row["delay_samples"] is None else Gapless(row["delay_samples"], row["padding_samples"]),
        suffix=row["suffix"] or "",
        artists=[ArtistRef(UUID(artist), name) for artist, name in row["artists"] or ()],
        genres=row["genres"] or [],
        cover=cover_of(row),
    )


def genres_query(folders: Sequence[UUID]) -> Select[Any]:
    """Return the query of genres with tracks in the folders."""
    return _genres_query(tuple(folders))


@lru_cache(maxsize=_QUERIES)
def _genres_query(folders: tuple[UUID, ...]) -> Select[Any]:
    counts = (
        select(
            genre_folders.c.genre_id,
            func.sum(genre_folders.c.album_count).label("album_count"),
            func.sum(genre_folders.c.track_count).label("track_count"),
        )
        .where(genre_folders.c.folder_id.in_(folders))
        .group_by(genre_folders.c.genre_id)
        .subquery()
    )
    return select(genres.c.id, genres.c.name, counts.c.album_count, counts.c.track_count).join(
        counts, counts.c.genre_id == genres.c.id
    )


def genre_of(row: RowMapping) -> GenreView:
    """Return the genre of a row."""
    return GenreView(row["id"], row["name"], int(row["album_count"]), int(row["track_count"]))


def has_genre(genre_id: UUID) -> ColumnElement[bool]:
    """Return whether a track has a genre."""
    return exists().where(track_genres.c.track_id == tracks.c.id, track_genres.c.genre_id == genre_id)


def contains(key: ColumnElement[str], words: str) -> ColumnElement[bool]:
    """Return whether a key has every one of the words, by the index of trigrams."""
    return and_(*(key.contains(word, autoescape=True) for word in words.split()))
