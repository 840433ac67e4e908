"""Settings of databases of music."""

from collections.abc import Collection, Mapping
from typing import Annotated, ClassVar, Final

from pydantic import Field, SecretStr, StringConstraints, field_validator

from egress.policy import Purpose
from egress.settings import EgressSettings
from music.domain.enrichment.fields import Source

PURPOSE: Final = "metadata"
PICTURES: Final = "music_pictures"


class MetadataSettings(EgressSettings):
    """Access to databases of music: no call is made before a contact is set."""

    PURPOSES: ClassVar[Collection[Purpose]] = (PURPOSE, PICTURES)

    metadata_contact: Annotated[str, StringConstraints(pattern=r"^[!-~]+$", max_length=200)] | None = None
    """Mail address or URL of the operator, which these databases want to know; unset: none is called."""
    musicbrainz_base_url: str | None = "https://musicbrainz.org/ws/2"
    """Empty: MusicBrainz is not called."""
    musicbrainz_rate: float = Field(default=1, gt=0, le=1000)
    """Calls per second over all replicas."""
    lastfm_base_url: str | None = "https://ws.audioscrobbler.com/2.0"
    """Empty: Last.fm is not called."""
    lastfm_api_key: SecretStr | None = None
    """The API key of Last.fm; unset: it is not called."""
    lastfm_rate: float = Field(default=5, gt=0, le=1000)
    """Calls per second over all replicas."""
    coverart_base_url: str | None = "https://coverartarchive.org"
    """Empty: the Cover Art Archive is not called."""
    coverart_rate: float = Field(default=1, gt=0, le=1000)
    """Calls per second over all replicas."""
    fanart_base_url: str | None = "https://webservice.fanart.tv/v3"
    """Empty: Fanart.tv is not called."""
    fanart_files_url: str = "https://assets.fanart.tv"
    """The host of its pictures."""
    fanart_api_key: SecretStr | None = None
    """The API key of Fanart.tv; unset: it is not called."""
    fanart_rate: float = Field(default=2, gt=0, le=1000)
    """Calls per second over all replicas, those for pictures included."""
    metadata_call_seconds: float = Field(default=8, gt=0, le=120)
    """Deadline of one attempt of a call."""

    @field_validator(
        *("metadata_contact", "musicbrainz_base_url", "lastfm_base_url", "lastfm_api_key"),
        *("coverart_base_url", "fanart_base_url", "fanart_api_key"),
        mode="before",
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @property
    def metadata_rates(self) -> Mapping[Source, float]:
        """Return the calls per second of each database."""
        return {
            Source.MUSICBRAINZ: self.musicbrainz_rate,
            Source.LASTFM: self.lastfm_rate,
            Source.COVERART: self.coverart_rate,
            Source.FANART: self.fanart_rate,
        }
