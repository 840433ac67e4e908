"""Bodies of what other databases state."""

from datetime import datetime
from typing import Final, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from jobs.model import Job
from music.application.enrichment.requesting import AboutArtist, DatabaseStatus
from music.domain.enrichment.fields import Source
from music.domain.enrichment.record import Biography

ID: Final = "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10"
_LICENCES: Final = {Source.LASTFM: ("CC BY-SA 3.0", "https://creativecommons.org/licenses/by-sa/3.0/")}


class BiographyResponse(ResponseModel):
    """A biography with what its licence demands beside it."""

    text: str = Field(description="Plain text, in paragraphs", examples=["Nina Simone was an American singer."])
    source: str = Field(description="The database it is from", examples=["lastfm"])
    url: str | None = Field(description="Its page there, or null", examples=["https://www.last.fm/music/Nina+Simone"])
    licence: str | None = Field(description="Its licence, or null", examples=["CC BY-SA 3.0"])
    licence_url: str | None = Field(
        description="The text of the licence, or null", examples=["https://creativecommons.org/licenses/by-sa/3.0/"]
    )

    @classmethod
    def of(cls, biography: Biography) -> Self:
        """Return the body of a biography."""
        licence, url = _LICENCES.get(biography.origin, (None, None))
        return cls(text=biography.text, source=biography.origin, url=biography.url, licence=licence, licence_url=url)


class SimilarArtistResponse(ResponseModel):
    """An artist that listeners hear, too."""

    id: UUID | None = Field(description="Its id, where the user may hear it; else null", examples=[ID])
    name: str = Field(description="Its name", examples=["Sarah Vaughan"])
    match: float | None = Field(description="How similar, from 0 to 1, or null", examples=[0.82])


class AboutArtistResponse(ResponseModel):
    """What other databases state of an artist."""

    mbid: str | None = Field(
        description="Its id at MusicBrainz, or null", examples=["2944824d-4c26-476f-a981-be849081942f"]
    )
    genres: list[str] = Field(description="Its genres, the most frequent first", examples=[["jazz", "soul"]])
    genres_source: str | None = Field(description="The database they are from, or null", examples=["musicbrainz"])
    biography: BiographyResponse | None = Field(description="Its biography, or null")
    similar: list[SimilarArtistResponse] = Field(description="Similar artists, the most similar first")

    @classmethod
    def of(cls, about: AboutArtist) -> Self:
        """Return the body of what is stored."""
        record = about.record
        similar = [SimilarArtistResponse(id=key, name=other.name, match=other.match) for other, key in about.similar]
        return cls(
            mbid=about.mbid,
            genres=list(record.genres),
            genres_source=record.genres_source,
            biography=None if record.biography is None else BiographyResponse.of(record.biography),
            similar=similar,
        )


class EnrichmentResponse(ResponseModel):
    """The job that looks up an artist or album."""

    id: UUID = Field(description="Id of the job", examples=[ID])
    status: str = Field(description="queued or processing", examples=["queued"])
    created_at: datetime = Field(description="When it was requested", examples=["2026-11-30T12:00:00Z"])

    @classmethod
    def of(cls, job: Job) -> Self:
        """Return the body of a job."""
        return cls(id=job.id, status=job.status, created_at=job.created_at)


class MusicDatabaseResponse(ResponseModel):
    """How a database of music does, as all replicas know it."""

    source: str = Field(description="Its name", examples=["musicbrainz"])
    is_configured: bool = Field(description="Whether it is called", examples=[True])
    calls_per_second: float = Field(description="Calls per second over all replicas", examples=[1])
    breaker: str = Field(description="closed; open: no calls are made; half_open: one is tried", examples=["closed"])
    retry_at: datetime | None = Field(
        description="Before this instant no calls are made, or null", examples=["2026-11-30T12:00:30Z"]
    )
    last_success_at: datetime | None = Field(
        description="When it last responded, or null", examples=["2026-11-30T12:00:00Z"]
    )
    last_failure_at: datetime | None = Field(
        description="When a call last failed, or null", examples=["2026-11-29T12:00:00Z"]
    )
    last_failure: str | None = Field(description="Why, or null", examples=["timeout: no response within 8 s"])

    @classmethod
    def of(cls, status: DatabaseStatus) -> Self:
        """Return the body of a status."""
        state, breaker = status.state, status.state.breaker
        closed_until = [at for at in (state.blocked_until, breaker.until if breaker.reason else None) if at]
        return cls(
            source=status.source,
            is_configured=status.is_configured,
            calls_per_second=status.calls_per_second,
            breaker=breaker.state,
            retry_at=max(closed_until, default=None),
            last_success_at=state.last_success_at,
            last_failure_at=state.last_failure_at,
            last_failure=state.last_failure,
        )
