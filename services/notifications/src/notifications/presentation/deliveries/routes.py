"""HTTP routes of the log of deliveries, and of tests. Every user reads and retries their own only."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from notifications.domain.deliveries.errors import (
    AddressNotConfirmed,
    DeliveryNotFound,
    DeliveryNotRetryable,
    DestinationNotFound,
    TooManyTests,
)
from notifications.domain.errors import AccountErased
from notifications.presentation.deliveries.parameters import DELIVERIES, LogParams
from notifications.presentation.deliveries.schemas import (
    DeliveriesResponse,
    DeliveryDetailResponse,
    DeliveryResponse,
)
from notifications.presentation.dependencies import READS, ApplicationDep, private
from notifications.presentation.errors import refuses

router = APIRouter(prefix="/notifications", tags=["notifications"], dependencies=[Depends(private)])

DeliveryId = Annotated[
    UUID,
    Path(alias="deliveryId", description="Id of the delivery", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"]),
]
TargetId = Annotated[
    UUID, Path(alias="targetId", description="Id of the target", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
]


@router.get("/deliveries", summary="List my deliveries", responses=READS)
async def list_deliveries(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[LogParams, Query()]
) -> DeliveriesResponse:
    """Return a page of the deliveries to the signed-in user outside of the inbox, newest first."""
    part = params.part(DELIVERIES)
    log = await use_cases.deliveries.page(params.chosen(principal.user_id), part)
    return DeliveriesResponse(
        data=[DeliveryResponse.of(entry) for entry in log.items], meta=params.meta(DELIVERIES, part, log)
    )


@router.get("/deliveries/{deliveryId}", summary="Read a delivery of mine", responses=READS | refuses(DeliveryNotFound))
async def read_delivery(
    use_cases: ApplicationDep, principal: CurrentPrincipal, delivery_id: DeliveryId
) -> Success[DeliveryDetailResponse]:
    """Return a delivery with the attempts that failed."""
    entry, attempts = await use_cases.deliveries.entry(delivery_id, principal.user_id)
    return Success(data=DeliveryDetailResponse.with_attempts(entry, attempts))


@router.post(
    "/deliveries/{deliveryId}/retry",
    summary="Retry a delivery of mine",
    responses=refuses(DeliveryNotFound, DeliveryNotRetryable, AccountErased),
)
async def retry_delivery(
    use_cases: ApplicationDep, principal: CurrentPrincipal, delivery_id: DeliveryId
) -> Success[DeliveryResponse]:
    """Attempt a delivery again that is `failed` or `unconfirmed`; one that is `unconfirmed` may arrive twice."""
    await use_cases.retry(delivery_id, principal.user_id)
    entry, _ = await use_cases.deliveries.entry(delivery_id, principal.user_id)
    return Success(data=DeliveryResponse.of(entry))


@router.post(
    "/email/test",
    status_code=202,
    summary="Send a test mail",
    responses=refuses(AddressNotConfirmed, TooManyTests, AccountErased),
)
async def test_email(use_cases: ApplicationDep, principal: CurrentPrincipal) -> Success[DeliveryResponse]:
    """Send a test message to the confirmed address of the account, ahead of what waits: at most 10 tests per hour.

    What came of it is in the log, by the id of the delivery.
    """
    delivery_id = await use_cases.send_test(principal.user_id, None)
    entry, _ = await use_cases.deliveries.entry(delivery_id, principal.user_id)
    return Success(data=DeliveryResponse.of(entry))


@router.post(
    "/targets/{targetId}/test",
    status_code=202,
    summary="Send a test to a target",
    responses=refuses(DestinationNotFound, TooManyTests, AccountErased),
)
async def test_target(
    use_cases: ApplicationDep, principal: CurrentPrincipal, target_id: TargetId
) -> Success[DeliveryResponse]:
    """Send a test message to a target that is enabled, ahead of what waits: at most 10 tests per hour.

    What came of it is in the log, by the id of the delivery.
    """
    delivery_id = await use_cases.send_test(principal.user_id, target_id)
    entry, _ = await use_cases.deliveries.entry(delivery_id, principal.user_id)
    return Success(data=DeliveryResponse.of(entry))
