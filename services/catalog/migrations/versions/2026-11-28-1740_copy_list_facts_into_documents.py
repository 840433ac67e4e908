"""Copy what a list item shows of other tables into the title's document: slug, release days, and airings of shows.

The previous release continues to work: it names none of the new columns. A title that it imports during the upgrade
gets its copies with the next import; until then its slug is read from `slugs`. Cards stay in the row itself, so that a
page needs no second read per title.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OPTIONAL = ("version", "card", "detail", "found", "offers", "seasons")
COLUMNS = f"""
alter table documents
  {", ".join(f"alter column {name} drop not null" for name in OPTIONAL)},
  alter column card set storage main,
  add column slug text, add column release_days bytea, add column airings bytea
"""
AIRINGS = """
select e.media_id, string_agg(
  int8send(cast(extract(epoch from e.starts_at) * 1000000 as bigint)) || int4send(e.season) || int4send(e.number)
  || int4send(coalesce(e.air_date - date '1970-01-01', -2147483647))
  || case when e.aired_at > e.starts_at then '\\x01'::bytea else '\\x00'::bytea end,
  ''::bytea order by e.starts_at, e.season, e.number
) as airings
from episodes e where e.season > 0 and e.starts_at is not null group by e.media_id
"""
# A value is written again, so that it is stored as the column now says.
COPIES = """
update documents d set
  card = card || ''::bytea,
  slug = (select s.slug from slugs s where s.media_id = d.media_id and s.current),
  release_days = coalesce((
    select string_agg(
      convert_to(r.region, 'UTF8')
      || coalesce(substring(int4send(r.theatrical - date '0001-01-01' + 1) from 2), '\\x000000'::bytea)
      || coalesce(substring(int4send(r.digital - date '0001-01-01' + 1) from 2), '\\x000000'::bytea),
      ''::bytea order by r.region collate "C"
    )
    from media_releases r where r.media_id = d.media_id and length(r.region) = 2 and octet_length(r.region) = 2
  ), '')
"""
SHOWS = f"""
insert into documents (media_id, airings)
select s.media_id, coalesce(packed.airings, '')
from (select distinct media_id from seasons) s left join ({AIRINGS}) packed on packed.media_id = s.media_id
on conflict (media_id) do update set airings = excluded.airings
"""  # noqa: S608 - made of constants


def upgrade() -> None:
    """Apply the migration."""
    for statement in (COLUMNS, COPIES, SHOWS):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.execute("delete from documents where card is null")
    op.execute(
        f"""
        alter table documents
          {", ".join(f"alter column {name} set not null" for name in OPTIONAL)},
          alter column card set storage external,
          drop column slug, drop column release_days, drop column airings
        """
    )
