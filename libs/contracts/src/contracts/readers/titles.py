"""What several consumers read of a title in the same way."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from contracts.catalog import MediaPublishedV1
from contracts.event import Contract
from contracts.identity import Kind
from contracts.readers.reader import Reader
from contracts.stats import Scores


class OpenScore(Reader):
    """The open score of a title."""

    contract: ClassVar[type[Contract]] = Scores

    ratingo: float = Field(ge=0, le=100)


class MediaPublished(Reader):
    """The slug of a title's page."""

    contract: ClassVar[type[Contract]] = MediaPublishedV1

    version: int
    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    slug: str = Field(min_length=1)
