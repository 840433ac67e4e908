"""Use cases of the gateway."""

from dataclasses import dataclass

from gateway.application.admission import Admit
from gateway.application.api_document import ApiDocument
from gateway.application.event_streams import EventStreams
from gateway.application.events.public_events import PublicEvents
from gateway.application.forwarding import Forward
from gateway.application.images.showing import ShowImage
from gateway.application.rate_limiter import RateLimiter
from gateway.application.revocations import RevokeSession


@dataclass(frozen=True, slots=True)
class Application:
    """The use cases, and the state that each replica keeps in memory."""

    admit: Admit
    forward: Forward
    limiter: RateLimiter
    streams: EventStreams
    events: PublicEvents
    revoke_session: RevokeSession
    document: ApiDocument
    show_image: ShowImage
