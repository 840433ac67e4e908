"""Bodies of shares and deletions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import RequestModel, ResponseModel
from chassis.http.validation.inputs import Id
from federation.domain.sharing.share import Confirmation, Deletion, Kind, Share
from federation.presentation.dependencies import ID, TIME


class ShareRequest(RequestModel):
    """An item to share."""

    kind: Annotated[Kind, Field(strict=False)] = Field(description="`album` or `list`", examples=["album"])
    item_id: Id = Field(description="Id of the album or list", examples=[ID])


class ShareResponse(ResponseModel):
    """An item that peers may see."""

    id: UUID = Field(description="Id of the share", examples=[ID])
    kind: Kind = Field(description="`album` or `list`", examples=["album"])
    item_id: UUID = Field(description="Id of the album or list", examples=[ID])
    name: str = Field(description="Its name when it was shared", examples=["Pastel Blues"])
    shared_by: UUID = Field(description="Id of the user who shares it", examples=[ID])
    created_at: datetime = Field(description="When it was shared", examples=[TIME])

    @classmethod
    def of(cls, share: Share) -> Self:
        """Return the body of a share."""
        return cls(
            id=share.id,
            kind=share.kind,
            item_id=share.item_id,
            name=share.name,
            shared_by=share.shared_by,
            created_at=share.created_at,
        )


class DeletionResponse(ResponseModel):
    """An item that is not shared any more."""

    id: UUID = Field(description="Id of the deletion", examples=[ID])
    kind: Kind = Field(description="`album` or `list`", examples=["album"])
    item_id: UUID = Field(description="Id of the album or list", examples=[ID])
    name: str = Field(description="Its name when it was shared", examples=["Pastel Blues"])
    requested_at: datetime = Field(description="When peers were requested to delete it", examples=[TIME])

    @classmethod
    def of(cls, deletion: Deletion) -> Self:
        """Return the body of a deletion."""
        return cls(
            id=deletion.id,
            kind=deletion.kind,
            item_id=deletion.item_id,
            name=deletion.name,
            requested_at=deletion.requested_at,
        )


class ConfirmationResponse(ResponseModel):
    """A server that was requested to delete an item."""

    peer_id: UUID = Field(description="Id of the server", examples=[ID])
    peer_name: str = Field(description="Its name", examples=["Attic"])
    confirmed_at: datetime | None = Field(
        description="When it has confirmed that it has nothing of the item any more, or null", examples=[TIME]
    )
    refused: str | None = Field(description="Why it does not delete it, or null", examples=["not_honoured"])

    @classmethod
    def of(cls, confirmation: Confirmation) -> Self:
        """Return the body of a confirmation."""
        return cls(
            peer_id=confirmation.peer_id,
            peer_name=confirmation.peer_name,
            confirmed_at=confirmation.confirmed_at,
            refused=confirmation.refused,
        )


class DeletionWithServersResponse(DeletionResponse):
    """An item that is not shared any more, with the servers that were requested to delete it."""

    servers: list[ConfirmationResponse] = Field(description="These servers, by name")

    @classmethod
    def with_servers(cls, deletion: Deletion, confirmations: Sequence[Confirmation]) -> Self:
        """Return the body of a deletion with its servers."""
        servers = [ConfirmationResponse.of(confirmation) for confirmation in confirmations]
        return cls(**dict(DeletionResponse.of(deletion)), servers=servers)
