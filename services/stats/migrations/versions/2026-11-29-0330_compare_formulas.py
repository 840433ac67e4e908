"""Keep comparisons of formulas by day."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COMPARISONS = """
create table comparisons (
  formula_before text not null,
  formula_after text not null,
  day date not null,
  document jsonb not null,
  constraint pk_comparisons primary key (formula_before, formula_after, day)
)
"""


def upgrade() -> None:
    """Create the table."""
    op.execute(COMPARISONS)


def downgrade() -> None:
    """Drop the table."""
    op.execute("drop table comparisons")
