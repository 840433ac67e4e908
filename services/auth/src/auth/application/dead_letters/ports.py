"""Ports of dead letters: their index, and the log of events that has the letters themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from auth.domain.dead_letters.letters import Action, Content, DeadLetter, Status

Result = Literal["redriven", "discarded", "superseded", "body_unavailable", "failed", "expired"]


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """Conditions that a letter must meet, all of them; null is met by every letter."""

    service: str | None = None
    topic: str | None = None
    code: str | None = None
    status: Status | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A page of letters, and how many there are in the whole selection."""

    letters: Sequence[DeadLetter]
    total: int


@dataclass(frozen=True, slots=True)
class LetterDetails:
    """A letter with its content."""

    letter: DeadLetter
    content: Content
    rejections: int
    """How often the service has rejected the event, this time included."""


@dataclass(frozen=True, slots=True)
class ActionRequest:
    """What administrators have requested for some letters."""

    action: Action
    note: str
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class ClaimedLetter:
    """A letter whose action this process carries out."""

    id: UUID
    reference: str
    topic: str
    action: Action
    note: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a claimed letter; `detail` is empty on success."""

    letter_id: UUID
    result: Result
    detail: str = ""


class DeadLetters(Protocol):
    """The index of dead letters in a unit of work."""

    async def page(self, where: LetterFilter, limit: int, offset: int) -> LetterPage:
        """Return a page of letters, the newest first."""
        ...

    async def details(self, letter_id: UUID) -> LetterDetails | None:
        """Return a letter with its content, or null."""
        ...

    async def lock(self, letter_id: UUID) -> DeadLetter | None:
        """Return a letter, locked until the unit of work ends, or null."""
        ...

    async def request(self, letter_id: UUID, request: ActionRequest) -> None:
        """Request an action for a letter."""
        ...

    async def request_all(self, where: LetterFilter, request: ActionRequest) -> int:
        """Request an action for all open letters of a selection, and return how many there are."""
        ...

    async def claim(self, limit: int) -> Sequence[ClaimedLetter]:
        """Return letters whose action was requested, for this process alone for a minute."""
        ...

    async def settle(self, outcomes: Sequence[Outcome], at: datetime) -> None:
        """Save what became of claimed letters."""
        ...

    async def delete_old(self, now: datetime) -> bool:
        """Delete a batch of letters that are no longer kept; return whether more may be left."""
        ...


class LetterLog(Protocol):
    """The log of events, which has the letters themselves."""

    async def carry_out(self, claimed: Sequence[ClaimedLetter]) -> Sequence[Outcome]:
        """Redrive and discard letters, and return what became of them; raise LogUnavailable."""
        ...


class LogUnavailable(Exception):
    """The log of events does not respond; nothing is lost, and the actions are carried out later."""
