"""Empty the names that search read: the service search finds titles now.

The previous release continues to work while this is applied and until its last process has stopped: the table and the
functions that its search calls remain, its search finds nothing, and the names that it writes are skipped. Nothing
reads or writes them from this release on. The next release drops the table and the functions `search_words`,
`search_numbered`, `search_figures`, `search_ideograms`, `search_signs` and `like_text`.
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_media_names_trigrams": "using gin (folded public.gin_trgm_ops)",
    "ix_media_names_prefix": "(folded text_pattern_ops)",
    "ix_media_names_compact": "(compact text_pattern_ops)",
    "ix_media_names_numbered": "(numbered text_pattern_ops)",
    "ix_media_names_compact_trigrams": "using gin (compact public.gin_trgm_ops)",
    "ix_media_names_ideograms": "using gin (ideograms)",
}
SKIP = """
create function skip_name() returns trigger language plpgsql as $$ begin return null; end $$
"""
SKIPPING = "create trigger skip_name before insert or update on media_names for each row execute function skip_name()"
FOLD = """
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
FOLDING = "create trigger fold_name before insert or update on media_names for each row execute function fold_name()"
# The names of stored titles are in their documents; those longer than an index entry were cut when they were imported.
NAMES = """
insert into media_names (media_id, name)
select distinct media_id, name from (
  select media_id, trim(left(regexp_replace(name, '\\s+', ' ', 'g'), 400)) as name from (
    select media_id, convert_from(found, 'UTF8')::jsonb ->> 'title' as name from documents where found is not null
    union all
    select media_id, convert_from(found, 'UTF8')::jsonb ->> 'originalTitle' from documents where found is not null
    union all
    select media_id, translation.value ->> 0
    from documents, jsonb_each(convert_from(texts, 'UTF8')::jsonb -> 'translations') as translation
  ) as written
) as names
where name <> ''
"""


def upgrade() -> None:
    """Apply the migration."""
    op.execute("truncate media_names")
    for name in INDEXES:
        op.execute(f"drop index {name}")
    op.execute("drop trigger fold_name on media_names")
    op.execute("drop function fold_name()")
    op.execute(SKIP)
    op.execute(SKIPPING)


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop trigger skip_name on media_names")
    op.execute("drop function skip_name()")
    op.execute(FOLD)
    op.execute(FOLDING)
    op.execute(NAMES)
    for name, columns in INDEXES.items():
        op.execute(f"create index {name} on media_names {columns}")
