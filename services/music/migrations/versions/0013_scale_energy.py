"""Store the median of the energies of all tracks."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute(
        """
        create table energy_scale (
          id smallint not null,
          median double precision not null,
          track_count integer not null,
          constraint pk_energy_scale primary key (id),
          constraint ck_energy_scale_one_row check (id = 1)
        )
        """
    )


def downgrade() -> None:
    """Go back."""
    op.execute("drop table energy_scale")
