"""Store the details of titles and episodes: for matching, smart lists and statistics.

The previous release keeps working: it names none of the new columns. A replay or the next import of a title fills them.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = {
    "original_name": "text",
    "names": "text[]",
    "imdb_id": "text",
    "tvdb_id": "integer",
    "trakt_id": "integer",
    "tvmaze_id": "integer",
    "status": "text",
    "runtime_minutes": "integer",
    "language": "text",
    "countries": "text[]",
    "genre_ids": "integer[]",
    "popularity": "double precision",
    "streams": "text[]",
    "details": "jsonb",
}
INDEXES = {
    "ix_titles_imdb_id": "titles (imdb_id)",
    "ix_titles_tvdb_id": "titles (tvdb_id)",
    "ix_titles_trakt_id": "titles (trakt_id)",
    "ix_titles_kind_tmdb_id": "titles (kind, tmdb_id)",
    "ix_titles_names": "titles using gin (names)",
}


def upgrade() -> None:
    """Apply the migration."""
    op.execute("alter table titles " + ", ".join(f"add column {name} {kind}" for name, kind in COLUMNS.items()))
    for name, place in INDEXES.items():
        op.execute(f"create index {name} on {place}")
    op.execute("alter table season_parts add column details jsonb")


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop index ix_titles_kind_tmdb_id")
    op.execute("alter table season_parts drop column details")
    op.execute("alter table titles " + ", ".join(f"drop column {name}" for name in COLUMNS))
