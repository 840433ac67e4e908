"""Parameters of the audit log."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import AwareDatetime, Field

from auth.application.security.ports import AuditPosition, AuditSelection
from auth.domain.security.audit import AuditKind
from chassis.http.errors import validation_error
from chassis.http.follow_up.cursors import Cursor, InvalidCursor, decode_cursor, encode_cursor
from chassis.http.schemas import Parameters
from chassis.http.validation.problems import Problem

FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)
LAST: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""No entry is outside; other instants may have no form in UTC."""
_MICROSECOND: Final = timedelta(microseconds=1)
_MOST_MICROSECONDS: Final = (LAST - FIRST) // _MICROSECOND
_MOST_NUMBER: Final = 2**63 - 1


class AuditParams(Parameters):
    """Parameters of the user's own audit log."""

    limit: int = Field(default=50, ge=1, le=100, description="Maximum number of entries on the page", examples=[50])
    cursor: Cursor | None = Field(
        default=None,
        description="`nextCursor` of the page before, with the same filters",
        examples=["m5vRkq0T2lZlWzQyXQ"],
    )

    def query(self) -> str:
        """Return what identifies the list, on which a cursor depends."""
        return "own"

    def before(self) -> AuditPosition | None:
        """Return where the page begins; raise ApiError. A client can compute the checksum, so values are checked."""
        if self.cursor is None:
            return None
        try:
            microseconds, number = decode_cursor(self.cursor, self.query())
            if type(microseconds) is not int or not 0 <= microseconds <= _MOST_MICROSECONDS:
                raise InvalidCursor
            if type(number) is not int or not 0 < number <= _MOST_NUMBER:
                raise InvalidCursor
        except ValueError as invalid:
            rule = "must be `nextCursor` of the page before, with the same filters"
            raise validation_error(Problem("cursor", "query", "cursor_invalid", rule)) from invalid
        return AuditPosition(FIRST + microseconds * _MICROSECOND, number)

    def following(self, position: AuditPosition | None) -> str | None:
        """Return the cursor of the page that follows an entry."""
        if position is None:
            return None
        return encode_cursor(((position.at - FIRST) // _MICROSECOND, position.number), self.query())


class AllAuditParams(AuditParams):
    """Parameters of the audit log of all users."""

    user_id: UUID | None = Field(
        default=None,
        description="Only what happened to this user",
        examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"],
    )
    actor_id: UUID | None = Field(
        default=None, description="Only what this user did", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a20"]
    )
    kind: AuditKind | None = Field(default=None, description="Only entries of this kind", examples=["token_reused"])
    since: AwareDatetime | None = Field(
        default=None, description="Only entries at or after this instant", examples=["2026-11-01T00:00:00Z"]
    )
    until: AwareDatetime | None = Field(
        default=None, description="Only entries before this instant", examples=["2026-12-01T00:00:00Z"]
    )

    def query(self) -> str:
        """Return the filters, on which a cursor depends."""
        return self.model_dump_json(exclude={"limit", "cursor"}, exclude_defaults=True)

    def selection(self) -> AuditSelection:
        """Return the selection of entries; raise ApiError for a cursor of another query."""
        return AuditSelection(
            limit=self.limit,
            before=self.before(),
            account_id=self.user_id,
            actor_id=self.actor_id,
            kind=self.kind,
            since=possible(self.since),
            until=possible(self.until),
        )


def possible(instant: datetime | None) -> datetime | None:
    """Return an instant within the bounds of what can be stored."""
    return None if instant is None else min(max(instant, FIRST), LAST)
