"""Fields and parameters that several requests share."""

import re
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import Path
from pydantic import (
    AfterValidator,
    Field,
)
from pydantic_core import PydanticCustomError

from chassis.http.schemas import Parameters
from ingestion.domain.titles.facts import Kind

MOST_IDS: Final = 200


EXAMPLE_JOB: Final = "5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11"


TmdbId = Annotated[int, Field(strict=True, gt=0, lt=2**31, description="TMDB number of the title", examples=[550])]


KindField = Annotated[Kind, Field(description="`movie` or `show`", examples=["movie"])]


Count = Annotated[int, Field(strict=True, ge=0, lt=2**31)]


FIRST_DAY: Final = date(2000, 1, 1)
"""No provider counted watchers before; signals of earlier days are rejected."""


TmdbIdInPath = Annotated[
    int, Path(alias="tmdbId", gt=0, lt=2**31, description="TMDB's number of the title", examples=[550])
]


JobId = Annotated[
    UUID, Path(alias="jobId", description="Id of the job, from the response that started it", examples=[EXAMPLE_JOB])
]


def _region(text: str) -> str:
    upper = text.upper()
    if not re.fullmatch(r"[A-Z]{2}", upper):
        raise PydanticCustomError("country_code", "must be a country code of two letters (ISO 3166-1)")
    return upper


Region = Annotated[
    str,
    AfterValidator(_region),
    Field(description="ISO 3166-1 country code; by default the region of the installation", examples=["US"]),
]


Force = Annotated[
    bool, Field(description="Whether to import every listed title again, also imported ones", examples=[False])
]


class NoParams(Parameters):
    """A route without parameters."""
