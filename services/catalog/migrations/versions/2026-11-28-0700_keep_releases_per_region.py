"""Keep the dates of movies per region, and the texts of titles in every language.

Other regions and languages of imports before this migration are filled by a replay. Until then a movie
keeps the dates that it had, as those of the United States, the default region. The dates leave the rendered documents,
because they now depend on who reads them.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RELEASES = """
create table media_releases (
  media_id uuid not null,
  region text not null,
  theatrical date,
  digital date,
  constraint pk_media_releases primary key (media_id, region)
)
"""
KNOWN = """
insert into media_releases (media_id, region, theatrical, digital)
select media_id, 'US', theatrical_release_date, digital_release_date from media
where kind = 'movie' and coalesce(theatrical_release_date, digital_release_date) is not null
"""
INDEXES = (
    "create index ix_media_releases_theatrical on media_releases (region, theatrical, media_id)",
    "create index ix_media_releases_digital on media_releases (region, digital, media_id)",
    "drop index ix_media_theatrical_release_date",
    "drop index ix_media_digital_release_date",
)
TEXTS = "alter table documents add column texts bytea not null default '{}'"


def _without_dates(column: str, more: str = "{}") -> str:
    kept = f"convert_from({column}, 'UTF8')::jsonb - 'theatricalReleaseDate' - 'digitalReleaseDate'"
    return f"convert_to(cast({kept} || '{more}' as text), 'UTF8')"


DATELESS = f"""
update documents set card = {_without_dates("card")}, detail = {_without_dates("detail", '{"releases": []}')}
where position('"theatricalReleaseDate"' in convert_from(card, 'UTF8')) > 0
"""  # noqa: S608 - both columns are named here


def upgrade() -> None:
    """Apply the migration."""
    for statement in (RELEASES, KNOWN, *INDEXES, TEXTS, DATELESS):
        op.execute(statement)


def downgrade() -> None:
    """Go back. The dates in rendered documents come back with a replay."""
    op.execute("alter table documents drop column texts")
    op.execute("drop table media_releases")
    op.execute("create index ix_media_theatrical_release_date on media (theatrical_release_date) where listed")
    op.execute("create index ix_media_digital_release_date on media (digital_release_date) where listed")
