"""Request bodies of media sources."""

from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from chassis.http.schemas import RequestModel
from sources.application.media_sources.adding import NewSource
from sources.application.media_sources.changing import SourceChange
from sources.domain.media_sources.source import SourceKind, Visibility

MOST_FIELDS: Final = 30

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Kind = Literal["folder", "s3", "webdav", "jellyfin", "emby", "plex", "subsonic"]
VisibleTo = Literal["private", "everyone"]
Fields = Annotated[dict[str, Any], Field(max_length=MOST_FIELDS)]


class SourceRequest(RequestModel):
    """A media source to add."""

    kind: Kind = Field(description="How it is read", examples=["webdav"])
    name: Name = Field(description="What its owner calls it", examples=["Living room"])
    visibility: VisibleTo = Field(
        default="private", description="Who sees its files; only administrators may choose `everyone`"
    )
    configuration: Fields = Field(
        default_factory=dict,
        description="How it is reached: the fields that `GET /sources/kinds` lists for the kind",
        examples=[{"address": "https://files.example/movies"}],
    )
    credentials: Fields = Field(
        default_factory=dict,
        description="The fields of the kind that are stored encrypted, and never shown",
        examples=[{"username": "ada", "password": "correct horse"}],
    )

    def source(self) -> NewSource:
        """Return the source."""
        return NewSource(
            kind=SourceKind(self.kind),
            name=self.name,
            visibility=Visibility(self.visibility),
            configuration=self.configuration,
            credentials=self.credentials,
        )


class SourcePatch(RequestModel):
    """Changes of a media source; what is omitted stays."""

    name: Name | None = Field(default=None, description="What its owner calls it", examples=["Living room"])
    visibility: VisibleTo | None = Field(
        default=None, description="Who sees its files; only administrators may choose `everyone`", examples=["private"]
    )
    is_paused: bool | None = Field(
        default=None, description="Whether it is not scanned; a running scan ends", examples=[True]
    )
    configuration: Fields | None = Field(
        default=None,
        description="How it is reached, all fields of it. The source is read once before it is stored",
        examples=[{"address": "https://files.example/movies"}],
    )
    credentials: Fields | None = Field(
        default=None,
        description="All fields of the credentials; required with another address, otherwise the stored ones stay",
        examples=[{"username": "ada", "password": "correct horse"}],
    )

    def change(self) -> SourceChange:
        """Return the values that are stated."""
        return SourceChange(
            name=self.name,
            visibility=None if self.visibility is None else Visibility(self.visibility),
            is_paused=self.is_paused,
            configuration=self.configuration,
            credentials=self.credentials,
        )


class CredentialsRequest(RequestModel):
    """The credentials of a media source, all of them."""

    credentials: Fields = Field(
        description="The fields of the kind that are stored encrypted, and never shown",
        examples=[{"username": "ada", "password": "correct horse"}],
    )
