"""HTTP routes of targets. Every user reads and changes their own only."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Response

from chassis.core.clients.user_agents import device_name
from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.errors import ApiError, validation_error
from chassis.http.schemas import Page, Success, page_meta
from chassis.http.tokens import CurrentPrincipal
from chassis.http.validation.problems import Problem
from notifications.application.targets.managing import ShownTarget
from notifications.domain.errors import AccountErased
from notifications.domain.targets.errors import (
    ChannelUnavailable,
    CodeNotRequested,
    InvalidAddress,
    InvalidCode,
    TargetLimitReached,
    TargetNotConfirmed,
    TargetNotFound,
    TooManyCodes,
)
from notifications.domain.targets.push_subscriptions import PushSubscription
from notifications.presentation.deliveries.routes import TargetId
from notifications.presentation.dependencies import READS, ApplicationDep, private
from notifications.presentation.errors import refuses
from notifications.presentation.targets.schemas import (
    BrowserRequest,
    CodeRequest,
    PhoneRequest,
    PushKeyResponse,
    ServiceRequest,
    TargetChangeRequest,
    TargetResponse,
)

router = APIRouter(prefix="/notifications", tags=["notifications"], dependencies=[Depends(private)])

_ADDED: Final[Responses] = {
    **refuses(ChannelUnavailable, TargetLimitReached, AccountErased),
    200: {"description": "The target was there, and is enabled again", "headers": headers("Cache-Control")},
    201: {
        "description": "The target was added",
        "model": Success[TargetResponse],
        "headers": headers("Cache-Control"),
    },
}
UserAgent = Annotated[
    str,
    Header(alias="User-Agent", include_in_schema=False),
]


@router.get("/push-key", summary="Read the key of web push", responses=READS | refuses(ChannelUnavailable))
async def push_key(use_cases: ApplicationDep, _: CurrentPrincipal) -> Success[PushKeyResponse]:
    """Return the public key that browsers subscribe with; another key of the installation ends every subscription."""
    if use_cases.targets.push_key is None:
        raise ChannelUnavailable("this installation does not use the channel webpush")
    return Success(data=PushKeyResponse(public_key=use_cases.targets.push_key))


@router.get("/targets", summary="List my targets", responses=READS)
async def list_targets(use_cases: ApplicationDep, principal: CurrentPrincipal) -> Page[TargetResponse]:
    """Return all targets of the signed-in user, the oldest first: at most 20 unless the operator permits more."""
    data = [TargetResponse.of(shown) for shown in await use_cases.targets.manage.of_user(principal.user_id)]
    return Page(data=data, meta=page_meta(count=len(data), total=len(data), limit=max(1, len(data)), offset=0))


@router.post("/targets/webpush", summary="Add a browser", responses=_ADDED)
async def add_browser(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    body: BrowserRequest,
    response: Response,
    user_agent: UserAgent = "",
) -> Success[TargetResponse]:
    """Add the browser of a push subscription: 201 for a new one, 200 for one that is there.

    A browser belongs to the user who has added it last.
    """
    try:
        subscription = PushSubscription.of(body.endpoint, body.keys.p256dh, body.keys.auth)
        address = use_cases.targets.book.browser(subscription, device_name(user_agent))
    except InvalidAddress as refused:
        raise _invalid(refused) from refused
    return _added(await use_cases.targets.manage.add(principal.user_id, address, body.name), response)


@router.post("/targets/sms", summary="Add a phone", responses=_ADDED | refuses(TooManyCodes))
async def add_phone_target(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: PhoneRequest, response: Response
) -> Success[TargetResponse]:
    """Add a phone number: 201 for a new one, which is sent a code, 200 for one that is there.

    Nothing else is sent to it until the code has confirmed it.
    """
    try:
        address = use_cases.targets.book.phone(body.number)
    except InvalidAddress as refused:
        raise _invalid(refused) from refused
    shown = await use_cases.targets.manage.add(principal.user_id, address, body.name)
    if shown.is_new:
        await use_cases.targets.confirm.send_code(principal.user_id, shown.target.target_id)
    return _added(shown, response)


@router.post("/targets/services", summary="Add a service", responses=_ADDED)
async def add_service(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: ServiceRequest, response: Response
) -> Success[TargetResponse]:
    """Add a receiver at a service such as Discord, Telegram or ntfy: 201 for a new one, 200 for one that is there."""
    try:
        address = await use_cases.targets.book.service(body.url)
    except InvalidAddress as refused:
        raise _invalid(refused) from refused
    return _added(await use_cases.targets.manage.add(principal.user_id, address, body.name), response)


@router.patch(
    "/targets/{targetId}",
    summary="Change a target of mine",
    responses=READS | refuses(TargetNotFound, TargetNotConfirmed, AccountErased),
)
async def change_target(
    use_cases: ApplicationDep, principal: CurrentPrincipal, target_id: TargetId, body: TargetChangeRequest
) -> Success[TargetResponse]:
    """Rename, enable or disable a target."""
    shown = await use_cases.targets.manage.change(principal.user_id, target_id, name=body.name, enabled=body.enabled)
    return Success(data=TargetResponse.of(shown))


@router.delete(
    "/targets/{targetId}",
    status_code=204,
    summary="Delete a target of mine",
    responses=refuses(TargetNotFound, AccountErased),
)
async def delete_target(use_cases: ApplicationDep, principal: CurrentPrincipal, target_id: TargetId) -> None:
    """Delete a target; what was to be sent to it is cancelled."""
    await use_cases.targets.manage.delete(principal.user_id, target_id)


@router.post(
    "/targets/{targetId}/code",
    status_code=204,
    summary="Send another code",
    responses=refuses(TargetNotFound, CodeNotRequested, TooManyCodes, AccountErased),
)
async def send_phone_code(use_cases: ApplicationDep, principal: CurrentPrincipal, target_id: TargetId) -> None:
    """Send another code to a number; the one before it is not valid any more. At most 5 codes per hour."""
    await use_cases.targets.confirm.send_code(principal.user_id, target_id)


@router.post(
    "/targets/{targetId}/confirm",
    status_code=204,
    summary="Confirm a phone",
    responses=refuses(TargetNotFound, CodeNotRequested, InvalidCode, AccountErased),
)
async def confirm_phone_target(
    use_cases: ApplicationDep, principal: CurrentPrincipal, target_id: TargetId, body: CodeRequest
) -> None:
    """Enable a number by the code that it received: valid for ten minutes and five tries."""
    await use_cases.targets.confirm.confirm(principal.user_id, target_id, body.code)


def _added(shown: ShownTarget, response: Response) -> Success[TargetResponse]:
    response.status_code = 201 if shown.is_new else 200
    return Success(data=TargetResponse.of(shown))


def _invalid(refused: InvalidAddress) -> ApiError:
    return validation_error(Problem.of(refused.field, refused.broken))
