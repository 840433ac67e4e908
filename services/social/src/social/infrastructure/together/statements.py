"""The statements of sessions."""

from typing import Final

ATTEMPT: Final = """
insert into together_attempts as a (user_id, since, attempts) values (:user_id, :now, 1)
on conflict (user_id) do update
set since = case when a.since > :fresh then a.since else excluded.since end,
  attempts = case when a.since > :fresh then least(a.attempts + 1, 1000) else 1 end
returning attempts, since
"""

SEE: Final = """
with due as (
  select m.session_id, m.user_id
  from unnest(cast(:session_ids as uuid[]), cast(:user_ids as uuid[])) as i (session_id, user_id)
  join together_members m on m.session_id = i.session_id and m.user_id = i.user_id
  where m.seen_at < :before
  for update of m skip locked
)
update together_members m set seen_at = :now
from due where m.session_id = due.session_id and m.user_id = due.user_id
"""
"""Several processes may see the same members, in any order: none waits for a row of another."""

LEFT_ALONE: Final = """
select h.session_id from together_members h
where h.role = 'host' and h.seen_at < :away and (
  exists (select from together_members m where m.session_id = h.session_id and m.seen_at > :present)
  or not exists (select from together_members m where m.session_id = h.session_id and m.seen_at > :empty)
)
order by h.seen_at, h.session_id limit :limit
"""

BY_CODE: Final = """
select s.id, m.user_id as host_id from together_sessions s
join together_members m on m.session_id = s.id and m.role = 'host'
where s.code = :code and s.ended_at is null and s.code_expires_at > :now
"""

OF_USER: Final = """
select m.session_id from together_members m where m.user_id = :user_id
order by m.joined_at desc, m.session_id limit :limit
"""

SHARED: Final = """
select a.session_id from together_members a
join together_members b on b.session_id = a.session_id and b.user_id = :other
where a.user_id = :one order by a.session_id
"""

OF_USERS: Final = """
select session_id from together_members where user_id = any(:user_ids)
union select session_id from together_kicks where user_id = any(:user_ids)
union select session_id from together_items where added_by = any(:user_ids)
order by session_id
"""

BLOCKED: Final = """
select blocker_id, blocked_id from blocks where blocker_id = any(:user_ids) and blocked_id = any(:user_ids)
"""
