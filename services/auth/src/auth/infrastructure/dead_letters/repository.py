"""The index of dead letters in one database transaction."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.application.dead_letters.ports import (
    ActionRequest,
    ClaimedLetter,
    LetterDetails,
    LetterFilter,
    LetterPage,
    Outcome,
)
from auth.domain.dead_letters.letters import HANDLED, REQUESTED, Action, Content, DeadLetter
from auth.infrastructure import batches
from auth.infrastructure.dead_letters.tables import dead_letters
from contracts.topics import DEAD_LETTER_DAYS

KEPT: Final = timedelta(days=DEAD_LETTER_DAYS)
"""As long as the topics keep them, and shorter than inboxes keep ids: a redriven event is applied once."""
LEASE: Final = timedelta(minutes=1)

_COLUMNS: Final = dead_letters.c
_SHOWN: Final = tuple(_COLUMNS[field.name] for field in fields(DeadLetter))
_NEWEST_FIRST: Final = (_COLUMNS.rejected_at.desc(), _COLUMNS.id.desc())
_ACTIONS: Final[dict[str, Action]] = {status: action for action, status in REQUESTED.items()}


class SqlDeadLetters:
    """The index of a transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def page(self, where: LetterFilter, limit: int, offset: int) -> LetterPage:
        """Read by the index of times, and count the selection."""
        conditions = _conditions(where)
        query = select(*_SHOWN).where(*conditions).order_by(*_NEWEST_FIRST).limit(limit).offset(offset)
        count = select(func.count()).select_from(dead_letters).where(*conditions)
        total = (await self._connection.execute(count)).scalar_one()
        rows = (await self._connection.execute(query)).mappings()
        return LetterPage([DeadLetter(**row) for row in rows], total)

    async def details(self, letter_id: UUID) -> LetterDetails | None:
        """Read by the primary key, and count the rejections of the event by its id."""
        row = (await self._connection.execute(select(dead_letters).where(_COLUMNS.id == letter_id))).mappings().first()
        if row is None:
            return None
        letter = DeadLetter(**{field.name: row[field.name] for field in fields(DeadLetter)})
        headers = [(name, value) for name, value in row["headers"]]
        content = Content(headers, row["payload"], row["payload_bytes"], row["truncated"])
        return LetterDetails(letter, content, await self._rejections(letter))

    async def lock(self, letter_id: UUID) -> DeadLetter | None:
        """Lock the row."""
        query = select(*_SHOWN).where(_COLUMNS.id == letter_id).with_for_update()
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else DeadLetter(**row)

    async def request(self, letter_id: UUID, request: ActionRequest) -> None:
        """Update by the primary key."""
        await self._connection.execute(_requested(request).where(_COLUMNS.id == letter_id))

    async def request_all(self, where: LetterFilter, request: ActionRequest) -> int:
        """Update the open letters of a selection."""
        statement = _requested(request).where(*_conditions(where), _COLUMNS.status == "open")
        return (await self._connection.execute(statement)).rowcount

    async def claim(self, limit: int) -> Sequence[ClaimedLetter]:
        """Set a lease, which rows of other processes have already."""
        now = func.clock_timestamp()
        waiting = _COLUMNS.status.in_(_ACTIONS), or_(_COLUMNS.claimed_until.is_(None), _COLUMNS.claimed_until < now)
        ids = select(_COLUMNS.id).where(*waiting).order_by(_COLUMNS.requested_at).limit(limit)
        claimed = (
            update(dead_letters)
            .where(_COLUMNS.id.in_(ids.with_for_update(skip_locked=True)))
            .values(claimed_until=now + LEASE)
            .returning(_COLUMNS.id, _COLUMNS.reference, _COLUMNS.topic, _COLUMNS.status, _COLUMNS.note)
        )
        rows = await self._connection.execute(claimed)
        return [ClaimedLetter(row.id, row.reference, row.topic, _ACTIONS[row.status], row.note) for row in rows]

    async def settle(self, outcomes: Sequence[Outcome], at: datetime) -> None:
        """Update by the primary key; a letter without effect is open again."""
        for outcome in outcomes:
            done = outcome.result in HANDLED.values()
            values: dict[str, Any] = {
                "claimed_until": None,
                "failure": "" if done else outcome.detail or outcome.result,
            }
            values |= {"status": outcome.result, "handled_at": at} if done else {"status": "open"}
            statement = update(dead_letters).where(_COLUMNS.id == outcome.letter_id, _COLUMNS.status.in_(_ACTIONS))
            await self._connection.execute(statement.values(values))

    async def delete_old(self, now: datetime) -> bool:
        """Delete at most `BATCH_ROWS` rows."""
        batch = batches.batch_of(_COLUMNS.id, _COLUMNS.rejected_at <= now - KEPT)
        deleted = await self._connection.execute(delete(dead_letters).where(_COLUMNS.id.in_(batch)))
        return deleted.rowcount == batches.BATCH_ROWS

    async def _rejections(self, letter: DeadLetter) -> int:
        if not letter.event_id:
            return 1
        same = _COLUMNS.event_id == letter.event_id, _COLUMNS.service == letter.service
        query = select(func.count()).select_from(dead_letters).where(*same, _COLUMNS.rejected_at <= letter.rejected_at)
        return int((await self._connection.execute(query)).scalar_one())


def _conditions(where: LetterFilter) -> list[ColumnElement[bool]]:
    named = {"service": where.service, "topic": where.topic, "code": where.code, "status": where.status}
    conditions = [_COLUMNS[name] == value for name, value in named.items() if value is not None]
    if where.since is not None:
        conditions.append(_COLUMNS.rejected_at >= where.since)
    if where.until is not None:
        conditions.append(_COLUMNS.rejected_at < where.until)
    return conditions


def _requested(request: ActionRequest) -> Any:
    return update(dead_letters).values(
        status=REQUESTED[request.action],
        note=request.note,
        requested_by=request.by,
        requested_at=request.at,
        claimed_until=None,
        failure="",
    )
