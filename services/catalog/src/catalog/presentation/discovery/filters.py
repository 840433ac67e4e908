"""List filters by where titles can be watched and where they come from."""

from typing import Annotated, Final

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from catalog.application.discovery.commands import OfferKind
from chassis.http.schemas import Parameters

MOST_PROVIDERS: Final = 50
_LARGEST: Final = 2_147_483_647

Country = Annotated[str, Field(pattern="^[A-Za-z]{2}$", examples=["US"]), AfterValidator(str.upper)]
Language = Annotated[str, Field(pattern="^[A-Za-z]{2,3}$", examples=["ko"]), AfterValidator(str.lower)]


class DiscoveryParams(Parameters):
    """Filters that every list accepts."""

    providers: str | None = Field(
        default=None,
        max_length=12 * MOST_PROVIDERS,
        pattern="^[0-9]{1,10}(,[0-9]{1,10})*$",
        description=f"Comma-separated numbers of services, at most {MOST_PROVIDERS}: titles that at least one of them"
        " offers in `watchRegion`. The numbers are those of `GET /catalog/providers`",
        examples=["8,337"],
    )
    offer_type: OfferKind | None = Field(
        default=None,
        description="Titles that are offered in this way in `watchRegion`, by one of `providers` if there are any:"
        " `stream` to subscribers, `rent`, `buy`, `ads` with advertisements, `free`",
        examples=["stream"],
    )
    watch_region: Country | None = Field(
        default=None,
        description="Country of the offers (ISO 3166-1). Alone: titles with any offer there. By default the country of"
        " the stored services with `myServices`, else the `region` of the list, else that of the installation",
        examples=["US"],
    )
    my_services: bool = Field(
        default=False,
        description="With `true`, titles that one of the user's services offers (`PUT /catalog/my/services`), none"
        " without stored services; needs an access token (401), and cannot be combined with `providers`",
        examples=[False],
    )
    country: Country | None = Field(
        default=None, description="Titles made in this country (ISO 3166-1), among others", examples=["US"]
    )
    original_language: Language | None = Field(
        default=None, description="Titles made in this language (ISO 639-1), whatever the language of their texts"
    )

    @field_validator("providers")
    @classmethod
    def _are_numbers(cls, value: str | None) -> str | None:
        numbers = {int(part) for part in value.split(",")} if value else set()
        if len(numbers) > MOST_PROVIDERS:
            raise PydanticCustomError(
                "providers_too_many", "must contain at most {maxItems} numbers", {"maxItems": MOST_PROVIDERS}
            )
        if any(not 0 < number <= _LARGEST for number in numbers):
            raise PydanticCustomError(
                "providers_range", "must contain numbers from 1 to {maximum}", {"minimum": 1, "maximum": _LARGEST}
            )
        return value

    @field_validator("my_services")
    @classmethod
    def _own_or_named(cls, value: bool, info: ValidationInfo) -> bool:
        if value and info.data.get("providers") is not None:
            raise PydanticCustomError("services_conflict", "cannot be combined with providers")
        return value

    def provider_ids(self) -> tuple[int, ...] | None:
        """Return the numbers of services, each once and in order, or null when they do not filter."""
        return None if self.providers is None else tuple(sorted({int(part) for part in self.providers.split(",")}))
