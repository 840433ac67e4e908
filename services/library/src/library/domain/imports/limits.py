"""Limits of an import. A file beyond one is refused, a row beyond one is rejected, except where a text is cut."""

from typing import Final

from library.domain.lists.limits import DESCRIPTION_CHARACTERS, NAME_CHARACTERS, NOTE_CHARACTERS

LARGEST_UPLOAD: Final = 50 * 2**20
"""Bytes of an uploaded file."""
LARGEST_CONTENT: Final = 200 * 2**20
"""Bytes of a file, or of all files of an archive together, when they are unpacked."""
LARGEST_PART: Final = 2**20
"""Bytes of a part of an upload, and of an upload in one request."""
MOST_PARTS: Final = LARGEST_UPLOAD // LARGEST_PART + 10
"""Parts of an upload: some may be smaller than they could be."""
MOST_FILES: Final = 2_000
"""Files of an archive."""
MOST_LINES: Final = 2_000_000
"""Lines of a table: a row may have several."""
LONGEST_LINE: Final = 300_000
"""Characters of a line that are read."""
MOST_VALUES: Final = 10_000_000
"""Values of all JSON of an upload: each one costs time, however short it is written."""
MOST_VALUES_OF_FILE: Final = 4_000_000
"""Values of one JSON file: each one costs memory."""
MOST_ROWS: Final = 200_000
"""Rows of an upload, those that are rejected included."""
MOST_RECORDS: Final = 500_000
"""Rows of one table, those that are ignored included."""
MOST_PLAYS: Final = 500_000
"""Plays of an upload: one row may count several."""
MOST_PLAYS_OF_ROW: Final = 1_000

LONGEST_TITLE: Final = 500
LONGEST_NOTE: Final = 2_000
"""Characters of a note that are kept: a longer one is cut."""
LONGEST_DESCRIPTION: Final = DESCRIPTION_CHARACTERS
"""Characters of the description of a list that are kept."""
LONGEST_LIST_NAME: Final = NAME_CHARACTERS
"""Characters of the name of a list that are kept."""
LONGEST_MEMBER_NOTE: Final = NOTE_CHARACTERS
"""Characters of the note on a member of a list that are kept."""
LONGEST_TAG: Final = 50
"""Characters of a tag that are kept."""
MOST_TAGS: Final = 30
"""Tags of a row that are kept."""
LONGEST_EXCERPT: Final = 200
"""Characters of a rejected row that are shown."""

FIRST_YEAR: Final = 1870
YEARS_AHEAD: Final = 10
"""A title may be announced this many years ahead."""
LARGEST_ID: Final = 2**31 - 1
LARGEST_SEASON: Final = 10_000
"""Some shows number their seasons by year."""
LARGEST_EPISODE: Final = 100_000
