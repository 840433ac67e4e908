"""Where a title can be watched and its age rating, by region."""

from typing import Final, get_args

from pydantic import Field

from catalog.application.discovery.commands import OfferKind
from chassis.http.schemas import ImageSet, ResponseModel

OFFER_KINDS: Final[tuple[OfferKind, ...]] = get_args(OfferKind)


class ProviderItem(ResponseModel):
    """A service that offers the title."""

    provider_id: int = Field(description="Number of the service at TMDB", examples=[8])
    name: str = Field(description="Name of the service", examples=["Netflix"])
    logo: ImageSet | None = Field(description="The logo in four sizes, or null without one")
    display_priority: int | None = Field(description="Its place among services, lowest first, or null", examples=[0])


class RegionOffers(ResponseModel):
    """Where a title can be watched in one country."""

    region: str = Field(description="Country of the offers (ISO 3166-1)", examples=["US"])
    link: str | None = Field(
        description="Page with the offers at TMDB, or null without one",
        examples=["https://www.themoviedb.org/movie/603/watch?locale=US"],
    )
    stream: list[ProviderItem] = Field(description="Services that stream the title to subscribers")
    rent: list[ProviderItem] = Field(description="Services that rent the title")
    buy: list[ProviderItem] = Field(description="Services that sell the title")
    ads: list[ProviderItem] = Field(description="Services that stream the title with advertisements")
    free: list[ProviderItem] = Field(description="Services that stream the title for free")


class Availability(RegionOffers):
    """Where the title can be watched."""

    is_fallback: bool = Field(
        description="Whether these are the offers of another country than the requested one", examples=[False]
    )


class Certification(ResponseModel):
    """The age rating of the title."""

    region: str = Field(description="Country of the age rating (ISO 3166-1)", examples=["US"])
    is_fallback: bool = Field(
        description="Whether this is the age rating of another country than the requested one", examples=[False]
    )
    name: str = Field(description="The age rating as the country writes it", examples=["R"])
