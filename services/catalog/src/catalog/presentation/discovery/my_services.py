"""Routes of the services that the user subscribes to."""

from datetime import datetime
from typing import Annotated, Final, Self

from fastapi import APIRouter, Response
from pydantic import AfterValidator, Field

from catalog.application.discovery.services import UserServices
from catalog.presentation.discovery.filters import MOST_PROVIDERS
from catalog.presentation.routes.caching import freshness
from catalog.presentation.routes.dependencies import ApplicationDep
from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.schemas import RequestModel, ResponseModel, Success
from chassis.http.tokens import CurrentPrincipal

router = APIRouter(prefix="/catalog/my", tags=["catalog"])

_PRIVATE: Final[Responses] = {200: {"headers": headers("Cache-Control", "Vary")}}


class ServicesRequest(RequestModel):
    """The services that a user subscribes to."""

    region: Annotated[
        str,
        Field(pattern="^[A-Za-z]{2}$", description="Country of the subscriptions (ISO 3166-1)", examples=["US"]),
        AfterValidator(str.upper),
    ]
    provider_ids: list[Annotated[int, Field(ge=1, le=2_147_483_647)]] = Field(
        max_length=MOST_PROVIDERS,
        description=f"Numbers of the services, at most {MOST_PROVIDERS}; a repeated one counts once, an empty list"
        " removes all. See `GET /catalog/providers`",
        examples=[[8, 337]],
    )


class ServicesResponse(ResponseModel):
    """The services that a user subscribes to."""

    region: str = Field(description="Country of the subscriptions (ISO 3166-1)", examples=["US"])
    provider_ids: list[int] = Field(description="Numbers of the services, in order", examples=[[8, 337]])
    updated_at: datetime | None = Field(
        description="When they were stored, or null when the user never stored any", examples=["2026-11-21T12:00:00Z"]
    )

    @classmethod
    def of(cls, services: UserServices) -> Self:
        """Return the response."""
        return cls(region=services.region, provider_ids=list(services.provider_ids), updated_at=services.updated_at)


@router.get("/services", summary="Get my services", responses=_PRIVATE)
async def my_services(
    application: ApplicationDep, principal: CurrentPrincipal, response: Response
) -> Success[ServicesResponse]:
    """Return the services that the user subscribes to: an empty list before any were stored.

    Lists show only what they offer with `myServices=true`.
    """
    response.headers.update(freshness(private=True))
    return Success(data=ServicesResponse.of(await application.my_services.of_user(principal.user_id)))


@router.put("/services", summary="Replace my services", responses=_PRIVATE)
async def replace_services(
    application: ApplicationDep, principal: CurrentPrincipal, body: ServicesRequest, response: Response
) -> Success[ServicesResponse]:
    """Replace the services that the user subscribes to, and return them. Idempotent.

    The next list with `myServices=true` shows what they offer.
    """
    services = await application.my_services.replace(principal.user_id, body.region, body.provider_ids)
    response.headers.update(freshness(private=True))
    return Success(data=ServicesResponse.of(services))
