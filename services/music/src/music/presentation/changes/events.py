"""What happens, as both kinds of streams send it: server-sent events and WebSockets."""

from typing import Annotated

from fastapi import Header
from pydantic import BaseModel

from chassis.http.routing.web_sockets import EVENT_ID
from jobs.model import Job
from music.application.analysis.views import Progress
from music.application.changes.live import LiveEvent
from music.presentation.analysis.schemas import AnalysisProgressResponse
from music.presentation.changes.schemas import LibraryChangeResponse
from music.presentation.scanning.schemas import MusicScanResponse

LastEventId = Annotated[
    str | None,
    Header(
        alias="Last-Event-ID",
        pattern=EVENT_ID,
        description="Id of the last event that was received: the stream continues after it",
        examples=["1042"],
    ),
]


def body_of(event: LiveEvent) -> object:
    """Return the content of an event as JSON."""
    content: BaseModel
    match event.content:
        case Job() as scan:
            content = MusicScanResponse.of(scan)
        case Progress() as progress:
            content = AnalysisProgressResponse.of(progress)
        case change:
            content = LibraryChangeResponse.of(change)
    return content.model_dump(mode="json", by_alias=True)
