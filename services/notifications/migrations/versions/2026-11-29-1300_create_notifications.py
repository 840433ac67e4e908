"""Create users, preferences, targets, notifications and deliveries."""

from alembic import op

from chassis.storage.migrations import inbox_source, messaging_tables, outbox_lanes_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("deliveries", "muted_titles", "notifications", "preferences", "targets", "users", "delivery_attempts")
STATEMENTS = (
    "create sequence notification_sequence",
    """
    create table deliveries (
      delivery_id uuid not null,
      user_id uuid not null,
      kind text not null,
      channel text not null constraint ck_deliveries_channel check (
        channel in ('email', 'webpush', 'sms', 'service', 'webhook')
      ),
      priority smallint not null,
      state text not null constraint ck_deliveries_state check (
        state in ('collected', 'pending', 'sending', 'delivered', 'failed', 'unconfirmed', 'cancelled')
      ),
      due_at timestamptz not null,
      expires_at timestamptz not null,
      created_at timestamptz not null,
      ended_at timestamptz,
      notification_id uuid,
      target_id uuid,
      digest_id uuid,
      attempts smallint default '0' not null,
      claim uuid,
      claimed_until timestamptz,
      sealed bytea,
      language text,
      error_code text,
      error_detail text,
      reference text,
      constraint pk_deliveries primary key (delivery_id)
    )
    """,
    "create index ix_deliveries_claimed_until on deliveries (claimed_until) where claimed_until is not null",
    "create index ix_deliveries_collected on deliveries (due_at) where state = 'collected'",
    "create index ix_deliveries_created_at on deliveries (created_at)",
    "create index ix_deliveries_due on deliveries (priority, due_at) where state = 'pending'",
    "create index ix_deliveries_notification_id on deliveries (notification_id)",
    "create index ix_deliveries_target_id on deliveries (target_id) where ended_at is null",
    "create index ix_deliveries_user_id_created_at on deliveries (user_id, created_at desc, delivery_id)",
    """
    create table muted_titles (
      user_id uuid not null,
      media_id uuid not null,
      muted_at timestamptz not null,
      constraint pk_muted_titles primary key (user_id, media_id)
    )
    """,
    """
    create table notifications (
      notification_id uuid not null,
      user_id uuid not null,
      occurrence text not null,
      kind text not null,
      values jsonb not null,
      media_id uuid,
      in_inbox boolean not null,
      occurred_at timestamptz not null,
      created_at timestamptz not null,
      read_at timestamptz,
      sequence bigint default nextval('notification_sequence') not null,
      constraint pk_notifications primary key (notification_id),
      constraint uq_notifications_user_id_occurrence unique (user_id, occurrence)
    )
    """,
    "create index ix_notifications_sequence on notifications (sequence)",
    """
    create index ix_notifications_user_id_created_at on notifications (user_id, created_at desc, notification_id)
      where in_inbox
    """,
    "create index ix_notifications_user_id_unread on notifications (user_id) where in_inbox and read_at is null",
    """
    create table preferences (
      user_id uuid not null,
      document jsonb not null,
      version bigint not null,
      updated_at timestamptz not null,
      constraint pk_preferences primary key (user_id)
    )
    """,
    """
    create table targets (
      target_id uuid not null,
      user_id uuid not null,
      channel text not null constraint ck_targets_channel check (channel in ('webpush', 'sms', 'service')),
      name text not null,
      service text,
      sealed_address bytea not null,
      address_digest bytea not null,
      created_at timestamptz not null,
      disabled_at timestamptz,
      disabled_reason text,
      last_delivered_at timestamptz,
      constraint pk_targets primary key (target_id)
    )
    """,
    "create unique index uq_targets_user_id_address_digest on targets (user_id, address_digest)",
    """
    create table users (
      user_id uuid not null,
      profile_version bigint,
      language text,
      region text,
      time_zone text,
      is_administrator boolean default false not null,
      contact_version bigint,
      sealed_email bytea,
      email_confirmed boolean default false not null,
      services_version bigint,
      services integer[],
      erased_at timestamptz,
      constraint pk_users primary key (user_id)
    )
    """,
    "create index ix_users_is_administrator on users (user_id) where is_administrator",
    """
    create table delivery_attempts (
      delivery_id uuid not null,
      attempt smallint not null,
      user_id uuid not null,
      failed_at timestamptz not null,
      error_code text not null,
      error_detail text not null,
      constraint pk_delivery_attempts primary key (delivery_id, attempt),
      constraint fk_delivery_attempts_delivery_id foreign key (delivery_id)
        references deliveries (delivery_id) on delete cascade
    )
    """,
    "create index ix_delivery_attempts_user_id on delivery_attempts (user_id)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in (*messaging_tables(), *outbox_lanes_table(), *inbox_source(), *STATEMENTS):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in (*reversed(TABLES), "inbox", "outbox_lanes", "outbox"):
        op.execute(f"drop table {table}")
    op.execute("drop sequence notification_sequence")
