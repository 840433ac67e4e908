"""Fold each name once: a trigger fills the four columns of a name that search reads.

As generated columns each of them folded the name again, which was half of the time of writing a name. The previous
release continues to work: it writes the name alone, as this one does. No row is rewritten.
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# Sessions with another search path, such as those of an operator, write names too.
FUNCTION = """
create function fold_name() returns trigger language plpgsql set search_path from current as $$
begin
  new.folded := search_words(new.name);
  new.compact := replace(new.folded, ' ', '');
  new.numbered := search_numbered(new.folded);
  new.ideograms := search_ideograms(new.compact);
  return new;
end
$$
"""
PLAIN = """
alter table media_names
  alter column folded drop expression, alter column compact drop expression,
  alter column numbered drop expression, alter column ideograms drop expression
"""
TRIGGER = """
create trigger fold_name before insert or update on media_names for each row execute function fold_name()
"""

GENERATED = """
alter table media_names
  drop column folded, drop column compact, drop column numbered, drop column ideograms,
  add column folded text not null generated always as (search_words(name)) stored,
  add column compact text not null generated always as (replace(search_words(name), ' ', '')) stored,
  add column numbered text not null generated always as (search_numbered(search_words(name))) stored,
  add column ideograms text[] not null
    generated always as (search_ideograms(replace(search_words(name), ' ', ''))) stored
"""
INDEXES = (
    "create index ix_media_names_trigrams on media_names using gin (folded public.gin_trgm_ops)",
    "create index ix_media_names_prefix on media_names (folded text_pattern_ops)",
    "create index ix_media_names_compact on media_names (compact text_pattern_ops)",
    "create index ix_media_names_numbered on media_names (numbered text_pattern_ops)",
    "create index ix_media_names_compact_trigrams on media_names using gin (compact public.gin_trgm_ops)",
    "create index ix_media_names_ideograms on media_names using gin (ideograms)",
)


def upgrade() -> None:
    """Apply the migration."""
    for statement in (FUNCTION, PLAIN, TRIGGER):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop trigger fold_name on media_names")
    op.execute("drop function fold_name()")
    for statement in (GENERATED, *INDEXES):
        op.execute(statement)
