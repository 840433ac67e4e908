"""What billing reads."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime

from contracts.event import Contract
from contracts.library import PlayRecordedV1
from contracts.playback import PlaybackProgressedV1, PlayState
from contracts.readers.reader import Reader


class PlayRecorded(Reader):
    """A user watched a title, or retracted that they did."""

    contract: ClassVar[type[Contract]] = PlayRecordedV1

    user_id: UUID
    media_id: UUID
    watched_at: AwareDatetime
    precision: Literal["instant", "day", "year", "unknown"] = "instant"
    retracted: bool = False


class PlaybackProgressed(Reader):
    """A user plays a title, or its trailer, with Marquee."""

    contract: ClassVar[type[Contract]] = PlaybackProgressedV1

    user_id: UUID
    media_id: UUID
    trailer: bool = False
    state: PlayState
    at: AwareDatetime
