"""The statements that write what happens now."""

from typing import Final

LOCK: Final = "select pg_advisory_xact_lock(hashtext('social.stream'))"
"""It holds until the transaction ends: no smaller id is committed later. Take it as the last one of a transaction."""

REPORT: Final = """
insert into stream_events (kind, user_id, activity_id, session_id, requester_id, happened_at)
select i.kind, i.user_id, i.activity_id, i.session_id, i.requester_id, cast(:now as timestamptz)
from unnest(
  cast(:kinds as text[]), cast(:user_ids as uuid[]), cast(:activity_ids as bigint[]), cast(:session_ids as uuid[]),
  cast(:requester_ids as uuid[])
) with ordinality as i (kind, user_id, activity_id, session_id, requester_id, place)
where not exists (select from erased_users e where e.user_id in (i.user_id, i.requester_id))
order by i.place
"""
"""One transaction may report something of a user, and erase the user after it."""

WATCH: Final = """
with former as (
  select w.* from watching_now w where w.session_id = any(cast(:session_ids as uuid[]))
), stored as (
  insert into watching_now (session_id, user_id, media_id, season, episode, state, at)
  select * from unnest(
    cast(:session_ids as uuid[]), cast(:user_ids as uuid[]), cast(:media_ids as uuid[]), cast(:seasons as integer[]),
    cast(:episodes as integer[]), cast(:states as text[]), cast(:instants as timestamptz[])
  )
  on conflict (session_id) do update
  set media_id = excluded.media_id, season = excluded.season, episode = excluded.episode, state = excluded.state,
    at = excluded.at
  where watching_now.at < excluded.at
  returning session_id, user_id, media_id, season, episode, state, at
)
select s.session_id, s.user_id from stored s left join former f on f.session_id = s.session_id
where s.at > cast(:fresh as timestamptz)
  and (s.media_id, s.season, s.episode, s.state) is distinct from (f.media_id, f.season, f.episode, f.state)
order by s.session_id
"""
"""The rows of `former` are those before this statement: both parts see the same snapshot."""
