"""Reading the queue and the audit trail."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.messaging.transaction import Transactions
from chassis.storage.lists.keysets import By, Keyset, bounded_count
from social.application.reviews.read_models import Author, CaseView, DecisionView
from social.infrastructure.moderation.cases import to_case
from social.infrastructure.moderation.tables import cases, decisions, reports
from social.infrastructure.people.tables import people
from social.infrastructure.reviews.rows import to_comment, to_review
from social.infrastructure.reviews.tables import comments, reviews

_OLDEST: Final = Keyset(By(cases.c.opened_at, ascending=True), By(cases.c.target_id, ascending=True))
_NEWEST: Final = Keyset(By(decisions.c.created_at), By(decisions.c.decision_id, ascending=True))


class SqlModerationReader:
    """The queue and the audit trail in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def cases(self, part: Slice) -> Part[CaseView]:
        """Read by the index of open cases, and what they are about by primary keys."""
        query = select(cases).where(cases.c.is_open)
        async with self._transactions.read() as connection:
            total = await bounded_count(connection, query)
            rows, last = await _OLDEST.read_mappings(connection, query, part)
            read = [to_case(row) for row in rows]
            ids = [case.target_id for case in read]
            of_reviews = await _by_id(connection, reviews, "review_id", ids)
            of_comments = await _by_id(connection, comments, "comment_id", ids)
            reasons = await _reasons(connection, ids)
            writers = {row["user_id"] for row in (*of_reviews.values(), *of_comments.values())} - {None}
            authors = await _by_id(connection, people, "user_id", writers)
        items = []
        for case in read:
            review, comment = of_reviews.get(case.target_id), of_comments.get(case.target_id)
            writer = (review or comment or {}).get("user_id")
            author = None if writer is None else _author(writer, authors.get(writer))
            items.append(
                CaseView(
                    case,
                    None if review is None else to_review(review),
                    None if comment is None else to_comment(comment),
                    author,
                    reasons.get(case.target_id, {}),
                )
            )
        return Part(items, total, last)

    async def decisions(self, target_id: UUID | None, part: Slice) -> Part[DecisionView]:
        """Read by the index of time, or of what was decided about."""
        query = select(decisions)
        if target_id is not None:
            query = query.where(decisions.c.target_id == target_id)
        async with self._transactions.read() as connection:
            total = await bounded_count(connection, query)
            rows, last = await _NEWEST.read_mappings(connection, query, part)
        return Part([_decision(row) for row in rows], total, last)


async def _by_id(connection: AsyncConnection, table: Table, key: str, ids: Collection[Any]) -> dict[UUID, Any]:
    rows = await connection.execute(select(table).where(table.c[key].in_(ids)))
    return {row[key]: row for row in rows.mappings()}


async def _reasons(connection: AsyncConnection, ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Count by reason what was reported since each case was opened."""
    since = and_(cases.c.target_id == reports.c.target_id, reports.c.created_at >= cases.c.opened_at)
    query = (
        select(reports.c.target_id, reports.c.reason, func.count())
        .join(cases, since)
        .where(reports.c.target_id.in_(ids))
        .group_by(reports.c.target_id, reports.c.reason)
        .order_by(reports.c.target_id, reports.c.reason)
    )
    reasons: dict[UUID, dict[str, int]] = {}
    for target_id, reason, number in await connection.execute(query):
        reasons.setdefault(target_id, {})[reason] = number
    return reasons


def _author(user_id: UUID, row: Any) -> Author:
    return Author(user_id, None, None) if row is None else Author(user_id, row["username"], row["avatar_id"])


def _decision(row: Any) -> DecisionView:
    return DecisionView(
        decision_id=row["decision_id"],
        kind=row["target_kind"],
        target_id=row["target_id"],
        author_id=row["author_id"],
        moderator_id=row["moderator_id"],
        verdict=row["verdict"],
        why=row["why"],
        muted_until=row["muted_until"],
        before=row["before"],
        decided_at=row["created_at"],
    )
