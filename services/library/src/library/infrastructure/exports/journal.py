"""Rows of the journal as records of an export."""

from sqlalchemy import RowMapping

from library.application.exports.ports import Record
from library.domain.exports.document import mark_document, play_document
from library.infrastructure.plays.rows import to_mark, to_play


def play_of(row: RowMapping) -> Record:
    """Return the record of a play."""
    return play_document(to_play(row))


def mark_of(row: RowMapping) -> Record:
    """Return the record of a mark."""
    return mark_document(to_mark(row))
