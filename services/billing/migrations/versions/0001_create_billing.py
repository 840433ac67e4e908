"""Create plans, entitlements, subscriptions, the queue of jobs, the inbox and the outbox; install the first plans."""

import json

from alembic import op

from chassis.storage.migrations import inbox_source, messaging_tables, outbox_lanes_table
from jobs.postgres import tables as queue

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """
    create table customers (
      user_id uuid not null,
      provider text not null,
      reference text not null,
      created_at timestamptz default now() not null,
      constraint pk_customers primary key (user_id, provider)
    )
    """,
    "create unique index uq_customers_reference on customers (provider, reference)",
    """
    create table plans (
      code text not null,
      names jsonb not null,
      descriptions jsonb not null,
      rank integer not null,
      device_limit integer not null constraint ck_plans_devices check (device_limit between 1 and 100),
      concurrent_streams integer not null constraint ck_plans_streams check (concurrent_streams between 0 and 100),
      rate_class text not null
        constraint ck_plans_rate_class check (rate_class in ('free', 'basic', 'standard', 'premium')),
      trial_days integer not null constraint ck_plans_trial_days check (trial_days between 0 and 90),
      version bigint not null,
      created_at timestamptz default now() not null,
      updated_at timestamptz default now() not null,
      archived_at timestamptz,
      constraint pk_plans primary key (code)
    )
    """,
    """
    create table holders (
      user_id uuid not null,
      plan text not null,
      device_limit integer not null,
      concurrent_streams integer not null,
      rate_class text not null,
      status text not null,
      subscription_id uuid,
      valid_until timestamptz,
      cancels_at timestamptz,
      version bigint not null,
      changed_at timestamptz not null,
      created_at timestamptz default now() not null,
      erased_at timestamptz,
      constraint pk_holders primary key (user_id),
      constraint fk_holders_plan foreign key(plan) references plans (code)
    )
    """,
    "create index ix_holders_plan on holders (plan, user_id) where erased_at is null",
    """
    create table plan_versions (
      code text not null,
      version bigint not null,
      document jsonb not null,
      changed_by uuid,
      changed_at timestamptz not null,
      constraint pk_plan_versions primary key (code, version),
      constraint fk_plan_versions_code foreign key(code) references plans (code)
    )
    """,
    """
    create table prices (
      id uuid not null,
      plan text not null,
      interval text not null constraint ck_prices_interval check (interval in ('month', 'year')),
      amount bigint not null constraint ck_prices_amount check (amount between 1 and 1000000000000),
      currency text not null constraint ck_prices_currency check (currency ~ '^[A-Z]{3}$'),
      created_by uuid,
      created_at timestamptz default now() not null,
      archived_at timestamptz,
      constraint pk_prices primary key (id),
      constraint fk_prices_plan foreign key(plan) references plans (code)
    )
    """,
    "create unique index uq_prices_sold on prices (plan, currency, interval) where archived_at is null",
    """
    create table checkouts (
      id uuid not null,
      user_id uuid not null,
      provider text not null,
      price_id uuid,
      item jsonb,
      amount bigint not null constraint ck_checkouts_amount check (amount between 0 and 1000000000000),
      currency text not null constraint ck_checkouts_currency check (currency ~ '^[A-Z]{3}$'),
      coupon text,
      trial_days integer default 0 not null,
      reference text,
      url text,
      return_path text not null,
        fingerprint text not null default '',
      status text not null
        constraint ck_checkouts_status check (status in ('opening', 'open', 'paid', 'expired', 'canceled')),
      created_at timestamptz default now() not null,
      expires_at timestamptz not null,
      ended_at timestamptz,
      constraint pk_checkouts primary key (id),
      constraint fk_checkouts_price_id foreign key(price_id) references prices (id)
    )
    """,
    "create index ix_checkouts_open on checkouts (expires_at) where status in ('opening', 'open')",
    "create index ix_checkouts_user_id on checkouts (user_id, created_at desc)",
    "create unique index uq_checkouts_reference on checkouts (provider, reference)",
    """
    create table subscriptions (
      id uuid not null,
      user_id uuid not null,
      provider text not null,
      reference text not null,
      price_id uuid not null,
      next_price_id uuid,
      status text not null,
      started_at timestamptz,
      trial_ends_at timestamptz,
      period_start timestamptz not null,
      period_end timestamptz not null,
      failing_since timestamptz,
      open_invoice text,
      cancels_at timestamptz,
      ended_at timestamptz,
      unpaid boolean default false not null,
      paused_at timestamptz,
      retries integer default 0 not null,
      last_retry_at timestamptz,
      changes_at timestamptz,
      version bigint not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      constraint pk_subscriptions primary key (id),
      constraint fk_subscriptions_price_id foreign key(price_id) references prices (id),
      constraint fk_subscriptions_next_price_id foreign key(next_price_id) references prices (id)
    )
    """,
    "create index ix_subscriptions_changes_at on subscriptions (changes_at) where changes_at is not null",
    "create index ix_subscriptions_price_id on subscriptions (price_id, status)",
    "create index ix_subscriptions_user_id on subscriptions (user_id, created_at desc)",
    "create unique index uq_subscriptions_reference on subscriptions (provider, reference)",
    """
    create table changes (
      id uuid not null,
      user_id uuid not null,
      subscription_id uuid not null,
      kind text not null,
      timing text not null constraint ck_changes_timing check (timing in ('now', 'period_end')),
      price_id uuid,
      until timestamptz,
      fingerprint text not null default '',
      status text not null constraint ck_changes_status check (status in ('pending', 'done', 'refused')),
      reason text,
      created_at timestamptz default now() not null,
      ended_at timestamptz,
      constraint pk_changes primary key (id),
      constraint fk_changes_subscription_id foreign key(subscription_id) references subscriptions (id),
      constraint fk_changes_price_id foreign key(price_id) references prices (id)
    )
    """,
    "create index ix_changes_subscription_id on changes (subscription_id, created_at desc)",
)
NAMES = (
    "changes",
    "subscriptions",
    "checkouts",
    "prices",
    "plan_versions",
    "holders",
    "plans",
    "customers",
    "locks",
    "schedules",
    "jobs",
    "inbox",
    "outbox_lanes",
    "outbox",
)
PLANS = (
    # code, names, descriptions, devices, streams, rate class, days of trial
    (
        "free",
        {"en": "Free", "uk": "Безкоштовний"},
        {"en": "Everything that Marquee knows", "uk": "Усе, що знає Marquee"},
        (4, 1, "free", 0),
    ),
    (
        "basic",
        {"en": "Basic", "uk": "Базовий"},
        {"en": "More requests for your own tools", "uk": "Більше запитів для власних програм"},
        (4, 1, "basic", 7),
    ),
    (
        "standard",
        {"en": "Standard", "uk": "Стандартний"},
        {"en": "Two streams at once, more devices", "uk": "Два перегляди одночасно, більше пристроїв"},
        (6, 2, "standard", 7),
    ),
    (
        "premium",
        {"en": "Premium", "uk": "Преміум"},
        {
            "en": "Four streams at once, most devices and requests",
            "uk": "Чотири перегляди одночасно, найбільше пристроїв і запитів",
        },
        (10, 4, "premium", 14),
    ),
)
PRICES = {
    # plan: currency: (month, year) in minor units
    "basic": {"USD": (999, 9900), "EUR": (999, 9900), "UAH": (19900, 199000), "IRR": (1490000_00, 14900000_00)},
    "standard": {"USD": (1499, 14900), "EUR": (1499, 14900), "UAH": (29900, 299000), "IRR": (1990000_00, 19900000_00)},
    "premium": {"USD": (1999, 19900), "EUR": (1999, 19900), "UAH": (39900, 399000), "IRR": (2490000_00, 24900000_00)},
}
ADD_PLAN = """
insert into plans (code, names, descriptions, rank, device_limit, concurrent_streams, rate_class, trial_days, version)
values ('%s', '%s', '%s', %d, %d, %d, '%s', %d, 1)
"""
ADD_VERSION = """
insert into plan_versions (code, version, document, changed_at)
select code, version, to_jsonb(plans) - 'created_at' - 'updated_at' - 'archived_at', now() from plans
"""
ADD_PRICE = """
insert into prices (id, plan, interval, amount, currency) values (gen_random_uuid(), '%s', '%s', %d, '%s')
"""


def upgrade() -> None:
    """Go forward."""
    messaging = (*messaging_tables(), *outbox_lanes_table(), *inbox_source())
    for statement in (*messaging, *queue.statements(), *TABLES):
        op.execute(statement)
    for rank, (code, names, descriptions, (devices, streams, rate_class, trial)) in enumerate(PLANS):
        texts = (json.dumps(names), json.dumps(descriptions))
        op.execute(ADD_PLAN % (code, *texts, rank, devices, streams, rate_class, trial))
    op.execute(ADD_VERSION)
    for plan, currencies in PRICES.items():
        for currency, (month, year) in currencies.items():
            op.execute(ADD_PRICE % (plan, "month", month, currency))
            op.execute(ADD_PRICE % (plan, "year", year, currency))


def downgrade() -> None:
    """Go back."""
    for table in NAMES:
        op.execute(f"drop table {table}")
