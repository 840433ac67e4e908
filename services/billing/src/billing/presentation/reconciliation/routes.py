"""Routes of reconciliations, for finance."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from billing.domain.reconciliation.errors import ReconciliationNotFound
from billing.presentation.dependencies import ApplicationDep
from billing.presentation.errors import refuses
from billing.presentation.reconciliation.schemas import (
    DifferenceResponse,
    PageParams,
    ReconciliationDetails,
    ReconciliationResponse,
)
from chassis.http.schemas import Page, Success, page_meta
from chassis.http.tokens import FinancePrincipal

router = APIRouter(prefix="/admin/billing/reconciliations", tags=["billing"])

ReconciliationId = Annotated[
    UUID,
    Path(
        alias="reconciliationId",
        description="Id of the reconciliation",
        examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"],
    ),
]


@router.post("", status_code=202, summary="Reconcile with the providers of payments")
async def request_reconciliation(
    use_cases: ApplicationDep, principal: FinancePrincipal
) -> Success[ReconciliationResponse]:
    """Compare billing with its providers in the background, and repair what differs.

    One runs at a time: while one does, it is returned.
    """
    return Success(data=ReconciliationResponse.of(await use_cases.reconcile.request(principal.user_id)))


@router.get("", summary="List reconciliations")
async def list_reconciliations(
    use_cases: ApplicationDep, _: FinancePrincipal, params: Annotated[PageParams, Query()]
) -> Page[ReconciliationResponse]:
    """Return a page of reconciliations, the newest first."""
    reconciliations, total = await use_cases.reconcile.page(params.limit, params.offset)
    return Page(
        data=[ReconciliationResponse.of(one) for one in reconciliations],
        meta=page_meta(count=len(reconciliations), total=total, limit=params.limit, offset=params.offset),
    )


@router.get("/{reconciliationId}", summary="Get a reconciliation", responses=refuses(ReconciliationNotFound))
async def get_reconciliation(
    use_cases: ApplicationDep,
    _: FinancePrincipal,
    reconciliation_id: ReconciliationId,
    params: Annotated[PageParams, Query()],
) -> Success[ReconciliationDetails]:
    """Return a reconciliation with a page of what it has found."""
    reconciliation, differences, total = await use_cases.reconcile.one(reconciliation_id, params.limit, params.offset)
    return Success(
        data=ReconciliationDetails(
            **ReconciliationResponse.of(reconciliation).model_dump(),
            items=[DifferenceResponse.of(difference) for difference in differences],
            page=page_meta(count=len(differences), total=total, limit=params.limit, offset=params.offset),
        )
    )
