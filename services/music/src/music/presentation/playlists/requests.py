"""Bodies of requests that change playlists."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, Strict, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from chassis.http.schemas import RequestModel
from music.application.playlists.views import Place, PlaylistChange
from music.domain.playlists.limits import (
    DESCRIPTION_CHARACTERS,
    ENTRIES_PER_REQUEST,
    NAME_CHARACTERS,
)
from music.domain.playlists.playlist import Duplicates
from music.presentation.library.schemas import ID

Id = Annotated[UUID, Strict(False)]
Ids = Annotated[list[Id], Field(min_length=1, max_length=ENTRIES_PER_REQUEST)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_CHARACTERS)]
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=DESCRIPTION_CHARACTERS)]


class PlaylistRequest(RequestModel):
    """A new playlist."""

    name: Name = Field(description="Name of the playlist", examples=["Road trip"])
    description: Description | None = Field(default=None, description="Description, or null", examples=["Windows down"])
    is_public: bool = Field(default=False, description="Whether every user may see it", examples=[False])
    track_ids: Annotated[list[Id], Field(max_length=ENTRIES_PER_REQUEST)] = Field(
        default=[], description=f"At most {ENTRIES_PER_REQUEST} tracks to begin with", examples=[[ID]]
    )


class PlaylistPatch(RequestModel):
    """Changes of a playlist; what is omitted stays."""

    name: Name | None = Field(default=None, description="Name of the playlist; never null", examples=["Road trip"])
    description: Description | None = Field(
        default=None, description="Description; null clears it", examples=["Windows down"]
    )
    is_public: bool | None = Field(default=None, description="Whether every user may see it", examples=[True])

    @field_validator("name", "is_public")
    @classmethod
    def _is_not_null(cls, value: object) -> object:
        if value is None:
            raise PydanticCustomError("null", "must not be null")
        return value

    def change(self) -> PlaylistChange:
        """Return the change."""
        clears = "description" in self.model_fields_set and not self.description
        return PlaylistChange(self.name, self.description, clears_description=clears, is_public=self.is_public)


class EntryPlaceRequest(RequestModel):
    """A place in a playlist."""

    side: Literal["start", "end", "before", "after"] = Field(
        description="An end of the playlist, or the side of `entryId`", examples=["before"]
    )
    entry_id: Id | None = Field(
        default=None,
        description="Id of the entry next to which the place is; only for `before` and `after`",
        examples=[ID],
    )

    @model_validator(mode="after")
    def _names_an_entry(self) -> Self:
        if (self.entry_id is not None) != (self.side in ("before", "after")):
            raise PydanticCustomError("place", "entryId belongs to the sides before and after")
        return self

    def place(self) -> Place:
        """Return the place."""
        return Place(self.side, self.entry_id)


class EntriesRequest(RequestModel):
    """Tracks to add, in their order."""

    track_ids: Ids = Field(description=f"1 to {ENTRIES_PER_REQUEST} tracks", examples=[[ID]])
    place: EntryPlaceRequest | None = Field(
        default=None, description="Where they are added; null is the end", examples=[{"side": "start"}]
    )
    duplicates: Duplicates = Field(
        default=Duplicates.ADD,
        strict=False,
        description="Tracks that the playlist has already: `add` them again, `skip` them, or `refuse` the request",
        examples=["skip"],
    )


class EntryRemovalRequest(RequestModel):
    """Entries to remove."""

    entry_ids: Ids = Field(description="Ids of the entries", examples=[[ID]])


class CollaboratorRequest(RequestModel):
    """The role of a collaborator."""

    role: Literal["viewer", "editor"] = Field(
        description="`viewer`: sees the playlist. `editor`: also changes its entries", examples=["editor"]
    )
