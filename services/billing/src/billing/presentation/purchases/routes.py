"""Routes of single titles."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from billing.presentation.dependencies import PRIVATE, READS, ApplicationDep
from billing.presentation.purchases.schemas import PurchaseResponse, TitlePriceResponse, TitlePricesRequest
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal, FinancePrincipal

router = APIRouter(tags=["billing"])

MediaId = Annotated[
    UUID, Path(alias="mediaId", description="Id of the title", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
]


@router.get("/billing/titles/{mediaId}/prices", summary="List what a title is sold for")
async def list_title_prices(
    use_cases: ApplicationDep, _: CurrentPrincipal, media_id: MediaId
) -> Success[list[TitlePriceResponse]]:
    """Return the prices of a title by kind and currency; none when it is not sold."""
    return Success(data=[TitlePriceResponse.of(price) for price in await use_cases.titles.prices(media_id)])


@router.get("/billing/purchases", summary="List own purchases", responses=READS)
async def list_purchases(
    use_cases: ApplicationDep, principal: CurrentPrincipal, response: Response
) -> Success[list[PurchaseResponse]]:
    """Return the titles that the signed-in user has bought or rented, the newest first.

    A rental ends 48 hours after the first play, which must start within 30 days.
    """
    response.headers.update(PRIVATE)
    purchases = await use_cases.titles.of_user(principal.user_id)
    return Success(data=[PurchaseResponse.of(purchase, status) for purchase, status in purchases])


@router.put("/admin/billing/titles/{mediaId}/prices", summary="Set what a title is sold for")
async def put_title_prices(
    use_cases: ApplicationDep, principal: FinancePrincipal, media_id: MediaId, body: TitlePricesRequest
) -> Success[list[TitlePriceResponse]]:
    """Sell a title at these prices and no others. Users who have bought it keep it.

    A repetition changes nothing.
    """
    prices = await use_cases.titles.replace_prices(media_id, body.of_title(media_id), principal.user_id)
    return Success(data=[TitlePriceResponse.of(price) for price in prices])
