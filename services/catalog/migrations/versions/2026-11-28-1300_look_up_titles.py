"""Find titles by their IMDb id, know which shows have ended, and keep every season that a user has seen.

The previous release continues to work, because it does not name the columns. Existing titles are updated from their
rendered documents; other seasons of users' entries are filled by later entries.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MEDIA = "alter table media add column ended boolean not null default false, add column imdb_id text"
USER_STATES = "alter table user_states add column seasons jsonb"
KNOWN = """
update media set imdb_id = known.detail #>> '{externalIds,imdb}', ended = (known.detail ->> 'status') in ('Ended', 'Canceled')
from (select media_id, convert_from(detail, 'UTF8')::jsonb as detail from documents) known
where known.media_id = media.media_id
  and (known.detail #>> '{externalIds,imdb}' is not null or known.detail ->> 'status' in ('Ended', 'Canceled'))
"""  # noqa: E501
INDEX = "create index ix_media_imdb_id on media (imdb_id) where imdb_id is not null"


def upgrade() -> None:
    """Apply the migration."""
    for statement in (MEDIA, USER_STATES, KNOWN, INDEX):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    op.execute("alter table media drop column imdb_id, drop column ended")
    op.execute("alter table user_states drop column seasons")
