"""Copy files of media sources into uploads.

The previous release continues to work: it neither adds nor changes an upload that is copied.
"""

from alembic import op

revision = "source_files"
down_revision = "asset_edits"
branch_labels = None
depends_on = None

INDEX = "create index ix_uploads_open on uploads (expires_at) where status in"


def upgrade() -> None:
    """Go forward."""
    op.execute("alter table uploads add column sealed_link bytea, add column entity_tag text")
    op.execute("alter table uploads drop constraint ck_uploads_status")
    op.execute("""
        alter table uploads add constraint ck_uploads_status
            check (status in ('open', 'copying', 'completing', 'completed', 'rejected', 'aborted', 'expired'))
    """)
    op.execute("drop index ix_uploads_open")
    op.execute(f"{INDEX} ('open', 'copying', 'completing')")


def downgrade() -> None:
    """Go back: what is copied has ended."""
    op.execute("update uploads set status = 'aborted' where status = 'copying'")
    op.execute("alter table uploads drop constraint ck_uploads_status")
    op.execute("""
        alter table uploads add constraint ck_uploads_status
            check (status in ('open', 'completing', 'completed', 'rejected', 'aborted', 'expired'))
    """)
    op.execute("drop index ix_uploads_open")
    op.execute(f"{INDEX} ('open', 'completing')")
    op.execute("alter table uploads drop column sealed_link, drop column entity_tag")
