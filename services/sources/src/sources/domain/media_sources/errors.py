"""Errors of media sources.

SourcesError
├── SourceNotFound
├── SourceChanged
├── SourceOfAnother
├── ForAdministrators
├── TooManySources
├── SettingInvalid
├── SourceUnreadable
├── SourcePaused
└── TooManyStreams

`SourceFailed` and `ChangesUnknown` are what an adapter raises: each ends as the reason of a scan or of a failed check.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.core.rules.broken import BrokenRule
from sources.domain.errors import SourcesError


class SourceFailed(Exception):
    """A source cannot be read. Its files stay as they are.

    `code` is a stable name of the cause: `unreachable`, `credentials_refused`, `not_found`, `invalid_response`,
    `rate_limited`, `too_large`, `egress_…` or `unexpected`. Work that `waits` is not at fault: it is done at
    `retry_at`, or later.
    """

    def __init__(self, code: str, detail: str, *, retry_at: datetime | None = None, waits: bool = False) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.retry_at = retry_at
        self.waits = waits


class ChangesUnknown(Exception):
    """The source cannot report what has changed since a position: it must be listed as a whole."""


class SourceNotFound(SourcesError):
    """No media source that the user may see has this id."""

    def __init__(self, source_id: UUID) -> None:
        super().__init__(f"No media source has the id {source_id}")


class SourceChanged(SourcesError):
    """The media source has another revision than the request expects."""

    def __init__(self, source_id: UUID) -> None:
        super().__init__(f"The media source {source_id} has been changed: read it again")


class SourceOfAnother(SourcesError):
    """The media source belongs to another user, who alone may change it besides administrators."""

    def __init__(self, source_id: UUID) -> None:
        super().__init__(f"The media source {source_id} belongs to another user")


class ForAdministrators(SourcesError):
    """Only administrators may add such a source, or show one to everyone."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Only administrators may {what}")


class TooManySources(SourcesError):
    """The user has as many media sources as one user may have."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"A user may have {limit} media sources: delete one first")


@dataclass(frozen=True, slots=True)
class InvalidSetting:
    """A field of a source that breaks a rule."""

    field: str
    """Its place in the body of a request, for example `configuration.url`."""
    broken: BrokenRule


class SettingInvalid(SourcesError):
    """The configuration or the credentials do not have the fields that the kind of source needs."""

    def __init__(self, problems: Sequence[InvalidSetting]) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.broken}" for problem in problems))
        self.problems = tuple(problems)


class SourceUnreadable(SourcesError):
    """The source cannot be read with this configuration and these credentials; nothing was changed."""

    def __init__(self, failure: SourceFailed) -> None:
        super().__init__(f"The source cannot be read: {failure.detail}")
        self.failure = failure
        self.details = {"cause": failure.code, "reason": failure.detail}


class SourcePaused(SourcesError):
    """The media source is paused: it is not scanned."""

    def __init__(self, source_id: UUID) -> None:
        super().__init__(f"The media source {source_id} is paused: resume it first")


class TooManyStreams(SourcesError):
    """The user, or all users together, have as many event streams open as one process serves."""

    retry_after = 5

    def __init__(self, rule: str, limit: int) -> None:
        super().__init__(f"At most {limit} event streams {rule}: close one, or try again in {self.retry_after} s")
