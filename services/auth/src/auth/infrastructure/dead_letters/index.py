"""The index of dead letters, written from the records of their topics."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import bindparam, or_, update
from sqlalchemy.dialects.postgresql import insert

from auth.infrastructure.dead_letters.contents import content_of, storable
from auth.infrastructure.dead_letters.repository import KEPT
from auth.infrastructure.dead_letters.tables import dead_letters
from chassis.messaging.dead_letters.letters import Letter, letters_of, marks_of
from chassis.messaging.records import Record
from chassis.messaging.transaction import Transactions

NAMES: Final = UUID("5d1c7a3e-8f0b-5e63-9a55-0c9b6f2f4d18")
_COLUMNS: Final = dead_letters.c
_MARK: Final = (
    update(dead_letters)
    .where(
        _COLUMNS.reference == bindparam("letter"),
        or_(_COLUMNS.handled_at.is_(None), _COLUMNS.handled_at < bindparam("at")),
    )
    .values(
        status=bindparam("mark"), note=bindparam("text"), handled_at=bindparam("at"), claimed_until=None, failure=""
    )
)


class LetterIndex:
    """Adds letters to the index, and the marks of those that are handled.

    Every replica reads every letter: an added row is not added again, and a mark is set again without effect.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def add(self, records: Sequence[Record], now: datetime) -> None:
        """Add the letters and marks of some records; those that are no longer kept are left out."""
        letters = [letter for letter in letters_of(records) if letter.rejected_at > now - KEPT]
        marks = [
            {"letter": storable(mark.letter_id), "mark": mark.mark, "text": storable(mark.reason), "at": mark.at}
            for mark in marks_of(records)
        ]
        if not letters and not marks:
            return
        async with self._transactions.committed() as transaction:
            if letters:
                rows = [_row(letter) for letter in letters]
                await transaction.connection.execute(insert(dead_letters).on_conflict_do_nothing(), rows)
            if marks:
                await transaction.connection.execute(_MARK, marks)


def id_of(reference: str) -> UUID:
    """Return the id of a letter in the API, which is the same whenever and wherever it is added."""
    return uuid5(NAMES, reference)


def _row(letter: Letter) -> dict[str, Any]:
    content = content_of(letter)
    return {
        "id": id_of(letter.id),
        "reference": storable(letter.id),
        "service": storable(letter.service or letter.group),
        "topic": storable(letter.topic),
        "partition": letter.partition,
        "offset": letter.offset,
        "key": storable(letter.key),
        "event_id": storable(letter.event_id),
        "event_type": storable(letter.record.headers.get("ce_type", "")),
        "code": storable(letter.code),
        "reason": storable(letter.reason),
        "rejected_at": letter.rejected_at,
        "headers": [list(header) for header in content.headers],
        "payload": content.payload,
        "payload_bytes": content.payload_bytes,
        "truncated": content.truncated,
        "status": "open",
        "note": "",
        "failure": "",
    }
