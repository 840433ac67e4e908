"""Create what subscriptions pay by period, and the reports of months."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = (
    """
    create table report_months (
      currency text not null,
      month date not null,
      document jsonb not null,
      created_at timestamptz default now() not null,
      constraint pk_report_months primary key (currency, month)
    )
    """,
    """
    create table report_subjects (
      id uuid default gen_random_uuid() not null,
      user_id uuid,
      constraint pk_report_subjects primary key (id)
    )
    """,
    "create unique index uq_report_subjects_user_id on report_subjects (user_id)",
    """
    create table revenue_periods (
      provider text not null,
      invoice text not null,
      line integer not null,
      subject_id uuid not null,
      plan text not null,
      interval text not null,
      currency text not null constraint ck_revenue_periods_currency check (currency ~ '^[A-Z]{3}$'),
      monthly bigint not null,
      starts_at timestamptz not null,
      ends_at timestamptz not null,
      constraint pk_revenue_periods primary key (provider, invoice, line),
      constraint fk_revenue_periods_subject_id foreign key(subject_id) references report_subjects (id)
    )
    """,
    """
    create index ix_revenue_periods_starts_at on revenue_periods (currency, interval, starts_at)
      include (ends_at, subject_id, plan, monthly)
    """,
    "create index ix_revenue_periods_subject_id on revenue_periods (subject_id, ends_at)",
)
NAMES = ("report_months", "revenue_periods", "report_subjects")


def upgrade() -> None:
    """Go forward."""
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in NAMES:
        op.execute(f"drop table {table}")
