"""Routes of invitations, for administrators."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import Field

from auth.domain.accounts.account import EMAIL_CHARS, parse_new_email
from auth.domain.administration.invitations import DEFAULT_DAYS, LONGEST_DAYS, SHORTEST_DAYS, Invitation
from auth.domain.errors import InvitationNotFound, SessionEnded
from auth.presentation.administration.administrators import AdministratorDep
from auth.presentation.dependencies import ApplicationDep, uncacheable
from auth.presentation.errors import refuses
from auth.presentation.fields import checked_by
from chassis.http.schemas import Page, Parameters, RequestModel, ResponseModel, Success, page_meta

router = APIRouter(prefix="/admin/invitations", tags=["auth"])


class InvitationRequest(RequestModel):
    """A new invitation."""

    email: Annotated[str, checked_by(parse_new_email)] | None = Field(
        default=None,
        max_length=EMAIL_CHARS,
        description="The only address that may be registered with it, which gets the code by mail; null for any",
        examples=["ada@example.org"],
    )
    expires_in_days: int = Field(
        default=DEFAULT_DAYS,
        ge=SHORTEST_DAYS,
        le=LONGEST_DAYS,
        description="After how many days it expires",
        examples=[7],
    )


class InvitationsParams(Parameters):
    """Parameters of the list of invitations."""

    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of items on the page", examples=[20])
    offset: int = Field(default=0, ge=0, le=1_000_000, description="Number of items before the page", examples=[0])


class InvitationResponse(ResponseModel):
    """An invitation, without its code."""

    id: UUID = Field(description="Id of the invitation", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
    email: str | None = Field(
        description="The only address that may be registered with it, or null", examples=["ada@example.org"]
    )
    created_by: UUID = Field(description="Id of the administrator", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a20"])
    created_at: datetime = Field(description="When it was created", examples=["2026-11-29T07:00:00Z"])
    expires_at: datetime = Field(description="When it expires", examples=["2026-12-06T07:00:00Z"])
    used_at: datetime | None = Field(description="When an account was registered with it, or null", examples=[None])
    user_id: UUID | None = Field(description="Id of the user who registered with it, or null", examples=[None])

    @classmethod
    def of(cls, invitation: Invitation) -> Self:
        """Return the response for an invitation."""
        return cls(**_fields(invitation))


class NewInvitationResponse(InvitationResponse):
    """A new invitation with its code."""

    code: str = Field(
        description="`invitationCode` of a registration; it is shown only now",
        examples=["3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8"],
    )


def _fields(invitation: Invitation) -> dict[str, object]:
    return {
        "id": invitation.id,
        "email": invitation.email,
        "created_by": invitation.created_by,
        "created_at": invitation.created_at,
        "expires_at": invitation.expires_at,
        "used_at": invitation.used_at,
        "user_id": invitation.account_id,
    }


@router.post("", status_code=201, summary="Invite a user", responses=refuses(SessionEnded) | uncacheable(201))
async def create_invitation(
    use_cases: ApplicationDep, administrator: AdministratorDep, body: InvitationRequest
) -> Success[NewInvitationResponse]:
    """Create an invitation for one registration, and return it with its code.

    With an address only that address can be registered, and the code is sent to it.
    """
    created = await use_cases.administration.invitations.create(body.email, body.expires_in_days, administrator)
    return Success(data=NewInvitationResponse.model_validate({**_fields(created.invitation), "code": created.code}))


@router.get("", summary="List invitations", responses=refuses(SessionEnded) | uncacheable(200))
async def list_invitations(
    use_cases: ApplicationDep, administrator: AdministratorDep, params: Annotated[InvitationsParams, Query()]
) -> Page[InvitationResponse]:
    """Return a page of invitations, the newest first. Expired ones that were not used are deleted."""
    page = await use_cases.administration.invitations.page(params.limit, params.offset, administrator)
    return Page(
        data=[InvitationResponse.of(invitation) for invitation in page.invitations],
        meta=page_meta(count=len(page.invitations), total=page.total, limit=params.limit, offset=params.offset),
    )


@router.delete(
    "/{invitationId}",
    status_code=204,
    summary="Revoke an invitation",
    responses=refuses(SessionEnded, InvitationNotFound) | uncacheable(204),
)
async def revoke_invitation(
    use_cases: ApplicationDep,
    administrator: AdministratorDep,
    invitation_id: Annotated[
        UUID,
        Path(
            alias="invitationId",
            description="Id of the invitation",
            examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"],
        ),
    ],
) -> None:
    """Delete an invitation that was not used and has not expired. The response has no body."""
    await use_cases.administration.invitations.revoke(invitation_id, administrator)
