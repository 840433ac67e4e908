"""Responses to requests that refresh titles."""

from pydantic import Field

from ingestion.presentation.jobs.responses import StartedResponse


class TrackedStarted(StartedResponse):
    """A job that refreshes followed shows."""

    force: bool = Field(description="Whether everything is fetched from every provider", examples=[False])
