"""Have the values of list filters in the indexes of lists: a title that a filter rejects is not read.

The bits of genres and services are computed for every title. The previous release continues to work: when it imports a
title, a trigger replaces the bits, which are of an earlier import, by -1, which rejects no title. It must not edit the
genres of titles until it has ended: the title would have the bits of its former genres until its next import.
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

COLUMNS = """
alter table media
  add column genre_bits bigint not null default -1,
  add column service_bits bigint not null default -1,
  add column filters_version bigint
"""
GENRE_BITS = """
create function genre_bits_of(title uuid) returns bigint language sql stable as $$
  select coalesce(bit_or(
    cast(1 as bigint) << cast(cast(cast('x' || left(md5(slug), 8) as bit(32)) as bigint) % 61 as integer)
  ), 0)
  from media_genres where media_id = title
$$
"""
SERVICE_BITS = """
create function service_bits_of(title uuid) returns bigint language sql stable as $$
  select coalesce(bit_or(cast(1 as bigint) << provider_id % 61), 0) from media_offers where media_id = title
$$
"""
# An update would leave a second version of each row, and twice as large indexes.
REWRITE = """
alter table media
  alter column genre_bits type bigint using case when imported_version is null then -1 else genre_bits_of(media_id) end,
  alter column service_bits type bigint
    using case when imported_version is null then -1 else service_bits_of(media_id) end,
  alter column filters_version type bigint using imported_version
"""
FORGET = """
create function forget_filter_bits() returns trigger language plpgsql as $$
begin
  new.genre_bits := -1;
  new.service_bits := -1;
  return new;
end
$$
"""
TRIGGER = """
create trigger forget_filter_bits before update on media for each row
when (new.imported_version is distinct from new.filters_version and (new.genre_bits <> -1 or new.service_bits <> -1))
execute function forget_filter_bits()
"""
ORDERS = {
    "ratingo_score": "(kind, ratingo_score desc nulls last, media_id desc)",
    "popularity_score": "(kind, popularity_score desc nulls last, media_id desc)",
    "tmdb_popularity": "(kind, tmdb_popularity desc nulls last, media_id desc)",
    "release_date": "(kind, release_date desc nulls last, media_id desc)",
    "kind_media_id": "(kind, media_id)",
}
FILTERED = ("genre_bits", "service_bits", "ratingo_score", "release_date", "votes_tmdb", "votes_trakt")


def upgrade() -> None:
    """Apply the migration: the whole table is written again, with its indexes."""
    for name in ORDERS:
        op.execute(f"drop index ix_media_{name}")
    for statement in (COLUMNS, GENRE_BITS, SERVICE_BITS, REWRITE):
        op.execute(statement)
    op.execute("drop function genre_bits_of(uuid)")
    op.execute("drop function service_bits_of(uuid)")
    for name, order in ORDERS.items():
        included = ", ".join(column for column in FILTERED if column != name)
        op.execute(f"create index ix_media_{name} on media {order} include ({included}) where listed")
    op.execute(FORGET)
    op.execute(TRIGGER)


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop trigger forget_filter_bits on media")
    op.execute("drop function forget_filter_bits()")
    for name, order in ORDERS.items():
        op.execute(f"drop index ix_media_{name}")
        op.execute(f"create index ix_media_{name} on media {order} where listed")
    op.execute("alter table media drop column genre_bits, drop column service_bits, drop column filters_version")
