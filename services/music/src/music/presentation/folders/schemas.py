"""Bodies of music folders."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.http.schemas import RequestModel, ResponseModel
from music.application.folders.managing import FolderChange
from music.domain.folders.folder import MusicFolder, Purge, PurgePolicy, Visibility

_USER = "7d9cfb63-6b8d-5f0b-9c1c-2f6c3f1f7a11"
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Users = Annotated[list[Annotated[UUID, Field(strict=False)]], Field(max_length=1000)]
Days = Annotated[int, Field(ge=1, le=3650)]


class PurgeBody(RequestModel):
    """When tracks whose files are missing are deleted."""

    purge: Purge = Field(strict=False, description="When they are deleted", examples=["after-days"])
    days: Days = Field(default=30, description="After how many days, with `after-days`", examples=[30])

    def policy(self) -> PurgePolicy:
        """Return the policy."""
        return PurgePolicy(self.purge, self.days)


class MusicFolderRequest(RequestModel):
    """A music folder to add."""

    name: Name = Field(description="What users call it", examples=["Records"])
    path: Annotated[str, StringConstraints(min_length=1, max_length=1000)] = Field(
        description="Absolute path of the directory on the server", examples=["/srv/music"]
    )
    visibility: Visibility = Field(
        default=Visibility.EVERYONE, strict=False, description="Who may hear it", examples=["everyone"]
    )
    user_ids: Users = Field(
        default=[], description="Who may hear it, with `chosen`, besides administrators", examples=[[_USER]]
    )
    purge: PurgeBody | None = Field(default=None, description="When tracks whose files are missing are deleted")

    def change(self) -> FolderChange:
        """Return all but the name and the path."""
        policy = None if self.purge is None else self.purge.policy()
        return FolderChange(visibility=self.visibility, user_ids=frozenset(self.user_ids), policy=policy)


class MusicFolderPatch(RequestModel):
    """Changes of a music folder; what is omitted stays."""

    name: Name | None = Field(default=None, description="What users call it", examples=["Records"])
    visibility: Visibility | None = Field(
        default=None, strict=False, description="Who may hear it", examples=["chosen"]
    )
    user_ids: Users | None = Field(
        default=None, description="Who may hear it, with `chosen`, besides administrators", examples=[[_USER]]
    )
    purge: PurgeBody | None = Field(default=None, description="When tracks whose files are missing are deleted")

    def change(self) -> FolderChange:
        """Return the change."""
        return FolderChange(
            name=self.name,
            visibility=self.visibility,
            user_ids=None if self.user_ids is None else frozenset(self.user_ids),
            policy=None if self.purge is None else self.purge.policy(),
        )


class PurgeResponse(ResponseModel):
    """When tracks whose files are missing are deleted."""

    purge: Purge = Field(description="When they are deleted", examples=["after-days"])
    days: int = Field(description="After how many days, with `after-days`", examples=[30])


class MusicFolderResponse(ResponseModel):
    """A music folder as administrators see it."""

    id: UUID = Field(description="Id of the folder", examples=["0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10"])
    name: str = Field(description="What users call it", examples=["Records"])
    path: str = Field(description="Absolute path of the directory on the server", examples=["/srv/music"])
    visibility: Visibility = Field(description="Who may hear it", examples=["everyone"])
    user_ids: list[UUID] = Field(description="Who may hear it, with `chosen`", examples=[[_USER]])
    purge: PurgeResponse = Field(description="When tracks whose files are missing are deleted")
    revision: int = Field(description="Rises with each change", examples=[1])
    scanned_at: datetime | None = Field(
        description="When the last complete scan began, or null", examples=["2026-11-30T12:00:00Z"]
    )
    problem: str | None = Field(
        description="Why the last scan could not read it, or null",
        examples=["it is empty: its disk may not be mounted"],
    )

    @classmethod
    def of(cls, folder: MusicFolder) -> Self:
        """Return the body of a folder."""
        return cls(
            id=folder.id,
            name=folder.name,
            path=folder.path,
            visibility=folder.visibility,
            user_ids=sorted(folder.user_ids),
            purge=PurgeResponse(purge=folder.policy.purge, days=folder.policy.days),
            revision=folder.revision,
            scanned_at=folder.scanned_at,
            problem=folder.problem,
        )
