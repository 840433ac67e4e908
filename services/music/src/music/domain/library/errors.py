"""Errors about the music library.

MusicError
├── ArtistNotFound
├── AlbumNotFound
├── TrackNotFound
└── GenreNotFound
"""

from uuid import UUID

from music.domain.errors import MusicError


class ArtistNotFound(MusicError):
    """No artist in the user's music folders has this id."""

    def __init__(self, artist_id: UUID) -> None:
        super().__init__(f"No artist has the id {artist_id}")


class AlbumNotFound(MusicError):
    """No album in the user's music folders has this id."""

    def __init__(self, album_id: UUID) -> None:
        super().__init__(f"No album has the id {album_id}")


class TrackNotFound(MusicError):
    """No track in the user's music folders has this id, or its file is missing."""

    def __init__(self, track_id: UUID) -> None:
        super().__init__(f"No track has the id {track_id}")


class GenreNotFound(MusicError):
    """No genre in the user's music folders has this id."""

    def __init__(self, genre_id: UUID) -> None:
        super().__init__(f"No genre has the id {genre_id}")
