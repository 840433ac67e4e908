"""A dead letter in the index, and what may be done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from auth.domain.dead_letters.errors import DeadLetterHandled

Action = Literal["redrive", "discard"]
Status = Literal["open", "redriving", "discarding", "redriven", "discarded"]

REQUESTED: Final[Mapping[Action, Status]] = {"redrive": "redriving", "discard": "discarding"}
"""The status of a letter whose action was requested and is not complete."""
HANDLED: Final[Mapping[Action, Status]] = {"redrive": "redriven", "discard": "discarded"}


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A rejected event: where it came from, why it was rejected, and what was done about it since."""

    id: UUID
    reference: str
    """The id by which the command `dlq` names it."""
    service: str
    topic: str
    partition: int
    offset: int
    key: str
    event_id: str
    event_type: str
    code: str
    reason: str
    rejected_at: datetime
    status: Status = "open"
    note: str = ""
    """What the administrator wrote about the action."""
    requested_by: UUID | None = None
    requested_at: datetime | None = None
    handled_at: datetime | None = None
    failure: str = ""
    """Why the last action had no effect."""

    def needs(self, action: Action) -> bool:
        """Return whether an action is still to be requested; raise DeadLetterHandled after another one."""
        if self.status == "open":
            return True
        if self.status not in {REQUESTED[action], HANDLED[action]}:
            raise DeadLetterHandled(self.status)
        return False


@dataclass(frozen=True, slots=True)
class Content:
    """What a rejected record contains, as text in which secrets are masked."""

    headers: Sequence[tuple[str, str]]
    payload: str | None
    """Null when the letter was too large to keep its body."""
    payload_bytes: int
    truncated: bool
