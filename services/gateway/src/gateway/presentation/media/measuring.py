"""What the edge of media files counts."""

from dataclasses import dataclass
from typing import Final, Literal

from prometheus_client import Counter

from gateway.domain.media.files import ROUTE

Source = Literal["memory", "storage", "none"]
Kind = Literal["manifest", "file"]

BYTES: Final = Counter("gateway_media_bytes", "Bytes of media files that were sent", ("source",))
RESPONSES: Final = Counter(
    "gateway_media_responses", "Responses to requests for media files", ("kind", "source", "status")
)


@dataclass(slots=True)
class Transfer:
    """One response: what was requested, from where it came, and how it ended; the route of its metrics."""

    kind: Kind = "file"
    source: Source = "none"
    status: int = 0
    bytes: int = 0
    path: str = ROUTE


class MediaMetrics:
    """Counts responses; what has been counted once is found without a lock."""

    def __init__(self) -> None:
        self._bytes = {source: BYTES.labels(source) for source in ("memory", "storage", "none")}
        self._responses: dict[tuple[Kind, Source, int], Counter] = {}

    def count(self, transfer: Transfer) -> None:
        """Count a response that has ended; zero stands for a client that was gone before it began."""
        if transfer.bytes:
            self._bytes[transfer.source].inc(transfer.bytes)
        kind = (transfer.kind, transfer.source, transfer.status // 100)
        counter = self._responses.get(kind)
        if counter is None:
            counter = self._responses[kind] = RESPONSES.labels(transfer.kind, transfer.source, f"{kind[2]}xx")
        counter.inc()
