"""Routes of services and of where a title can be watched."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from pydantic_core import from_json, to_json

from catalog.application.discovery.commands import OfferKind
from catalog.application.discovery.offers import ServiceCount
from catalog.application.lookup import TitleRedirect
from catalog.domain.errors import MediaDeleted, MediaNotFound
from catalog.presentation.discovery.filters import Country
from catalog.presentation.errors import refuses
from catalog.presentation.routes import rendering
from catalog.presentation.routes.caching import cached_response, freshness
from catalog.presentation.routes.dependencies import CACHED, REDIRECTED, ApplicationDep, MediaId
from catalog.presentation.schemas.availability import OFFER_KINDS, RegionOffers
from chassis.http.images import POSTER, Images, image_urls
from chassis.http.schemas import ImageSet, Parameters, ResponseModel, Success

router = APIRouter(prefix="/catalog", tags=["catalog"])

_KIND: Final = "`stream` to subscribers, `rent`, `buy`, `ads` with advertisements, `free`"


class ServicesParams(Parameters):
    """The parameters of the list of services."""

    region: Country | None = Field(
        default=None, description="Services of this country (ISO 3166-1); of all countries by default", examples=["US"]
    )
    type: Literal["movie", "show"] | None = Field(
        default=None, description="Count only `movie` or only `show`; both by default", examples=["movie"]
    )


class OffersParams(Parameters):
    """The parameters of the offers of a title."""

    region: Country | None = Field(
        default=None, description="Offers in this country (ISO 3166-1); in all countries by default", examples=["US"]
    )
    type: OfferKind | None = Field(
        default=None, description=f"Offers of this kind: {_KIND}; all kinds by default", examples=["stream"]
    )


class ServiceItem(ResponseModel):
    """A service with the number of titles that it offers."""

    id: str = Field(description="The name in lower case", examples=["netflix"])
    provider_id: int = Field(
        description="Number of the service at TMDB: the value for the filter `providers` of lists", examples=[8]
    )
    name: str = Field(description="Name of the service", examples=["Netflix"])
    logo: ImageSet | None = Field(description="The logo in four sizes, or null without one")
    count: int = Field(description="Number of listed titles that it offers, as counted last", examples=[412])


class ServicesMeta(ResponseModel):
    """When services were counted."""

    counted_at: datetime | None = Field(
        description="When the titles of services were counted last, at most every 10 seconds; null, with an empty list,"
        " before the first count",
        examples=["2026-11-21T12:00:00Z"],
    )


class ServicesResponse(Success[list[ServiceItem]]):
    """Services with the numbers of titles that they offer."""

    meta: ServicesMeta = Field(description="The age of the numbers")


@router.get("/providers", summary="List services", response_model=ServicesResponse, responses=CACHED)
async def services(
    request: Request, application: ApplicationDep, params: Annotated[ServicesParams, Query()]
) -> Response:
    """Return the services that offer a listed title, those with the most titles first, then by name.

    A service counts a title once, whatever the number of its offers. Titles are counted from time to time: a change
    of the catalog is in the numbers some seconds later, and up to half an hour later in a catalog of a million titles.
    """
    images: Images = request.app.state.images
    result, counted_at = await application.offers.services(params.region, params.type)
    items = b",".join([to_json(_service(service, images)) for service in result])
    return cached_response(request, rendering.success_page(items, ServicesMeta(counted_at=counted_at)))


@router.get(
    "/titles/{mediaId}/offers",
    summary="List a title's offers",
    response_model=Success[list[RegionOffers]],
    responses={**CACHED, **REDIRECTED, **refuses(MediaNotFound, MediaDeleted)},
)
async def title_offers(
    request: Request, application: ApplicationDep, media_id: MediaId, params: Annotated[OffersParams, Query()]
) -> Response:
    """Return where a title can be watched, by country in alphabetical order; countries without offers are omitted.

    The offers of a title that was merged into another of its kind redirect to those of that title.
    """
    result = await application.offers.offers(media_id)
    if isinstance(result, TitleRedirect):
        query = f"?{request.url.query}" if request.url.query else ""
        location = f"../{result.media_id}/offers{query}"
        return Response(status_code=308, headers={"Location": location, **freshness(private=False)})
    stored: dict[str, Any] = from_json(result)
    kinds = OFFER_KINDS if params.type is None else (params.type,)
    regions = [
        rendering.region_offers(region, offers, request.app.state.images, kinds)
        for region, offers in sorted(stored.items())
        if params.region in (None, region) and any(offers.get(kind) for kind in kinds)
    ]
    return cached_response(request, rendering.success(b"[%b]" % b",".join(regions)))


def _service(service: ServiceCount, images: Images) -> dict[str, object]:
    return {
        "id": service.name.lower(),
        "providerId": service.provider_id,
        "name": service.name,
        "logo": image_urls(service.logo_path, POSTER, images.base),
        "count": service.titles,
    }
