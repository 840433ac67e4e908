"""What is sent: documents of about 2 KB, each with a key, a version and CloudEvents headers."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

import orjson

PADDING = "".join(chr(97 + number % 26) for number in range(1_800))
TYPE = "document.written.v1"


@dataclass(frozen=True, slots=True)
class Document:
    """A state event."""

    id: UUID
    version: int
    event_id: UUID = field(default_factory=uuid4)

    @property
    def body(self) -> bytes:
        """The event's body."""
        return orjson.dumps({"id": str(self.id), "version": self.version, "text": PADDING, "tags": ["a", "b", "c"]})

    @property
    def headers(self) -> dict[str, str]:
        """The event's headers."""
        return {
            "ce_specversion": "1.0",
            "ce_id": str(self.event_id),
            "ce_source": "benchmark",
            "ce_type": TYPE,
            "ce_subject": str(self.id),
            "ce_time": datetime.now(UTC).isoformat(),
            "content-type": "application/json",
        }


def documents(count: int) -> list[Document]:
    """Return documents with keys of their own."""
    return [Document(uuid4(), 1) for _ in range(count)]
