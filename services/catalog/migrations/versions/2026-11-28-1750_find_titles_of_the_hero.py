"""Find the titles of the hero by an index that holds candidates only: popular, well rated, with pictures.

The previous release continues to work, because it names no new column. Existing titles are updated from their rendered
documents and scores.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MEDIA = "alter table media add column artwork boolean not null default false, add column quality_score float"
ARTWORK = """
update media set artwork = true
from (select media_id, convert_from(card, 'UTF8')::jsonb as card from documents) known
where known.media_id = media.media_id and known.card #>> '{poster,small}' is not null
  and known.card #>> '{backdrop,small}' is not null
"""
SCORES = """
update media set quality_score = (convert_from(stats, 'UTF8')::jsonb ->> 'qualityScore')::float where stats is not null
"""
INDEX = """
create index ix_media_hero on media (popularity_score desc, ratingo_score desc, media_id desc)
where popularity_score >= 40 and quality_score >= 60 and artwork
"""


def upgrade() -> None:
    """Apply the migration."""
    for statement in (MEDIA, ARTWORK, SCORES, INDEX):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop index ix_media_hero")
    op.execute("alter table media drop column quality_score, drop column artwork")
