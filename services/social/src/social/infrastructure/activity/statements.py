"""The statements that write activity, over arrays: one round trip for any number of rows."""

from typing import Final

_AUDIENCE: Final = """
  case when exists (
    select from hidden_titles h
    where h.user_id = i.user_id and h.media_id = i.media_id and h.hidden_at <= i.at
      and (h.shown_at is null or h.shown_at > i.at)
  ) then 3 else coalesce(
    (select KIND from privacy_periods p where p.user_id = i.user_id and p.since <= i.at
     order by p.since desc limit 1),
    (select KIND from privacy_periods p where p.user_id = i.user_id order by p.since limit 1),
    4
  ) end
"""
"""The audience that held at an instant; before the first period that is known, that of the first one.

It is 4 while nothing is known of the user: no one but the user sees the item until `DETERMINE_ITEMS` sets it.
"""

PUT_ITEMS: Final = """
insert into activities (user_id, media_id, kind, media_kind, happened_at, recorded_at, audience, rating, count)
select i.user_id, i.media_id, i.kind, i.media_kind, i.happened, i.at,
  AUDIENCE, i.rating, 1
from unnest(
  cast(:user_ids as uuid[]), cast(:media_ids as uuid[]), cast(:kinds as text[]), cast(:media_kinds as text[]),
  cast(:happened as timestamptz[]), cast(:instants as timestamptz[]), cast(:ratings as smallint[])
) as i (user_id, media_id, kind, media_kind, happened, at, rating)
on conflict (user_id, media_id, kind) where kind <> 'watched' do update
set happened_at = excluded.happened_at, recorded_at = excluded.recorded_at, audience = excluded.audience,
  rating = excluded.rating
returning id, user_id, happened_at
""".replace("AUDIENCE", _AUDIENCE.replace("KIND", "case when i.kind = 'rated' then p.rated else p.watched end"))

REMOVE_ITEMS: Final = """
delete from activities a
using unnest(
  cast(:user_ids as uuid[]), cast(:media_ids as uuid[]), cast(:kinds as text[])
) as i (user_id, media_id, kind)
where a.user_id = i.user_id and a.media_id = i.media_id and a.kind = i.kind and a.kind <> 'watched'
"""

PUT_PLAYS: Final = """
insert into plays
  (play_id, user_id, media_id, media_kind, season, episode, watched_at, day, recorded_at, audience)
select i.play_id, i.user_id, i.media_id, i.media_kind, i.season, i.episode, i.watched_at,
  (i.watched_at at time zone 'UTC')::date, i.at, AUDIENCE
from unnest(
  cast(:play_ids as uuid[]), cast(:user_ids as uuid[]), cast(:media_ids as uuid[]), cast(:media_kinds as text[]),
  cast(:seasons as integer[]), cast(:episodes as integer[]), cast(:watched as timestamptz[]),
  cast(:instants as timestamptz[])
) as i (play_id, user_id, media_id, media_kind, season, episode, watched_at, at)
on conflict (play_id) do update
set media_id = excluded.media_id, media_kind = excluded.media_kind, season = excluded.season,
  episode = excluded.episode, watched_at = excluded.watched_at, day = excluded.day,
  recorded_at = least(plays.recorded_at, excluded.recorded_at),
  audience = case
    when plays.audience = 4 then excluded.audience
    when plays.media_id = excluded.media_id then plays.audience
    else greatest(plays.audience, excluded.audience)
  end
returning user_id, media_id, day
""".replace("AUDIENCE", _AUDIENCE.replace("KIND", "p.watched"))
"""A play that is corrected, or published again, keeps the audience of when it was recorded first."""

GROUPS_OF_PLAYS: Final = """
select user_id, media_id, day from plays where play_id = any(cast(:play_ids as uuid[]))
"""

REMOVE_PLAYS: Final = "delete from plays where play_id = any(cast(:play_ids as uuid[]))"

_GROUPS: Final = """
unnest(cast(:user_ids as uuid[]), cast(:media_ids as uuid[]), cast(:days as date[])) as g (user_id, media_id, day)
"""

REMOVE_GROUPS: Final = """
delete from activities a using GROUPS
where a.user_id = g.user_id and a.media_id = g.media_id and a.day = g.day and a.kind = 'watched' and not exists (
  select from plays p
  where p.user_id = a.user_id and p.media_id = a.media_id and p.day = a.day and p.audience = a.audience
)
""".replace("GROUPS", _GROUPS)

PUT_GROUPS: Final = """
insert into activities
  (user_id, media_id, kind, media_kind, day, happened_at, audience, count, season, episode)
select p.user_id, p.media_id, 'watched', max(p.media_kind), p.day, max(p.watched_at), p.audience,
  count(distinct (p.season, p.episode)),
  (array_agg(p.season order by p.watched_at desc, p.season desc, p.episode desc, p.play_id))[1],
  (array_agg(p.episode order by p.watched_at desc, p.season desc, p.episode desc, p.play_id))[1]
from plays p join GROUPS on p.user_id = g.user_id and p.media_id = g.media_id and p.day = g.day
group by p.user_id, p.media_id, p.day, p.audience
on conflict (user_id, media_id, day, audience) where kind = 'watched' do update
set happened_at = excluded.happened_at, count = excluded.count, season = excluded.season, episode = excluded.episode
where (activities.happened_at, activities.count, activities.season, activities.episode)
  is distinct from (excluded.happened_at, excluded.count, excluded.season, excluded.episode)
returning id, user_id, happened_at
""".replace("GROUPS", _GROUPS)

DETERMINE_ITEMS: Final = """
update activities a set audience = (
  select case when a.kind = 'rated' then p.rated else p.watched end
  from privacy_periods p where p.user_id = a.user_id order by p.since limit 1
) where a.user_id = any(cast(:user_ids as uuid[])) and a.audience = 4 and a.kind <> 'watched'
"""

DETERMINE_PLAYS: Final = """
update plays set audience = (
  select p.watched from privacy_periods p where p.user_id = plays.user_id order by p.since limit 1
) where user_id = any(cast(:user_ids as uuid[])) and audience = 4
returning user_id, media_id, day
"""

_NEWEST_PERIODS: Final = """
(
  select distinct on (q.user_id) q.user_id, q.since, q.watched, q.rated from privacy_periods q
  where q.user_id = any(cast(:user_ids as uuid[])) order by q.user_id, q.since desc
) p join people on people.user_id = p.user_id and people.changed_at = p.since
"""
"""Only of users whose last change in auth began it: an event that is read again changes nothing of what is newer."""

NARROW_ITEMS: Final = """
update activities a set audience = case when a.kind = 'rated' then p.rated else p.watched end
from PERIODS
where a.user_id = p.user_id and coalesce(a.recorded_at, a.happened_at) > p.since and a.kind <> 'watched'
  and a.audience < case when a.kind = 'rated' then p.rated else p.watched end
""".replace("PERIODS", _NEWEST_PERIODS)
"""What was done since a decision and has arrived before it."""

NARROW_PLAYS: Final = """
update plays set audience = p.watched
from PERIODS
where plays.user_id = p.user_id and plays.recorded_at > p.since and plays.audience < p.watched
returning plays.user_id, plays.media_id, plays.day
""".replace("PERIODS", _NEWEST_PERIODS)

MERGE_PERIODS: Final = """
with ordered as (
  select user_id, since, watched, rated, row_number() over (partition by user_id order by since desc) as place
  from privacy_periods where user_id = any(cast(:user_ids as uuid[]))
), merged as (
  select user_id, min(since) as since, max(watched) as watched, max(rated) as rated
  from ordered where place >= :most group by user_id having count(*) > 1
), removed as (
  delete from privacy_periods p using ordered o, merged m
  where o.place >= :most and p.user_id = o.user_id and p.since = o.since and m.user_id = p.user_id and p.since > m.since
)
update privacy_periods p set watched = m.watched, rated = m.rated
from merged m where p.user_id = m.user_id and p.since = m.since
"""
"""The oldest periods become one, in which as few people see what was done as in any of them."""

MERGE_HIDDEN: Final = """
with ordered as (
  select hidden_at, shown_at, row_number() over (order by hidden_at desc) as place
  from hidden_titles where user_id = :user_id and media_id = :media_id and shown_at is not null
), merged as (
  select min(hidden_at) as hidden_at, max(shown_at) as shown_at from ordered where place >= :most having count(*) > 1
), removed as (
  delete from hidden_titles h using ordered o, merged m
  where h.user_id = :user_id and h.media_id = :media_id and h.hidden_at = o.hidden_at and o.place >= :most
    and h.hidden_at > m.hidden_at
)
update hidden_titles h set shown_at = m.shown_at
from merged m where h.user_id = :user_id and h.media_id = :media_id and h.hidden_at = m.hidden_at
"""
"""The oldest times of a title become one, with what lies between them."""

SUCCESSORS: Final = """
with recursive chain (media_id, successor_id, place) as (
  select t.media_id, t.successor_id, 0 from titles t
  where t.media_id = any(cast(:media_ids as uuid[])) and t.successor_id is not null
  union all
  select c.media_id, t.successor_id, c.place + 1 from chain c join titles t on t.media_id = c.successor_id
  where t.successor_id is not null and t.successor_id <> c.media_id and c.place < 8
)
select distinct on (media_id) media_id, successor_id from chain order by media_id, place desc
"""
"""A cycle, which mergers of editors and providers may form together, ends."""

HIDE_SUCCESSORS: Final = """
insert into hidden_titles (user_id, media_id, hidden_at)
select h.user_id, s.successor_id, min(h.hidden_at)
from unnest(cast(:media_ids as uuid[]), cast(:successor_ids as uuid[])) as s (media_id, successor_id)
join hidden_titles h on h.media_id = s.media_id and h.shown_at is null
where not exists (select from hidden_titles o where o.user_id = h.user_id and o.media_id = s.successor_id)
group by h.user_id, s.successor_id
on conflict do nothing
"""
"""It reads the whole table, which is small, and only when titles were merged."""

RENEW: Final = """
insert into privacy_periods (user_id, since, watched, rated)
select u.user_id, greatest(coalesce(cast(:now as timestamptz), u.changed_at), last.since), u.watched, u.rated
from (
  select p.user_id, p.changed_at,
    greatest(coalesce(s.activity, 1), case when p.profile_public then 0 else 1 end,
      case when p.show_watch_history then 0 else 3 end) as watched,
    greatest(coalesce(s.activity, 1), case when p.profile_public then 0 else 1 end,
      case when p.show_ratings then 0 else 3 end) as rated
  from people p left join sharing s on s.user_id = p.user_id
  where p.user_id = any(cast(:user_ids as uuid[]))
) u
left join lateral (
  select since, watched, rated from privacy_periods q where q.user_id = u.user_id order by since desc limit 1
) last on true
where (last.watched, last.rated) is distinct from (u.watched, u.rated)
on conflict (user_id, since) do update set watched = excluded.watched, rated = excluded.rated
returning user_id
"""
