"""Keep codes that confirm phone numbers, and find the targets of a browser."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("alter table targets alter column address_digest drop not null")
    op.execute("create index ix_targets_address_digest on targets (address_digest)")
    op.execute(
        """
        create table target_codes (
          target_id uuid not null,
          user_id uuid not null,
          sealed_key bytea not null,
          digest bytea not null,
          expires_at timestamptz not null,
          tries smallint not null,
          constraint pk_target_codes primary key (target_id),
          constraint fk_target_codes_target_id foreign key (target_id) references targets (target_id) on delete cascade
        )
        """
    )
    op.execute("create index ix_target_codes_user_id on target_codes (user_id)")


def downgrade() -> None:
    """Go back."""
    op.execute("drop table target_codes")
    op.execute("drop index ix_targets_address_digest")
    op.execute("delete from targets where address_digest is null")
    op.execute("alter table targets alter column address_digest set not null")
