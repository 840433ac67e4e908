"""Create people and their relations, ended sessions, the inbox and the outbox."""

from alembic import op

from chassis.storage.migrations import inbox_source, messaging_tables, outbox_lanes_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PEOPLE = (
    """
    create table people (
      user_id uuid not null,
      version bigint not null,
      changed_at timestamptz not null,
      profile_public boolean not null,
      show_watch_history boolean not null,
      show_ratings boolean not null,
      allow_followers boolean not null,
      username text,
      username_key text collate "C",
      avatar_id uuid,
      constraint pk_people primary key (user_id)
    )
    """,
    "create index ix_people_username_key on people (username_key)",
    "create table erased_users (user_id uuid not null, constraint pk_erased_users primary key (user_id))",
    """
    create table ended_sessions (
      session_id uuid not null,
      forget_at timestamptz not null,
      constraint pk_ended_sessions primary key (session_id)
    )
    """,
    "create index ix_ended_sessions_forget_at on ended_sessions (forget_at)",
)
RELATIONS = (
    """
    create table friend_requests (
      sender_id uuid not null,
      receiver_id uuid not null,
      requested_at timestamptz not null,
      constraint pk_friend_requests primary key (sender_id, receiver_id)
    )
    """,
    "create index ix_friend_requests_receiver_id on friend_requests (receiver_id, requested_at, sender_id)",
    "create index ix_friend_requests_sender_id on friend_requests (sender_id, requested_at, receiver_id)",
    """
    create unique index ix_friend_requests_pair on friend_requests
      (least(sender_id, receiver_id), greatest(sender_id, receiver_id))
    """,
    """
    create table friends (
      user_id uuid not null,
      friend_id uuid not null,
      since timestamptz not null,
      constraint pk_friends primary key (user_id, friend_id)
    )
    """,
    "create index ix_friends_since on friends (user_id, since, friend_id)",
    "create index ix_friends_friend_id on friends (friend_id)",
    """
    create table follows (
      follower_id uuid not null,
      followee_id uuid not null,
      is_accepted boolean not null,
      since timestamptz not null,
      constraint pk_follows primary key (follower_id, followee_id)
    )
    """,
    "create index ix_follows_follower_id on follows (follower_id, is_accepted, since, followee_id)",
    "create index ix_follows_followee_id on follows (followee_id, is_accepted, since, follower_id)",
    """
    create table blocks (
      blocker_id uuid not null,
      blocked_id uuid not null,
      since timestamptz not null,
      constraint pk_blocks primary key (blocker_id, blocked_id)
    )
    """,
    "create index ix_blocks_since on blocks (blocker_id, since, blocked_id)",
    "create index ix_blocks_blocked_id on blocks (blocked_id)",
)
TABLES = ("blocks", "follows", "friends", "friend_requests", "ended_sessions", "erased_users", "people")


def upgrade() -> None:
    """Go forward."""
    for statement in (*messaging_tables(), *outbox_lanes_table(), *inbox_source(), *PEOPLE, *RELATIONS):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in (*TABLES, "inbox", "outbox_lanes", "outbox"):
        op.execute(f"drop table {table}")
