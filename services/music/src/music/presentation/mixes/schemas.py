"""Bodies of mixes."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from uuid import UUID

from pydantic import ConfigDict, Field

from chassis.http.schemas import Parameters, RequestModel, ResponseModel
from chassis.http.validation.inputs import Id
from music.application.mixes.mixing import MixView, PickView, ReasonView
from music.application.mixes.ports import SimilarBy
from music.application.mixes.similar import SimilarArtists
from music.domain.explore.chance import LARGEST_SEED
from music.domain.mixes.mix import NO_SUBJECT, MixKind
from music.domain.mixes.reasons import ReasonCode
from music.domain.mixes.rules import SmartOrder, SmartRules
from music.presentation.library.schemas import ID, ArtistRefResponse, ArtistResponse, TrackResponse


class MixListParams(Parameters):
    """How many mixes to return."""

    limit: int = Field(default=12, ge=1, le=50, description="Maximum number of mixes", examples=[12])


class SimilarParams(Parameters):
    """How many artists to return."""

    limit: int = Field(default=12, ge=1, le=50, description="Maximum number of artists", examples=[12])


class SmartMixPost(RequestModel):
    """Rules of a playlist."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"genreId": ID, "maxTracks": 30, "freshness": 0.3}]})

    artist_id: Id | None = Field(default=None, description="Only tracks of this artist", examples=[ID])
    genre_id: Id | None = Field(default=None, description="Only tracks of this genre", examples=[ID])
    min_score: float = Field(default=20.0, ge=0, le=100, description="The lowest score of a track", examples=[20.0])
    max_tracks: int = Field(default=50, ge=1, le=200, description="Maximum number of tracks", examples=[50])
    sort_by: SmartOrder = Field(
        default=SmartOrder.SCORE, description="By what tracks are chosen and ordered", examples=["score"], strict=False
    )
    freshness: float = Field(
        default=0.2, ge=0, le=1, description="Share of tracks that the user has never played", examples=[0.2]
    )
    genre_diversity: float = Field(
        default=0.0,
        ge=0,
        le=1,
        description="With 0 one genre may have all tracks, with 1 each genre has the same share at most",
        examples=[0.5],
    )
    seed: int | None = Field(
        default=None,
        ge=0,
        le=LARGEST_SEED,
        description="The same seed chooses the same on a day; one of the day if omitted",
        examples=[7],
    )

    def rules(self) -> SmartRules:
        """Return the rules."""
        return SmartRules(
            artist_id=self.artist_id,
            genre_id=self.genre_id,
            min_score=self.min_score,
            most_tracks=self.max_tracks,
            order=self.sort_by,
            freshness=self.freshness,
            genre_diversity=self.genre_diversity,
        )


class ReasonResponse(ResponseModel):
    """Why a track is recommended. The values that a code has are not null."""

    code: ReasonCode = Field(description="Stable code of the reason", examples=["played_often"])
    plays: int | None = Field(description="How often the user has played it", examples=[12])
    days: int | None = Field(description="Days since the user has played it last", examples=[90])
    rating: int | None = Field(description="The user's rating", examples=[5])
    artist: ArtistRefResponse | None = Field(description="The artist that the reason is about")
    genre: str | None = Field(description="The genre that the reason is about", examples=["Jazz"])

    @classmethod
    def of(cls, view: ReasonView) -> Self:
        """Return the body of a reason."""
        reason = view.reason
        return cls(
            code=reason.code,
            plays=reason.plays,
            days=reason.days,
            rating=reason.rating,
            artist=None if view.artist is None else ArtistRefResponse.of(view.artist),
            genre=view.genre,
        )


class RecommendedTrackResponse(ResponseModel):
    """A track of a mix."""

    track: TrackResponse = Field(description="The track")
    score: float = Field(description="How well it fits the user, from 0 to 100", examples=[61.5])
    reason: ReasonResponse = Field(description="Why it is recommended")

    @classmethod
    def of(cls, pick: PickView) -> Self:
        """Return the body of a track."""
        return cls(
            track=TrackResponse.of(pick.track), score=round(pick.score, 2), reason=ReasonResponse.of(pick.reason)
        )


class MixResponse(ResponseModel):
    """Tracks that are recommended, in the order in which to play them."""

    kind: MixKind = Field(description="What the mix is made of", examples=["wave"])
    subject_id: UUID | None = Field(description="Id of the artist or genre of the mix, or null", examples=[ID])
    day: date = Field(description="Day of the mix in UTC", examples=["2026-11-30"])
    expires_at: datetime = Field(description="From when on there is another", examples=["2026-12-01T00:00:00Z"])
    seed: int = Field(description="What decides where chance does", examples=[7])
    tracks: list[RecommendedTrackResponse] = Field(description="The tracks")

    @classmethod
    def of(cls, mix: MixView) -> Self:
        """Return the body of a mix."""
        return cls(
            kind=mix.subject.kind,
            subject_id=None if mix.subject.id == NO_SUBJECT else mix.subject.id,
            day=mix.day,
            expires_at=datetime.combine(mix.day + timedelta(days=1), time(), UTC),
            seed=mix.seed,
            tracks=[RecommendedTrackResponse.of(pick) for pick in mix.picks],
        )


class SimilarArtistResponse(ResponseModel):
    """A similar artist."""

    artist: ArtistResponse = Field(description="The artist")
    score: float = Field(description="1 for the most similar artist, less for others", examples=[0.8])


class SimilarArtistsResponse(ResponseModel):
    """Artists that are similar to one."""

    source: SimilarBy = Field(description="By what they are similar", examples=["listeners"])
    artists: list[SimilarArtistResponse] = Field(description="The artists, the most similar first")

    @classmethod
    def of(cls, similar: SimilarArtists) -> Self:
        """Return the body of similar artists."""
        return cls(
            source=similar.by,
            artists=[
                SimilarArtistResponse(artist=ArtistResponse.of(artist), score=round(score, 4))
                for artist, score in similar.artists
            ],
        )
