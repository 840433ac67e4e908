"""What billing reads."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime

from contracts.event import Contract
from contracts.library import PlayRecordedV1
from contracts.readers.reader import Reader


class PlayRecorded(Reader):
    """A user watched a title, or retracted that they did."""

    contract: ClassVar[type[Contract]] = PlayRecordedV1

    user_id: UUID
    media_id: UUID
    watched_at: AwareDatetime
    precision: Literal["instant", "day", "year", "unknown"] = "instant"
    retracted: bool = False
