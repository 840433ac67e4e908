"""Cells of CSV files (RFC 4180)."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

import orjson

_FORMULA: Final = tuple("=+-@\t\r")


def line(cells: Iterable[object]) -> bytes:
    """Return a line of a CSV file in UTF-8."""
    return lines([cells])


def lines(rows: Iterable[Iterable[object]]) -> bytes:
    """Return lines of a CSV file in UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows([cell_text(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def cell_text(value: object) -> str:
    """Return the text of a cell: times as ISO 8601, what has parts as JSON, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | dict):
        return harmless(_json(value))
    return str(value)


def harmless(text: str) -> str:
    """Return a text with a quote before one that a spreadsheet would read as a formula (CWE-1236)."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
