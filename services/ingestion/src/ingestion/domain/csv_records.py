"""Records of CSV, read one at a time: one that no CSV reader accepts costs its first line."""

import csv
import re
from collections.abc import Sequence


def lines_of(text: str) -> list[str]:
    """Return the lines of a table."""
    return re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff").replace("\0", "\ufffd"))


def record_at(lines: Sequence[str], at: int, *, longest: int, delimiter: str = ",") -> tuple[list[str], int]:
    """Return the cells of the record that begins at a line, and how many lines it has; raise csv.Error.

    A record with quoted line breaks may span `longest` lines; more is an unbalanced quote.
    """
    ahead = (f"{lines[place]}\n" for place in range(at, min(at + longest, len(lines))))
    reader = csv.reader(ahead, delimiter=delimiter, strict=True)
    return next(reader, []), max(1, reader.line_num)
