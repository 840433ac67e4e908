"""Keep dated facts of titles, arrivals on services and outages of sources.

The previous release continues to work: it does not name the tables. Releases and seasons of titles that were imported
before follow with their next refresh or with a replay.
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

FACTS = """
create table title_facts (
  media_id uuid not null,
  code text not null,
  subject text not null,
  version bigint not null,
  days text[] not null,
  labels text[] not null,
  regions text[] not null,
  constraint pk_title_facts primary key (media_id, code, subject)
)
"""
ARRIVALS = """
create table arrivals (
  media_id uuid not null,
  day date not null,
  region text not null,
  service text not null,
  constraint pk_arrivals primary key (media_id, day, region, service)
)
"""
OUTAGES = """
create table source_outages (
  source text not null,
  since timestamptz not null,
  ended_at timestamptz,
  constraint pk_source_outages primary key (source, since)
)
"""


def upgrade() -> None:
    """Apply the migration."""
    for statement in (FACTS, ARRIVALS, OUTAGES):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    for table in ("source_outages", "arrivals", "title_facts"):
        op.execute(f"drop table {table}")
