"""Query parameters of the music library, and the orders of its lists."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.http.follow_up.paging import (
    DeepPartParams,
    Order,
    identifier,
    instant,
    optional,
    small_number,
    text,
)
from chassis.http.schemas import Parameters
from music.application.library.views import AlbumFilter, AlbumOrder, TrackFilter
from music.presentation.library.schemas import ID

ARTISTS: Final = Order("music-artists", (text, identifier))
GENRES: Final = Order("music-genres", (text, identifier))
TRACKS: Final = Order("music-tracks", (text, identifier))
ALBUMS: Final = {
    AlbumOrder.NAME: Order("music-albums", (text, identifier)),
    AlbumOrder.ARTIST: Order("music-albums", (text, optional(small_number), text, identifier)),
    AlbumOrder.NEWEST: Order("music-albums", (instant, text, identifier)),
    AlbumOrder.YEAR: Order("music-albums", (optional(small_number), text, identifier)),
}


class ArtistParams(DeepPartParams):
    """Which artists to return."""

    only_of_albums: bool = Field(
        default=True, description="Leave out those that are artists of single tracks only", examples=[True]
    )


class GenreParams(DeepPartParams):
    """Which genres to return."""


class AlbumParams(DeepPartParams):
    """Which albums to return."""

    sort: AlbumOrder = Field(
        default=AlbumOrder.NAME,
        description="`name`, `artist` and its albums by year, `newest` added first, `year` with the latest first",
        examples=["newest"],
    )
    artist_id: UUID | None = Field(
        default=None, description="Only albums of this artist, or with tracks of it", examples=[ID]
    )
    genre_id: UUID | None = Field(default=None, description="Only albums with tracks of this genre", examples=[ID])
    year: Annotated[int, Field(ge=1, le=9999)] | None = Field(
        default=None, description="Only albums of this year", examples=[1965]
    )
    is_compilation: bool | None = Field(
        default=None, description="Only compilations, or only other albums", examples=[False]
    )

    def chosen(self) -> AlbumFilter:
        """Return the filter."""
        return AlbumFilter(
            artist_id=self.artist_id, genre_id=self.genre_id, year=self.year, is_compilation=self.is_compilation
        )


class TrackParams(DeepPartParams):
    """Which tracks to return."""

    artist_id: UUID | None = Field(default=None, description="Only tracks of this artist", examples=[ID])
    album_id: UUID | None = Field(default=None, description="Only tracks of this album", examples=[ID])
    genre_id: UUID | None = Field(default=None, description="Only tracks of this genre", examples=[ID])

    def chosen(self) -> TrackFilter:
        """Return the filter."""
        return TrackFilter(artist_id=self.artist_id, album_id=self.album_id, genre_id=self.genre_id)


class MusicSearchParams(Parameters):
    """What to search for."""

    q: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)] = Field(
        description="Words that all are in the name; case, accents and punctuation do not matter",
        examples=["nina simone"],
    )
    limit: int = Field(default=10, ge=1, le=50, description="Maximum number of each", examples=[10])
