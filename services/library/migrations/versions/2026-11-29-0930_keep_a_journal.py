"""Keep plays and marks: entries become functions of them. Each entry becomes the marks that say what it says.

The previous release keeps working: it names none of the new columns. An entry that it writes has another version than
the journaled one, and its next change replaces its marks by what was written.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

JOURNAL = """
create table {name} (
  {id} uuid not null,
  user_id uuid not null,
  media_id uuid not null,
  {columns},
  origin text not null,
  key text,
  batch_id uuid,
  at timestamptz not null,
  sequence bigint not null default nextval('journal_sequence'),
  recorded_at timestamptz not null,
  retracted_at timestamptz,
  constraint pk_{name} primary key ({id}),
  {checks}
)
"""
PLAYS = JOURNAL.format(
    name="plays",
    id="play_id",
    columns="""
  season integer, episode integer, source_id bigint, watched_at timestamptz, precision text not null,
  duration_seconds integer, causation jsonb""",
    checks="""
  constraint ck_plays_place check (num_nulls(season, episode) in (0, 2)),
  constraint ck_plays_precision check (precision in ('instant', 'day', 'year', 'unknown')),
  constraint ck_plays_watched_at check ((watched_at is null) = (precision = 'unknown'))""",
)
MARKS = JOURNAL.format(
    name="marks",
    id="mark_id",
    columns="kind text not null, value jsonb, season integer, episode integer",
    checks="""
  constraint ck_marks_kind check (kind in ('state', 'progress', 'rating', 'notes', 'tags', 'rewatch')),
  constraint ck_marks_place check (season is not null or episode is null)""",
)
INDEXES = [
    f"create {unique}index {kind}_{table}_{name} on {table} ({columns}){where}"
    for table in ("plays", "marks")
    for unique, kind, name, columns, where in (
        ("", "ix", "user_id_media_id", "user_id, media_id", ""),
        ("", "ix", "media_id", "media_id", ""),
        ("unique ", "uq", "user_id_key", "user_id, key", " where key is not null"),
        ("", "ix", "batch_id", "batch_id", " where batch_id is not null"),
    )
]
HISTORY = (
    "create index ix_plays_user_id_at on plays (user_id, at desc, sequence desc) where retracted_at is null",
    "create index ix_entries_media_id on entries (media_id)",
)
COLUMNS = {
    "cause": "text",
    "rated_at": "timestamptz",
    "tags": "text[] not null default '{}'",
    "plays": "integer not null default 0",
    "episodes_seen": "integer not null default 0",
    "runs": "integer not null default 0",
    "first_watched_at": "timestamptz",
    "last_watched_at": "timestamptz",
    "journaled_version": "bigint",
}
STATES = """
alter table entries drop constraint ck_entries_state,
  add constraint ck_entries_state check (state in ({states}))
"""
FORMER = "'planned', 'watching', 'completed', 'dropped'"
# The state comes last, so that it decides.
MARKS_OF_ENTRIES = """
insert into marks (mark_id, user_id, media_id, kind, value, origin, at, recorded_at)
select gen_random_uuid(), user_id, media_id, mark.kind, mark.value, 'migration', updated_at, updated_at
from entries
cross join lateral (values
  (1, 'progress', case when season is not null or seasons is not null then
     jsonb_build_object('replace', true, 'seasons', case
       when season is null and seasons - '0' = '{}' or (seasons ->> season::text)::integer = episode then seasons
       when season is not null then jsonb_build_object(season::text, episode)
     end) end),
  (2, 'rating', to_jsonb(rating)),
  (3, 'notes', to_jsonb(notes)),
  (4, 'state', to_jsonb(state))
) as mark(place, kind, value)
where state is not null and mark.value is not null
order by user_id, media_id, place
"""
RATED = "update entries set rated_at = updated_at where rating is not null"
JOURNALED = "update entries set journaled_version = version"


def upgrade() -> None:
    """Apply the migration."""
    op.execute("create sequence journal_sequence as bigint")
    op.execute("alter table entries " + ", ".join(f"add column {name} {kind}" for name, kind in COLUMNS.items()))
    op.execute(STATES.format(states=f"{FORMER}, 'paused'"))
    for statement in (PLAYS, MARKS, *INDEXES, *HISTORY, MARKS_OF_ENTRIES, RATED, JOURNALED):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration: the entries stay, what was paused is being watched, and plays are lost."""
    op.execute("update entries set state = 'watching' where state = 'paused'")
    op.execute(STATES.format(states=FORMER))
    op.execute("drop index ix_entries_media_id")
    op.execute("alter table entries " + ", ".join(f"drop column {name}" for name in COLUMNS))
    op.execute("drop table plays")
    op.execute("drop table marks")
    op.execute("drop sequence journal_sequence")
