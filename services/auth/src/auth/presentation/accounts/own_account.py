"""Routes of the own account that need a recent sign-in: another address, the export of the data, deletion."""

from fastapi import APIRouter

from auth.domain.accounts.confirmations import LIFETIMES, Purpose
from auth.domain.errors import LastAdministrator, TooManyAttempts
from auth.presentation.accounts.requests import ChangeEmailRequest
from auth.presentation.accounts.responses import CodeSentResponse, ExportResponse
from auth.presentation.dependencies import ApplicationDep, uncacheable
from auth.presentation.recent import RecentActor, refuses_recent
from auth.presentation.sessions.delivery import CurrentDeliveryDep
from chassis.http.schemas import Success

router = APIRouter(prefix="/users/me", tags=["users"])


@router.post(
    "/email",
    status_code=202,
    summary="Change my e-mail address",
    responses=refuses_recent(TooManyAttempts) | uncacheable(202),
)
async def change_email(
    use_cases: ApplicationDep, actor: RecentActor, body: ChangeEmailRequest
) -> Success[CodeSentResponse]:
    """Send a code to a new address, which replaces the current one when the code is confirmed within 24 hours.

    The response is the same if another account has the address; then no code is sent. While the current address is not
    confirmed, it may be stated too, and the code confirms it.
    """
    await use_cases.accounts.request_email_change(actor, body.email)
    return Success(data=CodeSentResponse(expires_in_seconds=int(LIFETIMES[Purpose.EMAIL_CHANGE].total_seconds())))


@router.get("/export", summary="Export my data", responses=refuses_recent() | uncacheable(200))
async def export_account(use_cases: ApplicationDep, actor: RecentActor) -> Success[ExportResponse]:
    """Return everything that auth stores of the user, and the paths at which other services return their part."""
    data = await use_cases.accounts.export(actor)
    return Success(data=ExportResponse.of(data))


@router.delete(
    "",
    status_code=204,
    summary="Delete my account",
    responses=refuses_recent(LastAdministrator) | uncacheable(204),
)
async def delete_account(use_cases: ApplicationDep, actor: RecentActor, delivery: CurrentDeliveryDep) -> None:
    """Delete the account and everything that is stored of the user, in every service. It cannot be undone.

    The address and the username become free at once. The other services erase their part within seconds. The response
    has no body.
    """
    await use_cases.accounts.delete(actor)
    delivery.forget()
