"""Reports by what they are about, and decisions, in Postgres."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from social.domain.reviews.comment import Comment
from social.domain.reviews.moderation import Case, Decision, Report
from social.domain.reviews.review import Review
from social.infrastructure.moderation.tables import cases, decisions, reports


class SqlCases:
    """Reads and writes reports and decisions in the caller's transaction."""

    def __init__(self, connection: AsyncConnection, new_id: Callable[[], UUID]) -> None:
        self._connection = connection
        self._new_id = new_id

    async def find(self, target_id: UUID) -> Case | None:
        """Read by primary key."""
        row = (await self._connection.execute(select(cases).where(cases.c.target_id == target_id))).mappings().first()
        return None if row is None else to_case(row)

    async def has_report(self, user_id: UUID, target_id: UUID) -> bool:
        """Read by primary key."""
        of_user = (reports.c.target_id == target_id, reports.c.user_id == user_id)
        return bool(await self._connection.scalar(select(exists().where(*of_user))))

    async def add(self, report: Report) -> Case:
        """Insert the report, and count it in the case, whose numbers begin again when it was closed."""
        await self._connection.execute(
            insert(reports).values(
                target_id=report.target_id,
                user_id=report.user_id,
                reason=report.reason,
                note=report.note,
                trusted=report.trusted,
                created_at=report.reported_at,
            )
        )
        statement = insert(cases).values(
            target_id=report.target_id,
            target_kind=report.kind,
            opened_at=report.reported_at,
            reports=1,
            trusted_reports=int(report.trusted),
            is_open=True,
        )
        excluded = statement.excluded
        counted = statement.on_conflict_do_update(
            index_elements=["target_id"],
            set_={
                "opened_at": case((cases.c.is_open, cases.c.opened_at), else_=excluded.opened_at),
                "reports": case((cases.c.is_open, cases.c.reports + 1), else_=1),
                "trusted_reports": case(
                    (cases.c.is_open, cases.c.trusted_reports + excluded.trusted_reports),
                    else_=excluded.trusted_reports,
                ),
                "is_open": True,
            },
        ).returning(cases)
        return to_case((await self._connection.execute(counted)).mappings().one())

    async def close(self, target_id: UUID) -> None:
        """Update by primary key."""
        await self._connection.execute(update(cases).where(cases.c.target_id == target_id).values(is_open=False))

    async def record(
        self, target: Review | Comment, decision: Decision, moderator_id: UUID, now: datetime, until: datetime | None
    ) -> None:
        """Insert the decision."""
        is_review = isinstance(target, Review)
        await self._connection.execute(
            insert(decisions).values(
                decision_id=self._new_id(),
                target_id=target.review_id if isinstance(target, Review) else target.comment_id,
                target_kind="review" if is_review else "comment",
                author_id=target.user_id,
                moderator_id=moderator_id,
                verdict=decision.verdict,
                why=decision.why,
                muted_until=until,
                before=_before(target),
                created_at=now,
            )
        )


def to_case(row: Any) -> Case:
    """Return the case of a row."""
    return Case(
        kind=row["target_kind"],
        target_id=row["target_id"],
        opened_at=row["opened_at"],
        reports=row["reports"],
        trusted_reports=row["trusted_reports"],
        is_open=row["is_open"],
    )


def _before(target: Review | Comment) -> dict[str, Any]:
    if isinstance(target, Review):
        content = target.content
        return {
            "status": target.status,
            "text": content.text,
            "rating": content.rating,
            "spoiler": content.spoiler,
            "version": target.version,
        }
    return {
        "status": target.status,
        "text": target.text,
        "rating": None,
        "spoiler": target.spoiler,
        "version": target.version,
    }
