"""Responses to requests about signals."""

from typing import Literal

from pydantic import Field

from chassis.http.schemas import ResponseModel
from ingestion.presentation.jobs.responses import StartedResponse


class SnapshotsStarted(StartedResponse):
    """A job that collects the day's signals."""

    region: Literal["global"] = Field(default="global", description="Audiences are counted for the whole world")
    force: bool = Field(description="Whether titles that were observed today are observed again", examples=[False])


class BackfillResponse(ResponseModel):
    """How many rows were accepted."""

    accepted: int = Field(description="Number of rows with at least one value", examples=[4990])
    empty: int = Field(description="Number of rows without any value, which are ignored", examples=[10])
