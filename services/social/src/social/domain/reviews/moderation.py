"""Reports about reviews and comments, and the decisions of moderators."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from social.domain.reviews.errors import DecisionNotPossible
from social.domain.reviews.reaction import TargetKind
from social.domain.reviews.text import Status

Reason = Literal["spam", "harassment", "hate", "spoiler", "off_topic", "illegal", "other"]
Verdict = Literal["dismiss", "hide", "remove", "warn", "mute"]
"""`mute` also hides: what was reported does not stay visible while its author is silent."""

MOST_MUTE_HOURS: Final = 24 * 365
_STATUS: Final[dict[Verdict, Status]] = {"hide": "hidden", "remove": "removed", "mute": "hidden"}
Outcome = Literal["hidden", "removed", "warned", "muted", "shown"]
_OUTCOMES: Final[dict[Verdict, Outcome]] = {"hide": "hidden", "remove": "removed", "warn": "warned", "mute": "muted"}
AGAINST: Final[tuple[Verdict, ...]] = ("remove", "warn", "mute")
"""Decisions that count against the author."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a user reports; `trusted` is whether the user was trusted then."""

    user_id: UUID
    kind: TargetKind
    target_id: UUID
    reason: Reason
    note: str | None
    reported_at: datetime
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """All reports about one review or comment."""

    kind: TargetKind
    target_id: UUID
    opened_at: datetime
    reports: int = 0
    trusted_reports: int = 0
    is_open: bool = True

    def hides(self, threshold: int) -> bool:
        """Return whether so many trusted users have reported it that it is hidden until a moderator decides."""
        return self.is_open and self.trusted_reports >= threshold


@dataclass(frozen=True, slots=True)
class Decision:
    """What a moderator decides about a case, and why."""

    verdict: Verdict
    why: str
    mute_hours: int | None = None

    def check(self, status: Status) -> None:
        """Raise DecisionNotPossible when the decision does not fit itself, or the status of what was reported."""
        if (self.verdict == "mute") != (self.mute_hours is not None):
            raise DecisionNotPossible("muteHours: belongs to the verdict mute, which needs it")
        if status in ("removed", "deleted") and self.verdict in ("hide", "remove", "mute"):
            raise DecisionNotPossible(f"verdict: what is {status} already cannot be hidden or removed")

    def status(self, before: Status) -> Status:
        """Return the status after the decision: a dismissal shows again what was hidden."""
        if self.verdict == "dismiss":
            return "visible" if before == "hidden" else before
        return _STATUS.get(self.verdict, before)

    def outcome(self, before: Status) -> Outcome | None:
        """Return what the author learns of the decision; null when it changes nothing for the author."""
        if self.verdict == "dismiss":
            return "shown" if before == "hidden" else None
        return _OUTCOMES[self.verdict]

    def muted_until(self, now: datetime) -> datetime | None:
        """Return until when the author must not write; null when the decision does not say so."""
        return None if self.mute_hours is None else now + timedelta(hours=self.mute_hours)
