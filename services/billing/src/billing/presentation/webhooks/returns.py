"""The route that browsers come back to from a provider that sends no messages."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse
from pydantic import Field

from billing.presentation.dependencies import ApplicationDep
from chassis.http.schemas import Parameters

router = APIRouter(tags=["billing"])


class ReturnParams(Parameters):
    """What Zarinpal appends to the address."""

    authority: str = Field(
        alias="Authority",
        min_length=1,
        max_length=100,
        pattern=r"^[0-9A-Za-z]+$",
        description="Zarinpal's id of the payment",
        examples=["A00000000000000000000000000217885159"],
    )
    status: Literal["OK", "NOK"] = Field(
        alias="Status", description="What Zarinpal shows the user; it is not relied on", examples=["OK"]
    )


@router.get(
    "/billing/returns/zarinpal",
    summary="Come back from Zarinpal",
    status_code=303,
    response_class=RedirectResponse,
    responses={
        303: {
            "description": "The page of the web application that shows the checkout",
            "headers": {
                "Location": {
                    "description": "Path of the page",
                    "schema": {"type": "string"},
                    "example": "/billing/return?checkout=6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11",
                }
            },
        }
    },
)
async def return_from_zarinpal(use_cases: ApplicationDep, params: Annotated[ReturnParams, Query()]) -> RedirectResponse:
    """Settle the payment of a checkout in the background, and send the browser to the page that shows it.

    No access token is needed. Whether it was paid is what Zarinpal states, not the browser.
    """
    return RedirectResponse(await use_cases.return_from_zarinpal(params.authority), status_code=303)
