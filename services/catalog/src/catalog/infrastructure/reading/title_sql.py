"""The SQL that all statements about single titles share: the columns that `to_title` reads, and their sources.

A statement names `media` as m and `documents` as d.
"""

from typing import Final

from catalog.infrastructure.reading.title_rows import ENTRY_COLUMNS, RECORD_COLUMNS

SLUG: Final = "coalesce(d.slug, (select slug from slugs where media_id = m.media_id and current))"
# `to_title` reads these by position: the facts first, then the record of a show.
FACTS: Final = f"""m.media_id, {{document}} as document, {{texts}} as texts, m.kind, {SLUG} as slug,
           m.stats, m.tmdb_popularity, m.ratingo_score, m.total_watchers, m.release_date, d.release_days"""
VERSIONS: Final = "m.xmin as media_version, d.xmin as document_version"
KEY: Final = f"m.media_id, {VERSIONS}"
"""The columns of `title_cache.Key`."""
RECORD: Final = ", ".join(("d.airings", *(f"m.{name}" for name in RECORD_COLUMNS)))

ENTRY: Final = ", ".join(f"mine.{name} as my_{name}" for name in ENTRY_COLUMNS)
ENTRIES: Final = """
    left join user_states mine on mine.user_id = :user_id and mine.media_id = m.media_id and not mine.removed
"""
"""The user's entry for a title."""
