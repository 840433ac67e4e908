"""Requests of the routes of the policy."""

from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import Path
from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from catalog.application.policy.models import DryRunOptions
from catalog.presentation.policy.config_schemas import PolicyConfiguration
from catalog.presentation.policy.errors import ID, RUN
from chassis.http.schemas import Parameters, RequestModel

MOST_EVALUATED: Final = 10_000

PolicyId = Annotated[UUID, Path(alias="id", description="Id of the policy", examples=[str(ID)])]
RunId = Annotated[UUID, Path(alias="runId", description="Id of the run", examples=[str(RUN)])]


class PolicyRequest(PolicyConfiguration):
    """A new version of the policy."""

    description: Annotated[str, Field(max_length=500)] | None = Field(
        default=None, description="What the version is for; null without one", examples=["English-language titles"]
    )


class PrepareRequest(RequestModel):
    """How a policy is prepared."""

    batch_size: int = Field(
        default=500, ge=1, le=5000, description="Titles that are evaluated per transaction", examples=[500]
    )
    concurrency: int = Field(
        default=1, ge=1, le=1, description="Always 1: one worker evaluates a run, batch by batch", examples=[1]
    )


class PromoteRequest(RequestModel):
    """What a run must have reached to be promoted."""

    coverage_threshold: float = Field(
        default=1.0,
        ge=0,
        le=1,
        description="Lowest share of titles that are evaluated, 0 to 1. A title that is not keeps its state",
        examples=[1.0],
    )
    max_errors: int = Field(
        default=0, ge=0, le=10_000, description="Highest number of titles that could not be evaluated", examples=[0]
    )


class DryRunSelection(RequestModel):
    """Which titles a dry run evaluates."""

    mode: Literal["sample", "top", "byType", "byCountry"] = Field(
        default="top",
        description="`sample`: a random share. `top`: the most popular. `byType`: the most popular movies or shows."
        " `byCountry`: the most popular of a country of origin",
        examples=["top"],
    )
    limit: int = Field(default=1000, ge=1, le=MOST_EVALUATED, description="Highest number of titles", examples=[1000])
    media_type: Literal["movie", "show"] | None = Field(
        default=None,
        description="`movie` or `show`: required by `byType`, a filter in the other modes",
        examples=[None],
    )
    country: Annotated[str, Field(pattern="^[A-Za-z]{2}$"), AfterValidator(str.upper)] | None = Field(
        default=None,
        description="Country of origin (ISO 3166-1): required by `byCountry`, a filter in the other modes",
        examples=[None],
    )
    sample_percent: Annotated[float, Field(ge=1, le=100)] | None = Field(
        default=None,
        description="Share of the catalog in percent, with `sample` only; 1 to 10 by default, more for a higher limit",
        examples=[None],
    )

    @model_validator(mode="after")
    def _mode_has_its_parameter(self) -> "DryRunSelection":
        if self.mode == "byType" and self.media_type is None:
            raise PydanticCustomError("media_type_missing", "mediaType is required with the mode byType")
        if self.mode == "byCountry" and self.country is None:
            raise PydanticCustomError("country_missing", "country is required with the mode byCountry")
        if self.mode != "sample" and self.sample_percent is not None:
            raise PydanticCustomError("sample_percent_mode", "samplePercent requires the mode sample")
        return self

    def options(self) -> DryRunOptions:
        """Return the choice of titles."""
        return DryRunOptions(self.mode, self.limit, self.media_type, self.country, self.sample_percent)


class DryRunRequest(RequestModel):
    """A configuration to try, and the titles to try it on."""

    policy: PolicyConfiguration = Field(description="The configuration; it is not stored")
    options: DryRunSelection = Field(default=DryRunSelection(), description="The titles")


class PageParams(Parameters):
    """The part of a list."""

    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of items on the page", examples=[20])
    offset: int = Field(default=0, ge=0, le=1_000_000, description="Number of items before the page", examples=[0])


class DiffParams(Parameters):
    """How much of a comparison is shown."""

    sample_size: int = Field(
        default=50, ge=1, le=500, description="Highest number of titles per direction", examples=[50]
    )


class ExplanationParams(Parameters):
    """The policy of an explanation."""

    policy_id: UUID | None = Field(
        default=None, description="Id of a policy; the active one by default", examples=[str(ID)]
    )
