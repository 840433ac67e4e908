"""Parameters and bodies of discovery."""

from typing import Self

from pydantic import Field

from chassis.http.schemas import Parameters, ResponseModel
from music.application.explore.exploring import Draw
from music.application.library.views import AlbumView, ArtistView, TrackView
from music.application.listening.reading import Period
from music.domain.explore.chance import LARGEST_SEED
from music.presentation.library.schemas import AlbumResponse, ArtistResponse, TrackResponse

_SEED = "The seed that has drawn the items, and draws them again"


class DrawParams(Parameters):
    """What to draw."""

    seed: int | None = Field(
        default=None, ge=0, le=LARGEST_SEED, description="The same seed draws the same; random if omitted", examples=[7]
    )
    limit: int = Field(default=20, ge=1, le=50, description="Maximum number of items", examples=[20])


class ForgottenParams(Parameters):
    """Which tracks are forgotten."""

    months: int = Field(default=3, ge=1, le=120, description="Not played for so many months", examples=[3])
    limit: int = Field(default=20, ge=1, le=50, description="Maximum number of tracks", examples=[20])


class RecentAlbumsParams(Parameters):
    """How many albums to return."""

    limit: int = Field(default=12, ge=1, le=50, description="Maximum number of albums", examples=[12])


class TopAlbumsParams(Parameters):
    """Which plays count, and how many albums to return."""

    days: int | None = Field(
        default=None, ge=1, le=366, description="Only plays of the last days; all plays if omitted", examples=[30]
    )
    of_everyone: bool = Field(
        default=True, description="Count the plays of all users, or only those of the user", examples=[True]
    )
    limit: int = Field(default=10, ge=1, le=50, description="Maximum number of albums", examples=[10])

    def period(self) -> Period:
        """Return which plays count."""
        return Period(self.days, of_everyone=self.of_everyone)


class RandomTracksResponse(ResponseModel):
    """Tracks that were drawn."""

    seed: int = Field(description=_SEED, examples=[7])
    tracks: list[TrackResponse] = Field(description="The tracks")

    @classmethod
    def of(cls, draw: Draw[TrackView]) -> Self:
        """Return the body of tracks."""
        return cls(seed=draw.seed, tracks=[TrackResponse.of(track) for track in draw.items])


class RandomAlbumsResponse(ResponseModel):
    """Albums that were drawn."""

    seed: int = Field(description=_SEED, examples=[7])
    albums: list[AlbumResponse] = Field(description="The albums")

    @classmethod
    def of(cls, draw: Draw[AlbumView]) -> Self:
        """Return the body of albums."""
        return cls(seed=draw.seed, albums=[AlbumResponse.of(album) for album in draw.items])


class RandomArtistsResponse(ResponseModel):
    """Artists that were drawn."""

    seed: int = Field(description=_SEED, examples=[7])
    artists: list[ArtistResponse] = Field(description="The artists")

    @classmethod
    def of(cls, draw: Draw[ArtistView]) -> Self:
        """Return the body of artists."""
        return cls(seed=draw.seed, artists=[ArtistResponse.of(artist) for artist in draw.items])
