"""Cursors of the audit trail: the number of the last entry, with a checksum over it and the filters of the query."""

import re
from dataclasses import replace
from hashlib import sha256
from typing import Final

from catalog.application.editing.read_models import NEWEST, AuditFilter
from chassis.http.errors import validation_error
from chassis.http.validation.problems import Problem

DIGITS: Final = 12
_CURSOR: Final = re.compile(r"([1-9][0-9]{0,18})-([0-9a-f]{12})")


def cursor_of(number: int, selection: AuditFilter) -> str:
    """Return the cursor after an entry, for the same filters."""
    return f"{number}-{_checksum(number, selection)}"


def read_cursor(cursor: str, selection: AuditFilter) -> AuditFilter:
    """Return the filter for the entries after a cursor; raise ApiError for one of another query or form."""
    match = _CURSOR.fullmatch(cursor)
    if match is None or match[2] != _checksum(int(match[1]), selection) or int(match[1]) > NEWEST:
        message = "must be `nextCursor` of the page before, with the same filters"
        raise validation_error(Problem("cursor", "query", "cursor", message))
    return replace(selection, before=int(match[1]))


def _checksum(number: int, selection: AuditFilter) -> str:
    filters = replace(selection, limit=0, before=number)
    return sha256(repr(filters).encode()).hexdigest()[:DIGITS]
