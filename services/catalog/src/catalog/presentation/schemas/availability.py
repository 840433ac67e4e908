"""Where a title can be watched and its age rating, by region."""

from typing import Final, Self

from pydantic import Field

from catalog.application import read_models
from chassis.http.images import Images
from chassis.http.schemas import ImageSet, ResponseModel
from contracts import ingestion

OFFER_KINDS: Final = ("stream", "rent", "buy", "ads", "free")


class ProviderItem(ResponseModel):
    """A service that offers the title."""

    provider_id: int = Field(description="Number of the service at TMDB", examples=[8])
    name: str = Field(description="Name of the service", examples=["Netflix"])
    logo: ImageSet | None = Field(description="The logo in four sizes, or null without one")
    display_priority: int | None = Field(description="Its place among services, lowest first, or null", examples=[0])

    @classmethod
    def of(cls, provider: ingestion.Provider, images: Images) -> Self:
        """Return a provider with its logo."""
        return cls(
            provider_id=provider.provider_id,
            name=provider.name,
            logo=images.poster(provider.logo_path),
            display_priority=provider.display_priority,
        )


class Availability(ResponseModel):
    """Where the title can be watched."""

    region: str = Field(description="Country of the offers (ISO 3166-1)", examples=["US"])
    is_fallback: bool = Field(
        description="Whether these are the offers of another country than the requested one", examples=[False]
    )
    link: str | None = Field(
        description="Page with the offers at TMDB, or null without one",
        examples=["https://www.themoviedb.org/movie/603/watch?locale=US"],
    )
    stream: list[ProviderItem] = Field(description="Services that stream the title to subscribers")
    rent: list[ProviderItem] = Field(description="Services that rent the title")
    buy: list[ProviderItem] = Field(description="Services that sell the title")
    ads: list[ProviderItem] = Field(description="Services that stream the title with advertisements")
    free: list[ProviderItem] = Field(description="Services that stream the title for free")

    @classmethod
    def of(cls, offers: read_models.Offers, images: Images) -> Self:
        """Return the stored offers of a region."""
        stored = ingestion.Offers.model_validate_json(offers.offers)
        return cls(
            region=offers.region,
            is_fallback=offers.is_fallback,
            link=stored.link,
            stream=[ProviderItem.of(provider, images) for provider in stored.stream],
            rent=[ProviderItem.of(provider, images) for provider in stored.rent],
            buy=[ProviderItem.of(provider, images) for provider in stored.buy],
            ads=[ProviderItem.of(provider, images) for provider in stored.ads],
            free=[ProviderItem.of(provider, images) for provider in stored.free],
        )


class Certification(ResponseModel):
    """The age rating of the title."""

    region: str = Field(description="Country of the age rating (ISO 3166-1)", examples=["US"])
    is_fallback: bool = Field(
        description="Whether this is the age rating of another country than the requested one", examples=[False]
    )
    name: str = Field(description="The age rating as the country writes it", examples=["R"])

    @classmethod
    def of(cls, certification: read_models.Certification | None) -> Self | None:
        """Return the age rating of a region, or null without one."""
        if certification is None:
            return None
        return cls(region=certification.region, is_fallback=certification.is_fallback, name=certification.name)
