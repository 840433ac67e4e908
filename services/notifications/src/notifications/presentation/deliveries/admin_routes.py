"""Routes of the log of deliveries for administrators, who see neither contents nor addresses."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from chassis.http.schemas import Success
from chassis.http.tokens import AdminPrincipal
from notifications.domain.deliveries.errors import DeliveryNotFound, DeliveryNotRetryable
from notifications.domain.errors import AccountErased
from notifications.presentation.deliveries.parameters import ALL_DELIVERIES, AdminLogParams
from notifications.presentation.deliveries.routes import DeliveryId
from notifications.presentation.deliveries.schemas import AdminDeliveriesResponse, AdminDeliveryResponse
from notifications.presentation.dependencies import READS, ApplicationDep, private
from notifications.presentation.errors import refuses

router = APIRouter(prefix="/admin/notifications/deliveries", tags=["notifications"], dependencies=[Depends(private)])


@router.get("", summary="List the deliveries of all users", responses=READS)
async def all_deliveries(
    use_cases: ApplicationDep, _: AdminPrincipal, params: Annotated[AdminLogParams, Query()]
) -> AdminDeliveriesResponse:
    """Return a page of the deliveries to all users without contents and addresses, newest first."""
    part = params.part(ALL_DELIVERIES)
    log = await use_cases.deliveries.page(params.chosen(params.user_id), part)
    return AdminDeliveriesResponse(
        data=[AdminDeliveryResponse.of(entry) for entry in log.items], meta=params.meta(ALL_DELIVERIES, part, log)
    )


@router.post(
    "/{deliveryId}/retry",
    summary="Retry a delivery of any user",
    responses=refuses(DeliveryNotFound, DeliveryNotRetryable, AccountErased),
)
async def retry_any_delivery(
    use_cases: ApplicationDep, _: AdminPrincipal, delivery_id: DeliveryId
) -> Success[AdminDeliveryResponse]:
    """Attempt a delivery again that is `failed` or `unconfirmed`; one that is `unconfirmed` may arrive twice."""
    await use_cases.retry(delivery_id, None)
    entry, _attempts = await use_cases.deliveries.entry(delivery_id, None)
    return Success(data=AdminDeliveryResponse.of(entry))
