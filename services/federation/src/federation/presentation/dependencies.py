"""What the routes of federation depend on."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Request

from chassis.http.dependencies import application
from chassis.http.follow_up.paging import Order, identifier, instant
from chassis.http.tokens import Principal
from federation.application import Application
from federation.application.sharing.managing import Sharer

PRIVATE: Final = {"Cache-Control": "private, no-store"}
"""Headers of a response that belongs to one user."""
ID: Final = "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10"
TIME: Final = "2026-11-30T12:00:00Z"

ApplicationDep = Annotated[Application, Depends(application)]
PeerId = Annotated[UUID, Path(alias="peerId", description="Id of the peer", examples=[ID])]
InvitationId = Annotated[UUID, Path(alias="invitationId", description="Id of the invitation", examples=[ID])]
ShareId = Annotated[UUID, Path(alias="shareId", description="Id of the share", examples=[ID])]
DeletionId = Annotated[UUID, Path(alias="deletionId", description="Id of the deletion", examples=[ID])]
ImportId = Annotated[UUID, Path(alias="importId", description="Id of the import", examples=[ID])]
AlbumId = Annotated[UUID, Path(alias="albumId", description="Id of the album", examples=[ID])]
TrackId = Annotated[UUID, Path(alias="trackId", description="Id of the track", examples=[ID])]
ListId = Annotated[UUID, Path(alias="listId", description="Id of the list", examples=[ID])]


def newest(name: str) -> Order:
    """Return the order of a list whose newest items are first."""
    return Order(f"federation-{name}", (instant, identifier))


def sharer(principal: Principal, request: Request) -> Sharer:
    """Return the user of a request, with its credentials."""
    return Sharer(principal.user_id, "admin" in principal.roles, request.headers["authorization"])
