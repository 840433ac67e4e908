"""Parameters of a search."""

from typing import Annotated

from pydantic import Field

from chassis.core.languages import TAG
from chassis.http.schemas import Parameters


class SearchParams(Parameters):
    """What is searched at the provider."""

    query: str = Field(
        min_length=1, max_length=200, description="Part of a name, 1 to 200 characters", examples=["matrix"]
    )
    language: Annotated[str, Field(pattern=f"^{TAG}$", examples=["pt-BR"])] | None = Field(
        default=None, description="Language of names as a BCP 47 tag; that of the installation by default"
    )
