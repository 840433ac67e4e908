"""Create coupons with their redemptions, prices of titles, and purchases."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    """
    create table coupon_attempts (
      id uuid not null,
      user_id uuid not null,
      created_at timestamptz default now() not null,
      constraint pk_coupon_attempts primary key (id)
    )
    """,
    "create index ix_coupon_attempts_created_at on coupon_attempts (created_at)",
    "create index ix_coupon_attempts_user_id on coupon_attempts (user_id, created_at)",
    """
    create table coupons (
      code text not null,
      percent integer constraint ck_coupons_percent check (percent between 1 and 100),
      amount bigint constraint ck_coupons_amount check (amount between 1 and 1000000000000),
      currency text,
      plans text[] not null,
      months integer constraint ck_coupons_months check (months between 1 and 120),
      most integer constraint ck_coupons_most check (most >= 1),
      most_per_user integer not null constraint ck_coupons_most_per_user check (most_per_user >= 1),
      valid_from timestamptz not null,
      valid_until timestamptz,
      redemptions integer not null constraint ck_coupons_redemptions check (redemptions >= 0),
      created_by uuid,
      created_at timestamptz default now() not null,
      archived_at timestamptz,
      constraint pk_coupons primary key (code),
      constraint ck_coupons_deduction check (
        (percent is null) <> (amount is null) and (amount is null) = (currency is null)
      )
    )
    """,
    """
    create table purchases (
      id uuid not null,
      user_id uuid not null,
      media_id uuid not null,
      kind text not null constraint ck_purchases_kind check (kind in ('purchase', 'rental')),
      currency text not null constraint ck_purchases_currency check (currency ~ '^[A-Z]{3}$'),
      amount bigint not null constraint ck_purchases_amount check (amount between 1 and 1000000000000),
      purchased_at timestamptz not null,
      first_played_at timestamptz,
      revoked_at timestamptz,
      version bigint not null,
      changed_at timestamptz not null,
      constraint pk_purchases primary key (id)
    )
    """,
    "create index ix_purchases_rentals on purchases (user_id, media_id) where kind = 'rental'",
    "create index ix_purchases_user_id on purchases (user_id, purchased_at desc, id)",
    """
    create table title_prices (
      media_id uuid not null,
      kind text not null constraint ck_title_prices_kind check (kind in ('purchase', 'rental')),
      currency text not null constraint ck_title_prices_currency check (currency ~ '^[A-Z]{3}$'),
      amount bigint not null constraint ck_title_prices_amount check (amount between 1 and 1000000000000),
      name text not null,
      created_by uuid,
      created_at timestamptz default now() not null,
      constraint pk_title_prices primary key (media_id, kind, currency)
    )
    """,
    """
    create table coupon_redemptions (
      checkout_id uuid not null,
      code text not null,
      user_id uuid,
      created_at timestamptz default now() not null,
      constraint pk_coupon_redemptions primary key (checkout_id),
      constraint fk_coupon_redemptions_code foreign key(code) references coupons (code)
    )
    """,
    "create index ix_coupon_redemptions_code on coupon_redemptions (code)",
    "create index ix_coupon_redemptions_user_id on coupon_redemptions (user_id, code)",
)
NAMES = ("purchases", "title_prices", "coupon_attempts", "coupon_redemptions", "coupons")


def upgrade() -> None:
    """Go forward."""
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in NAMES:
        op.execute(f"drop table {table}")
