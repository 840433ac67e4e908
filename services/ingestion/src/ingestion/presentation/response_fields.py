"""Fields that several responses share."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

JobStatus = Literal["queued", "processing", "ready", "failed", "cancelled"]


PriorityName = Literal["person", "tracked", "refresh", "snapshot"]


IngestionStatus = Literal["ready", "importing"]


MediaId = Annotated[UUID, Field(description="The title's media id", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])]


TmdbNumber = Annotated[int, Field(description="TMDB's number of the title", examples=[550])]


JobNumber = Annotated[
    UUID,
    Field(description="Follow it at `GET /ingestion/jobs/{id}`", examples=["5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11"]),
]


State = Annotated[
    JobStatus,
    Field(
        description="`queued`: waits for its turn or for a provider. `processing`: runs. `ready`: succeeded. `failed`:"
        " gave up, see `errorCode`. `cancelled`: was stopped",
        examples=["queued"],
    ),
]


Visible = Annotated[
    IngestionStatus,
    Field(
        description="`ready`: the title is imported, and stays visible while it is refreshed. `importing`: not yet",
        examples=["ready"],
    ),
]


Slug = Annotated[
    str | None,
    Field(
        description="The title's slug, to open it with; null until catalog has published it", examples=["fight-club"]
    ),
]
