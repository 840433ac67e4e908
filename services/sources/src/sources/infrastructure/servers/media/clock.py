"""The clock of a media server, by which it notes changes."""

from datetime import datetime

from chassis.core.outgoing.retry_after import http_date
from sources.infrastructure.servers.calls import ServerCalls


async def server_time(calls: ServerCalls, target: str) -> datetime:
    """Return the time that the response to a path states; raise SourceFailed."""
    stated = http_date((await calls.send(target)).headers.get("date", ""))
    return calls.clock.now() if stated is None or stated.tzinfo is None else stated
